import assert from "node:assert/strict";
import { allow, deny, doc, judge } from "./cases/case";

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Each must end in time with a verdict; none may call acceptable what it could not decide. */
const CASES: readonly [name: string, policies: readonly unknown[], verdicts: readonly string[]][] = [
  ["a hundred globs with many stars", [doc(...repeat(100, (i) => allow("sqs:SendMessage", `arn:aws:sqs:*:*:*${i}*${"ab*".repeat(20)}*`)))], ["acceptable", "unprovable"]],
  ["a hundred denials with many stars", [doc(allow("sqs:SendMessage"), ...repeat(100, (i) => deny("sqs:SendMessage", `arn:aws:sqs:*:*:*${"a*".repeat(i % 30)}b*`)))], ["too-broad", "unprovable"]],
  ["a denial for each first letter", [doc(allow("sqs:SendMessage", "arn:aws:sqs:*:*:*"), ...repeat(26, (i) => deny("sqs:SendMessage", `arn:aws:sqs:*:*:*${String.fromCharCode(97 + i)}*`)))], ["too-broad", "unprovable"]],
  ["thousands of statements", [doc(...repeat(4_000, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)))], ["acceptable", "unprovable"]],
  ["thousands of statements, one of them broad", [doc(...repeat(4_000, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)), allow("s3:PutObject"))], ["too-broad"]],
  ["a megabyte of statements", [JSON.stringify(doc(...repeat(4_900, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${"x".repeat(120)}${i}`))))], ["acceptable", "unprovable"]],
  ["too many statements", [doc(...repeat(6_000, () => allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders")))], ["unprovable"]],
  ["one statement with thousands of resources", [doc({ Effect: "Allow", Action: "s3:PutObject", Resource: repeat(5_000, (i) => `arn:aws:s3:::bucket-${i}/*`) })], ["acceptable", "unprovable"]],
  ["one statement with thousands of resources left out", [doc({ Effect: "Allow", Action: "s3:PutObject", NotResource: repeat(2_000, (i) => `arn:aws:s3:::bucket-${i}/*`) })], ["too-broad", "unprovable"]],
  ["thousands of actions", [doc({ Effect: "Allow", Action: repeat(5_000, (i) => `sqs:*${i}*`), Resource: "*" })], ["unprovable"]],
  ["question marks without end", [doc(allow("s3:PutObject", `arn:aws:s3:::${"?".repeat(2_000)}*`))], ["acceptable", "too-broad", "unprovable"]],
  ["conditions without end", [doc({ ...allow("ec2:TerminateInstances"), Condition: { StringLike: Object.fromEntries(repeat(500, (i) => [`aws:ResourceTag/k${i}`, repeat(20, (j) => `v${j}-*`)])) } })], ["acceptable"]],
];

describe("pathological input", () => {
  for (const [name, policies, verdicts] of CASES) {
    it(`${name} ends in time`, () => {
      const start = process.hrtime.bigint();
      const { verdict } = judge({ policies });
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      assert.ok(verdicts.includes(verdict), verdict);
      assert.ok(seconds < 8, `${seconds} s`);
    }).timeout(20_000);
  }

  it("a boundary and policies whose product is too large are unprovable", () => {
    const many = doc(...repeat(300, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)));
    assert.equal(judge({ policies: [many], boundary: many }).verdict, "unprovable");
  });
});
