import assert from "node:assert/strict";
import { accountNamed, namesWholeAccount } from "../../../../policypack/iam";
import { checkPrincipals } from "../../../../policypack/iam/call/principals";
import type { PrincipalEntry } from "../../../../policypack/iam";

const ID = "222222222222";

describe("the account of a principal in a policy", () => {
  for (const [kind, value, account, whole] of [
    ["AWS", ID, ID, true],
    ["AWS", `arn:aws:iam::${ID}:root`, ID, true],
    ["AWS", `arn:aws-cn:iam::${ID}:root`, ID, true],
    ["AWS", `arn:aws:iam::${ID}:user/alice`, ID, false],
    ["AWS", `arn:aws:iam::${ID}:user/root`, ID, false],
    ["AWS", `arn:aws:iam::${ID}:rootless`, ID, false],
    ["AWS", `arn:aws:sts::${ID}:assumed-role/ci/nightly`, ID, false],
    ["AWS", `1${ID}`, undefined, false],
    ["AWS", `${ID}1`, undefined, false],
    ["AWS", `${ID}x`, undefined, false],
    ["AWS", `x${ID}`, undefined, false],
    ["AWS", `xarn:aws:iam::${ID}:root`, undefined, false],
    ["AWS", `arn:aws:iam::${ID}1:root`, undefined, false],
    ["AWS", `arn:aws:s3::${ID}:root`, undefined, false],
    ["AWS", `arn:aws:iam::${ID}`, undefined, false],
    ["AWS", "*", undefined, false],
    ["AWS", "AIDAABCDEFGHIJKLMNOPQ", undefined, false],
    ["Federated", ID, undefined, false],
    ["Federated", `arn:aws:iam::${ID}:saml-provider/office`, undefined, false],
    ["Federated", `arn:aws:iam::${ID}:root`, undefined, false],
    ["Service", "ec2.amazonaws.com", undefined, false],
    ["*", "*", undefined, false],
  ] as const) {
    it(`${kind} ${value}: ${account ?? "none"}${whole ? ", the whole of it" : ""}`, () => {
      assert.equal(accountNamed({ kind, value }), account);
      assert.equal(namesWholeAccount({ kind, value }), whole);
    });
  }
});

describe("whether a trust policy names a grantee", () => {
  const aws = (value: string): PrincipalEntry => ({ kind: "AWS", value });
  const root = aws(`arn:aws:iam::${ID}:root`);
  const others = aws("arn:aws:iam::333333333333:root");
  const alice = `arn:aws:iam::${ID}:user/alice`;
  const builder = `arn:aws:iam::${ID}:role/ci/builder`;
  const session = (resource: string, account = ID) => aws(`arn:aws:sts::${account}:${resource}`);
  const outcome = (principal: string, entries: readonly PrincipalEntry[] | undefined, not = false) =>
    checkPrincipals(entries && { not, entries }, { principal, mfa: "never", now: new Date(0) }).outcome;

  for (const [what, principal, entries, expected] of [
    ["no element", alice, undefined, "undetermined"],
    ["the account", alice, [root], "met"],
    ["the account by its number, from another partition", alice.replace("aws", "aws-cn"), [aws(ID)], "met"],
    ["the account of another partition", alice.replace("aws", "aws-cn"), [root], "unmet"],
    ["another account", alice, [others], "unmet"],
    ["everybody", alice, [{ kind: "*", value: "*" }], "met"],
    ["the user", alice, [aws(alice)], "met"],
    ["one of the users that may be meant", `arn:aws:iam::${ID}:user/*`, [aws(alice)], "required"],
    ["the user's ARN as a federated principal", alice, [{ kind: "Federated", value: alice }], "unmet"],
    ["the user's ARN as a service", alice, [{ kind: "Service", value: alice }], "unmet"],
    ["the account as a canonical user", alice, [{ kind: "CanonicalUser", value: ID }], "unmet"],
    ["a session of the role", builder, [session("assumed-role/builder/nightly")], "required"],
    ["a session of a role of another account", builder, [session("assumed-role/builder/x", "333333333333")], "unmet"],
    ["a session of another role", builder, [session("assumed-role/other/nightly")], "unmet"],
    ["a session by its role's path", builder, [session("assumed-role/ci/builder/nightly")], "unmet"],
    ["a session of a user's name", alice, [session("assumed-role/alice/nightly")], "unmet"],
    ["the role without a session", builder, [session("assumed-role/builder")], "unmet"],
    ["something that is called like a session", builder, [session("xassumed-role/builder/nightly")], "unmet"],
    ["a session of another service", builder, [aws(`arn:aws:iam::${ID}:assumed-role/builder/nightly`)], "unmet"],
    ["what is no ARN", builder, [aws("AIDAABCDEFGHIJKLMNOPQ")], "unmet"],
  ] as const)
    it(`${what}: ${expected}`, () => assert.equal(outcome(principal, entries), expected));

  for (const [what, entries, expected] of [
    ["another account", [others], "met"],
    ["a service", [{ kind: "Service", value: "ec2.amazonaws.com" }], "met"],
    ["the account", [root], "unmet"],
    ["the user", [aws(alice)], "unmet"],
    ["another user of the account", [aws(`arn:aws:iam::${ID}:user/bob`)], "undetermined"],
    ["another account, and another user of this one", [others, aws(`arn:aws:iam::${ID}:user/bob`)], "undetermined"],
    ["another user of this account, and the user", [aws(`arn:aws:iam::${ID}:user/bob`), aws(alice)], "unmet"],
  ] as const)
    it(`everybody but ${what}: ${expected}`, () => assert.equal(outcome(alice, entries, true), expected));
});
