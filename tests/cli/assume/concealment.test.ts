import assert from "node:assert/strict";
import { conceal, redact } from "../../../cli/assume/output/concealment";

describe("concealment", () => {
  const secret = 'wJal/rXU+tnF"EMI\\K7 MDENG=';
  before(() => conceal(secret));

  for (const [form, text] of [
    ["as it is", secret],
    ["in a URL", encodeURIComponent(secret)],
    ["in JSON", JSON.stringify({ secret })],
    ["twice in JSON", JSON.stringify({ inner: secret, again: secret })],
  ] as const) {
    it(`hides a secret ${form}`, () => {
      const shown = redact(`before ${text} after`);
      assert.match(shown, /^before .*\[concealed\].* after$/);
      for (const part of ["wJal", "MDENG"]) assert.ok(!shown.includes(part), shown);
    });
  }

  it("hides the whole of a secret that another is part of", () => {
    conceal("first-half");
    conceal("first-half-and-second");
    assert.equal(redact("first-half-and-second, first-half"), "[concealed], [concealed]");
  });

  it("leaves what is too short to be a secret, and what is none", () => {
    conceal("seven77");
    conceal("eight888");
    conceal(undefined);
    assert.equal(redact("seven77 eight888 undefined other"), "seven77 [concealed] undefined other");
  });
});
