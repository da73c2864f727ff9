import assert from "node:assert/strict";
import { decideIdentityControls } from "../../../../policypack/iam";
import { identity, identityControlCases } from "./identityControlCases";
import { MANAGEMENT, organizationWith, TRUSTING, type Attachments, type PlaceName } from "./organizationCases";

const now = new Date("2026-11-24T12:00:00Z");
const roleIn = (account: string) => `arn:aws:iam::${account}:role/ci`;
const way = { kind: "oidc", provider: `arn:aws:iam::${TRUSTING}:oidc-provider/${identity.host}` } as const;
const rcp = (attachments: Attachments) => organizationWith({ "resource-control": attachments });
const at = (place: PlaceName, statement: object) => rcp({ [place]: ["full", statement] });
const deny = (more: object) => ({ Effect: "Deny", Action: "sts:*", Resource: "*", ...more });
const verdict = (
  organization: ReturnType<typeof rcp>,
  one: Parameters<typeof decideIdentityControls>[1] = way,
  role = roleIn(TRUSTING),
) => decideIdentityControls(organization, one, role, now).verdict;

describe("resource control policies before identities of providers", () => {
  for (const { what, statement, verdict: expected } of identityControlCases)
    it(`${expected}: ${what}`, () => assert.equal(verdict(at("trusting", statement)), expected));

  it("hold where they are inherited, and neither beside nor for the management account", () => {
    for (const place of ["root", "workloads", "trusting"] as const)
      assert.equal(verdict(at(place, deny({}))), "forbidden", place);
    for (const place of ["people", "trusted"] as const) assert.equal(verdict(at(place, deny({}))), "allowed", place);
    assert.equal(verdict(at("root", deny({})), way, roleIn(MANAGEMENT)), "allowed");
  });

  it("have to allow the action too", () => {
    assert.equal(verdict(rcp({ workloads: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] })), "forbidden");
    assert.equal(verdict(rcp({ workloads: ["unread"] })), "open");
    assert.equal(verdict(rcp({ workloads: "unknown" })), "open");
  });

  it("say nothing of a service control policy, since nobody of an account asks", () => {
    assert.equal(verdict(organizationWith({ "service-control": { root: ["full", deny({})] } })), "allowed");
  });

  const others = [
    { kind: "saml", provider: `arn:aws:iam::${TRUSTING}:saml-provider/acme` },
    { kind: "roles-anywhere", provider: "rolesanywhere.amazonaws.com" },
    { kind: "account-access", provider: "account-access.amazonaws.com" },
  ] as const;
  for (const one of others)
    it(`know the action of ${one.kind}`, () => {
      const action = one.kind === "saml" ? "sts:AssumeRoleWithSAML" : "sts:AssumeRole";
      const other = one.kind === "saml" ? "sts:AssumeRole" : "sts:AssumeRoleWithSAML";
      assert.equal(verdict(at("root", deny({ Action: action })), one), "forbidden");
      assert.equal(verdict(at("root", deny({ Action: other })), one), "allowed");
      const people = deny({ Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": "false" } } });
      assert.equal(verdict(at("root", people), one), one.kind === "saml" ? "open" : "allowed");
      const claims = deny({ Condition: { StringNotEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } } });
      assert.equal(verdict(at("root", claims), one), one.kind === "saml" ? "open" : "forbidden");
    });

  it("conclude nothing from what nobody knows of the caller", () => {
    for (const key of [
      "aws:PrincipalOrgID",
      "aws:PrincipalArn",
      "aws:PrincipalAccount",
      "aws:SourceIp",
      "aws:FederatedProvider",
    ])
      assert.equal(verdict(at("root", deny({ Condition: { StringNotEquals: { [key]: "x" } } }))), "open", key);
    const every = { kind: "oidc", provider: "*" } as const;
    const claim = deny({ Condition: { StringNotEquals: { "other.example.com:aud": "x" } } });
    assert.deepEqual([verdict(at("root", claim), every), verdict(at("root", deny({})), every)], ["open", "forbidden"]);
  });
});
