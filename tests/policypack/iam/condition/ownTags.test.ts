import assert from "node:assert/strict";
import { setsOwnTag } from "../../../../policypack/iam/condition/ownTags";
import type { AnalysedSubject, SubjectKind } from "../../../../policypack/iam/condition/subject";
import { parsePolicy } from "../../../../policypack/iam/document/parse";
import { allow, deny, doc } from "../../cases/case";

const IAM = "arn:aws:iam::111111111111:";
const OWN = `${IAM}role/deploy`;
const tag = allow("iam:TagRole", OWN);
const tagUser = (resource: string): object => allow("iam:TagUser", resource);
const but = (Effect: string, elements: object): object => ({ Effect, ...elements });

interface Principal {
  readonly kind?: SubjectKind;
  readonly arn?: string | undefined;
  readonly account?: string;
  readonly boundary?: object;
}

function sets(statements: object[], { kind = "role", boundary, account, ...more }: Principal = {}): boolean {
  const arn = "arn" in more ? more.arn : OWN;
  const policy = (name: string, document: object): AnalysedSubject["policies"][number] => {
    const parsed = parsePolicy(document, "identity");
    assert.ok(parsed.problems === undefined, JSON.stringify(parsed.problems));
    return { name, document: parsed.document };
  };
  const subject: AnalysedSubject = {
    kind,
    name: "deploy",
    policies: statements.map((one, i) => policy(`p${i}`, doc(one))),
    now: new Date("2026-11-24T12:00:00Z"),
    ...(arn !== undefined && { arn }),
    ...(account !== undefined && { account }),
    ...(boundary !== undefined && { boundary: policy("boundary", doc(boundary)) }),
  };
  return setsOwnTag(subject, "Team");
}

describe("a principal's own tag", () => {
  const cases: [name: string, statements: object[], principal: Principal, expected: boolean][] = [
    ["nothing allowed", [], {}, false],
    ["allowed", [tag], {}, true],
    ["allowed in other case", [allow("IAM:tagrole", OWN)], {}, true],
    ["allowed on a role of another case", [allow("iam:TagRole", OWN.toUpperCase())], {}, false],
    ["another call allowed", [allow("iam:UntagRole", OWN)], {}, false],
    ["the call for users allowed", [tagUser(OWN)], {}, false],
    ["all calls but another allowed", [but("Allow", { NotAction: "iam:UntagRole", Resource: OWN })], {}, true],
    ["all calls but this one allowed", [but("Allow", { NotAction: "iam:Tag*", Resource: "*" })], {}, false],
    ["all roles but another allowed", [but("Allow", { Action: "iam:*", NotResource: `${OWN}er` })], {}, true],
    ["all roles but it allowed", [but("Allow", { Action: "iam:*", NotResource: OWN })], {}, false],
    [
      "all roles but what a variable names",
      [but("Allow", { Action: "*", NotResource: `${IAM}role/\${saml:sub}` })],
      {},
      true,
    ],
    ["what a variable names allowed", [allow("iam:TagRole", `${IAM}role/\${saml:sub}`)], {}, true],
    ["denied", [tag, deny("iam:*")], {}, false],
    ["denied on another", [tag, deny("iam:*", `${OWN}er`)], {}, true],
    [
      "denied in a policy of its own by all calls but another",
      [tag, but("Deny", { NotAction: "s3:*", Resource: "*" })],
      {},
      false,
    ],
    ["denied on all roles but it", [tag, but("Deny", { Action: "*", NotResource: OWN })], {}, true],
    ["denied on all roles but another", [tag, but("Deny", { Action: "*", NotResource: `${OWN}er` })], {}, false],
    [
      "denied on all but what a variable names",
      [tag, but("Deny", { Action: "*", NotResource: `${IAM}role/\${saml:sub}` })],
      {},
      true,
    ],
    ["allowed by the boundary too", [tag], { boundary: allow("*") }, true],
    ["not allowed by the boundary", [tag], { boundary: allow("s3:*") }, false],
    [
      "denied by the boundary, which allows it",
      [tag],
      { boundary: but("Deny", { Action: "*", Resource: "*" }) },
      false,
    ],
    ["a role without a known ARN, all roles", [allow("iam:TagRole")], { arn: undefined }, true],
    [
      "a role without a known ARN, all of its account",
      [allow("iam:TagRole", `${IAM}role/*`)],
      { arn: undefined, account: "111111111111" },
      true,
    ],
    [
      "a role without a known ARN, those of another account",
      [allow("iam:TagRole", `${IAM}role/*`)],
      { arn: undefined, account: "222222222222" },
      false,
    ],
    [
      "a role without a known ARN, some roles",
      [allow("iam:TagRole", `${IAM}role/app-*`)],
      { arn: undefined, account: "111111111111" },
      false,
    ],
    ["a user", [tagUser(`${IAM}user/ann`)], { kind: "user", arn: `${IAM}user/ann` }, true],
    ["a user that may tag another", [tagUser(`${IAM}user/bob`)], { kind: "user", arn: `${IAM}user/ann` }, false],
    [
      "a user by its name",
      [tagUser(`${IAM}user/\${aws:username}`)],
      { kind: "user", arn: `${IAM}user/ann`, account: "111111111111" },
      true,
    ],
    ["a user that may tag roles", [tag], { kind: "user", arn: OWN }, false],
    ["a group, all users", [tagUser("*")], { kind: "group", arn: `${IAM}group/all` }, true],
    [
      "a group, users by their names",
      [tagUser(`${IAM}user/\${aws:username}`)],
      { kind: "group", arn: `${IAM}group/all`, account: "111111111111" },
      true,
    ],
    ["a group that may tag itself", [tagUser(`${IAM}group/all`)], { kind: "group", arn: `${IAM}group/all` }, false],
    ["a policy, all roles", [allow("iam:TagRole")], { kind: "policy", arn: `${IAM}policy/p` }, true],
    ["a policy, all users", [tagUser("*")], { kind: "policy", arn: `${IAM}policy/p` }, true],
    [
      "a policy that may tag itself",
      [allow("iam:TagRole iam:TagUser", `${IAM}policy/p`)],
      { kind: "policy", arn: `${IAM}policy/p` },
      false,
    ],
  ];
  for (const [name, statements, principal, expected] of cases)
    it(`${name}: ${expected ? "may be set" : "is not set"}`, () => assert.equal(sets(statements, principal), expected));

  it("may be set by whoever assumes a role from an account, and comes from an identity provider otherwise", () => {
    const set = (Principal: object, Action = ["sts:AssumeRole", "sts:TagSession"]): boolean => {
      const parsed = parsePolicy(doc({ Effect: "Allow", Principal, Action }), "trust");
      assert.ok(parsed.problems === undefined, JSON.stringify(parsed.problems));
      return setsOwnTag(
        { kind: "role", name: "deploy", policies: [], now: new Date(0), trust: parsed.document },
        "team",
      );
    };
    assert.equal(set({ AWS: "arn:aws:iam::222222222222:root" }), true);
    assert.equal(set({ AWS: "*" }), true);
    assert.equal(set({ AWS: "arn:aws:iam::222222222222:root" }, ["sts:AssumeRole"]), false);
    assert.equal(set({ Federated: `${IAM}saml-provider/own` }, ["sts:AssumeRoleWithSAML", "sts:TagSession"]), false);
    assert.equal(set({ Service: "pods.eks.amazonaws.com" }), false);
  });
});
