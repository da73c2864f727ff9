import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi/errors";
import { inspect } from "node:util";
import { AccessError } from "../../settings/accessError";

describe("an error of this program", () => {
  it("is one that the engine's runtime shows without a stack trace", () => {
    assert.ok(RunError.isInstance(new AccessError("It is wrong.")));
  });

  it("is its headline and its problems, also where it is inspected", () => {
    const error = new AccessError("Two problems.", ["a: b", "c:\n    d"]);
    assert.equal(error.message, "Two problems.\n  a: b\n  c:\n    d");
    assert.equal(inspect(error), error.message);
  });

  it("shows what is hidden in what it quotes", () => {
    const { message } = new AccessError("x\u001b[2J", ["a\u202eb", "c\rd", "e\u0085f\ud800"]);
    assert.equal(message, "x\\u001b[2J\n  a\\u202eb\n  c\\rd\n  e\\u0085f\\ud800");
  });

  it("lists problems up to a number, and says how many more there are", () => {
    const lines = new AccessError(
      "Many.",
      Array.from({ length: 60_000 }, (_, at) => `p${at}`),
    ).message.split("\n");
    assert.deepEqual([lines.length, lines[200], lines.at(-1)], [202, "  p199", "  and 59800 more"]);
  });
});
