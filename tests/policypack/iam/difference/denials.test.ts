/** A Deny of an approved trust counts as kept only where another one says at least as much. */
import assert from "node:assert/strict";
import { trustBeyond } from "../../../../policypack/iam/difference/trusts";

const ROLE = "arn:aws:iam::111111111111:role/deploy";
const NOW = new Date("2026-11-24T12:00:00Z");
const US = { AWS: "arn:aws:iam::222222222222:root" };
const EVE = "arn:aws:iam::222222222222:user/eve";
const MAX = "arn:aws:iam::222222222222:user/max";

const statement = (Effect: string, Principal: unknown, Action: unknown, Condition?: object): object => ({
  Effect,
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const doc = (...Statement: object[]): object => ({ Version: "2012-10-17", Statement });
const allow = statement("Allow", US, ["sts:AssumeRole", "sts:TagSession"]);
const arn = (value: string): object => ({ ArnEquals: { "aws:PrincipalArn": value } });
const ip = { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } };

describe("a Deny of an approved trust", () => {
  const cases: readonly (readonly [what: string, approved: object, now: object | undefined, kept: boolean])[] = [
    [
      "the same",
      statement("Deny", US, "sts:AssumeRole", arn(EVE)),
      statement("Deny", US, "sts:AssumeRole", arn(EVE)),
      true,
    ],
    ["gone", statement("Deny", US, "sts:AssumeRole", arn(EVE)), undefined, false],
    [
      "of somebody else",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      statement("Deny", { AWS: MAX }, "sts:AssumeRole"),
      false,
    ],
    [
      "of everybody instead",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      statement("Deny", "*", "sts:AssumeRole"),
      true,
    ],
    [
      "of one of two",
      statement("Deny", { AWS: [EVE, MAX] }, "sts:AssumeRole"),
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      false,
    ],
    [
      "of both and one more",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      statement("Deny", { AWS: [MAX, EVE] }, "sts:AssumeRole"),
      true,
    ],
    [
      "of another action",
      statement("Deny", US, "sts:AssumeRole", ip),
      statement("Deny", US, "sts:TagSession", ip),
      false,
    ],
    [
      "of one of two actions",
      statement("Deny", US, ["sts:AssumeRole", "sts:TagSession"], ip),
      statement("Deny", US, "sts:AssumeRole", ip),
      false,
    ],
    ["of all actions instead", statement("Deny", US, "sts:AssumeRole", ip), statement("Deny", US, "sts:*", ip), true],
    [
      "at all times instead",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole", ip),
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      true,
    ],
    [
      "at some times only",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      statement("Deny", { AWS: EVE }, "sts:AssumeRole", ip),
      false,
    ],
    [
      "an Allow instead",
      statement("Deny", { AWS: EVE }, "sts:AssumeRole"),
      statement("Allow", { AWS: EVE }, "sts:AssumeRole"),
      false,
    ],
  ];
  for (const [what, before, after, kept] of cases)
    it(`${what}: ${kept ? "kept" : "not kept"}`, () => {
      const approved = doc(allow, before);
      const now = doc(allow, ...(after === undefined ? [] : [after]));
      const found = trustBeyond(now, approved, ROLE, NOW);
      assert.equal(found.length === 0, kept, JSON.stringify(found));
      assert.deepEqual(trustBeyond(approved, approved, ROLE, NOW), []);
    });

  it("that never concerned whom the trust lets in may go", () => {
    const foreign = statement("Deny", { AWS: "arn:aws:iam::333333333333:root" }, "sts:AssumeRole");
    assert.deepEqual(trustBeyond(doc(allow), doc(allow, foreign), ROLE, NOW), []);
  });

  it("is not looked for where a side cannot be read: that is told", () => {
    for (const now of [undefined, "{ //"]) assert.equal(trustBeyond(now, doc(allow), ROLE, NOW)[0]?.kind, "unreadable");
    assert.equal(trustBeyond(doc(allow), undefined, ROLE, NOW)[0]?.kind, "unreadable");
    assert.equal(trustBeyond(undefined, undefined, ROLE, NOW)[0]?.kind, "unreadable");
  });
});
