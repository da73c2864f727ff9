import assert from "node:assert/strict";
import { trustedActions } from "../../grants/trustedActions";
import { parsePolicy } from "../../policypack/iam";

const account = { id: "222222222222", partition: "aws" } as const;
const OWN = "arn:aws:iam::222222222222";
const allow = (Principal: unknown, more: object = {}): object => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...more,
});

function found(...statements: object[]) {
  const { document, problems } = parsePolicy(
    JSON.parse(JSON.stringify({ Version: "2012-10-17", Statement: statements })),
    "trust",
  );
  assert.equal(problems, undefined);
  return trustedActions(document, account);
}

describe("what a trust policy gives to an account", () => {
  for (const [who, principal] of [
    ["its root", { AWS: `${OWN}:root` }],
    ["its number", { AWS: account.id }],
    ["a user of it", { AWS: `${OWN}:user/teams/alice` }],
    ["a role of it", { AWS: `${OWN}:role/ci` }],
    ["a session of a role of it", { AWS: "arn:aws:sts::222222222222:assumed-role/ci/nightly" }],
    ["its root beside another's", { AWS: ["arn:aws:iam::333333333333:root", `${OWN}:root`] }],
    ["its root beside a service", { Service: "ec2.amazonaws.com", AWS: `${OWN}:root` }],
  ] as const) {
    it(`is what a statement gives that names ${who}`, () =>
      assert.deepEqual(found(allow(principal)), { actions: ["sts:AssumeRole"], excess: [] }));
  }

  for (const [who, principal] of [
    ["another account", { AWS: "333333333333" }],
    ["the root of another", { AWS: "arn:aws:iam::333333333333:root" }],
    ["its root in another partition", { AWS: "arn:aws-cn:iam::222222222222:root" }],
    ["a user of it in another partition", { AWS: "arn:aws-cn:iam::222222222222:user/alice" }],
    ["a federated user of it", { AWS: "arn:aws:sts::222222222222:federated-user/alice" }],
    ["a service", { Service: "ec2.amazonaws.com" }],
    ["a provider of it", { Federated: "arn:aws:iam::222222222222:saml-provider/office" }],
  ] as const) {
    it(`is nothing of a statement that names ${who}`, () =>
      assert.deepEqual(found(allow(principal)), { actions: [], excess: [] }));
  }

  it("is nothing of what is denied", () =>
    assert.deepEqual(found({ ...allow({ AWS: account.id }), Effect: "Deny" }), { actions: [], excess: [] }));

  it("is what all statements together give, in IAM's spelling and order", () => {
    assert.deepEqual(
      found(
        allow({ AWS: account.id }, { Action: ["STS:tagsession", "sts:assumerole"] }),
        allow({ AWS: `${OWN}:root` }, { Action: "sts:SetSourceIdentity" }),
      ),
      { actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"], excess: [] },
    );
  });

  for (const [what, statement, excess] of [
    [
      "actions by a pattern",
      allow({ AWS: account.id }, { Action: ["sts:*", "sts:AssumeRole"] }),
      "Statement[0] allows sts:*",
    ],
    [
      "other actions",
      allow({ AWS: account.id }, { Action: ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:GetFederationToken"] }),
      "Statement[0] allows sts:AssumeRoleWithSAML, sts:GetFederationToken",
    ],
    [
      "all but an action",
      allow({ AWS: account.id }, { Action: undefined, NotAction: ["sts:TagSession"] }),
      "Statement[0] allows all but sts:TagSession",
    ],
    ["everybody", allow("*"), "Statement[0] trusts everybody (*)"],
    ["everybody of AWS", allow({ AWS: "*" }), "Statement[0] trusts everybody (*)"],
    ["everybody among others", allow({ AWS: [account.id, "*"] }), "Statement[0] trusts everybody (*)"],
    [
      "everybody but an account",
      allow(undefined, { NotPrincipal: { AWS: "333333333333" } }),
      "Statement[0] trusts whomever its NotPrincipal does not name",
    ],
  ] as const) {
    it(`is more than a grant may follow: ${what}`, () => assert.deepEqual(found(statement).excess, [excess]));
  }

  it("of all providers is not everybody", () =>
    assert.deepEqual(found(allow({ Federated: "*" })), { actions: [], excess: [] }));
});
