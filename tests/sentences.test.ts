import assert from "node:assert/strict";
import { Linter } from "eslint";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- eslint's own configuration takes it from there
const { sentences, unread } = require("../eslint.sentences.cjs") as {
  sentences: string;
  unread: (names: string) => { selector: string; message: string }[];
};

/** Code as somebody might write it, and whether lint stops it. */
const cases: readonly (readonly [code: string, stopped: boolean])[] = [
  ['problem.startsWith("The stack")', true],
  ['found.problem.startsWith("The stack")', true],
  ['finding.message.includes("MFA")', true],
  ["/multi-factor/.test(reason)", true],
  ["/multi-factor/.test(open.reason)", true],
  ["/expected (.*?); found/.exec(finding.message)?.[1]", true],
  ["const form = /x/; form.test(diagnosis.remedy)", true],
  ['warnings.includes("x")', true],
  ['one.expected.split(" or ")', true],
  ['why.replace("a", "b")', true],
  ['error?.message.match("x")', true],
  ['problem.kind === "stack"', false],
  ['problem.stack.startsWith("organization/")', false],
  ['arn.startsWith("arn:")', false],
  ["/^arn:/.test(arn)", false],
  ["print(problem.message)", false],
  ["reasons.some(({ kind }) => kind === name)", false],
];

describe("sentences that this project made", () => {
  for (const [code, stopped] of cases) {
    it(`lint ${stopped ? "stops" : "takes"} ${code}`, () => {
      const found = new Linter().verify(code, { rules: { "no-restricted-syntax": ["error", ...unread(sentences)] } });
      assert.deepEqual(
        found.filter(({ fatal }) => fatal),
        [],
      );
      assert.equal(found.length > 0, stopped, JSON.stringify(found));
    });
  }
});
