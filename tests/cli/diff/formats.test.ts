import assert from "node:assert/strict";
import type { Difference } from "../../../cli/diff/difference";
import { asMarkdown, commentLimit } from "../../../cli/diff/formats/markdown";
import { asTable } from "../../../cli/diff/formats/table";
import { hiddenCharacters, hostileTexts } from "../../hostileTexts";

const role = "arn:aws:iam::111111111111:role/deploy";
const none: Difference = {
  version: 1,
  base: "0123456789abcdef0123456789abcdef01234567",
  gains: [],
  loses: [],
  permissions: [],
  sessions: [],
  findings: { new: [], gone: [] },
  approvals: [],
  unknown: [],
  verdict: "same",
};

function gains(number: number): Difference["gains"] {
  return Array.from({ length: number }, (_, i) => ({
    role,
    principal: `user/person-${i}`,
    account: "222222222222",
    conditions: ["a session signed in with multi-factor authentication"],
  }));
}

describe("a difference in words", () => {
  it("names accounts beside their ids", () => {
    const text = asTable({ ...none, verdict: "wider", gains: gains(1) }, { "222222222222": "people" }, false);
    assert.match(text, /\+ user\/person-0 of 222222222222 \(people\): deploy in 111111111111\n/);
  });

  it("is coloured only when asked, and says the same without", () => {
    const found: Difference = { ...none, verdict: "wider", gains: gains(2) };
    const coloured = asTable(found, {}, true);
    assert.ok(coloured.includes("\u001b["));
    // eslint-disable-next-line no-control-regex -- the colours themselves
    assert.equal(coloured.replace(/\u001b\[\d+m/g, ""), asTable(found, {}, false));
  });

  it("folds long lists of a comment, and never one that is short", () => {
    assert.match(asMarkdown({ ...none, gains: gains(11) }, {}), /<details><summary><b>Who gains access \(11\)<\/b>/);
    assert.doesNotMatch(asMarkdown({ ...none, gains: gains(10) }, {}), /<details>/);
  });

  it("fits a comment, and says what it left out", () => {
    const all = asMarkdown({ ...none, gains: gains(5000), loses: gains(7) }, {});
    assert.ok(all.length <= commentLimit, String(all.length));
    const shown = all.match(/^- \*\*user/gm)!.length;
    assert.ok(shown > 100);
    assert.match(
      all,
      new RegExp(
        `\\n\\*\\*Left out, since this text may have 60000 characters: ${5000 - shown} of “Who gains access”, ` +
          "7 of “Who loses access”\\.\\*\\* `cross-account diff` shows everything\\.\\n$",
      ),
    );
    assert.equal(all.split("<details>").length, all.split("</details>").length);
  });

  for (const hidden of [...hiddenCharacters, ...hostileTexts]) {
    it(`shows ${JSON.stringify(hidden).slice(0, 40)} as text alone`, () => {
      const found: Difference = {
        ...none,
        gains: [{ role, principal: `user/${hidden}`, account: "222222222222", conditions: [hidden] }],
        unknown: [{ what: hidden, why: hidden }],
      };
      for (const text of [asTable(found, { "222222222222": hidden }, false), asMarkdown(found, {})]) {
        const lines = text.split("\n");
        assert.ok(lines.length < 20, text);
        // eslint-disable-next-line no-control-regex -- what must not be there
        assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
      }
      assert.doesNotMatch(asMarkdown(found, {}).replace(/<!-- -->|<span>\$<\/span>/g, ""), /(?<!\\)<[a-z!/]/i);
    });
  }
});
