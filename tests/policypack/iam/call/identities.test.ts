import assert from "node:assert/strict";
import { identityWays, parsePolicy } from "../../../../policypack/iam";

const now = new Date("2026-11-24T12:00:00Z");
const github = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
const provider = (host: string) => `arn:aws:iam::111111111111:oidc-provider/${host}`;
const saml = "arn:aws:iam::111111111111:saml-provider/acme";

const statement = (Principal: unknown, Action: unknown, Condition?: object, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
  ...more,
});
const web = (Federated: string, Condition?: object) =>
  statement({ Federated }, "sts:AssumeRoleWithWebIdentity", Condition);

/** Each way as `kind provider bound key`. */
function ways(...Statement: object[]): string[] {
  const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement }, "trust");
  assert.deepEqual(problems, undefined);
  return identityWays(document, now).map(({ kind, provider: name, bound, key }) =>
    [kind, name.replace(/^.*-provider\//, ""), bound, key].filter((part) => part !== undefined).join(" "),
  );
}

/** What binds the identities of GitHub Actions, and what does not. */
const OF_GITHUB: readonly (readonly [string, object | undefined])[] = [
  ["anybody", undefined],
  ["anybody", { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } }],
  ["bound", { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main" } }],
  ["bound", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/*" } }],
  ["bound", { "ForAnyValue:StringLike": { "token.actions.githubusercontent.com:SUB": ["repo:acme/shop:*"] } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme*" } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:*/shop:*" } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": ["repo:acme/shop:*", "*"] } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": "*:environment:production" } }],
  ["anybody", { StringLikeIfExists: { "token.actions.githubusercontent.com:sub": "repo:acme/*" } }],
  ["anybody", { "ForAllValues:StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/*" } }],
  ["anybody", { StringNotLike: { "token.actions.githubusercontent.com:sub": "repo:evil/*" } }],
  ["anybody", { Null: { "token.actions.githubusercontent.com:sub": "false" } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:sub": "repo:${aws:username}/*" } }],
  ["bound", { StringEquals: { "token.actions.githubusercontent.com:repository_owner_id": "1234" } }],
  ["anybody", { StringLike: { "token.actions.githubusercontent.com:repository_owner": "acme*" } }],
  ["anybody", { StringEquals: { "token.actions.githubusercontent.com:environment": "production" } }],
  ["bound", { StringLike: { "token.actions.githubusercontent.com:job_workflow_ref": "acme/ci/*" } }],
];

/** Providers, with a condition that does not bind and one that does. */
const OTHERS: readonly (readonly [string, object, object])[] = [
  [
    "accounts.google.com",
    { StringLike: { "accounts.google.com:aud": "*" } },
    { StringEquals: { "accounts.google.com:aud": "66677788899900pro0" } },
  ],
  [
    provider("gitlab.com"),
    { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } },
    { StringLike: { "gitlab.com:sub": "project_path:acme/*:ref_type:branch:ref:main" } },
  ],
  [
    provider("app.terraform.io"),
    { StringEquals: { "app.terraform.io:aud": "aws.workload.identity" } },
    { StringLike: { "app.terraform.io:sub": "organization:acme:project:*" } },
  ],
  [
    "www.amazon.com",
    { StringLike: { "www.amazon.com:app_id": "amzn*" } },
    { StringEquals: { "www.amazon.com:app_id": "amzn1" } },
  ],
  [
    "cognito-identity.amazonaws.com",
    {
      StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" },
      "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "unauthenticated" },
    },
    {
      StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" },
      "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
    },
  ],
];

describe("identities that a trust policy lets in", () => {
  for (const [bound, condition] of OF_GITHUB)
    it(`GitHub, ${JSON.stringify(condition ?? "without a condition")}: ${bound}`, () => {
      const key = bound === "bound" ? "" : " token.actions.githubusercontent.com:sub";
      assert.deepEqual(ways(web(github, condition)), [`oidc token.actions.githubusercontent.com ${bound}${key}`]);
    });

  for (const [name, open, closed] of OTHERS)
    it(`${name.replace(/^.*\//, "")} is shared by many`, () => {
      assert.match(ways(web(name))[0]!, / anybody /);
      assert.match(ways(web(name, open))[0]!, / anybody /);
      assert.match(ways(web(name, closed))[0]!, / bound$/);
    });

  it("a provider whose address names the tenant binds by itself", () => {
    for (const host of [
      "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF",
      "oidc.circleci.com/org/1234",
      "login.microsoftonline.com/01234567-89ab-cdef-0123-456789abcdef/v2.0",
      "token.actions.githubusercontent.com/acme",
    ])
      assert.deepEqual(ways(web(provider(host))), [`oidc ${host} bound`]);
    assert.match(ways(web(provider("login.microsoftonline.com/common")))[0]!, / unknown /);
  });

  it("of a provider that nobody here knows, a condition on one of its claims is asked for", () => {
    const host = "id.example.com";
    assert.deepEqual(ways(web(provider(host))), [`oidc ${host} unknown ${host}:sub`]);
    assert.deepEqual(ways(web(provider(host), { StringLike: { [`${host}:sub`]: "*" } })), [
      `oidc ${host} unknown ${host}:sub`,
    ]);
    for (const claim of ["aud", "sub"])
      assert.deepEqual(ways(web(provider(host), { StringEquals: { [`${host}:${claim}`]: "shop" } })), [
        `oidc ${host} bound`,
      ]);
  });

  it("SAML, Roles Anywhere and the account access manager", () => {
    const withSaml = (Condition?: object) => statement({ Federated: saml }, "sts:AssumeRoleWithSAML", Condition);
    assert.deepEqual(ways(withSaml()), ["saml acme weak SAML:aud"]);
    assert.deepEqual(ways(withSaml({ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } })), [
      "saml acme bound",
    ]);
    const anywhere = (Condition?: object) =>
      statement({ Service: "rolesanywhere.amazonaws.com" }, ["sts:AssumeRole", "sts:TagSession"], Condition);
    const anchor = "arn:aws:rolesanywhere:eu-west-1:111111111111:trust-anchor/";
    assert.deepEqual(ways(anywhere()), ["roles-anywhere rolesanywhere.amazonaws.com weak aws:SourceArn"]);
    assert.deepEqual(ways(anywhere({ ArnEquals: { "aws:SourceArn": `${anchor}1234` } })), [
      "roles-anywhere rolesanywhere.amazonaws.com bound",
    ]);
    assert.deepEqual(ways(anywhere({ ArnLike: { "aws:SourceArn": `${anchor}*` } })), [
      "roles-anywhere rolesanywhere.amazonaws.com weak aws:SourceArn",
    ]);
    const manager = (Condition?: object) =>
      statement({ Service: "account-access.amazonaws.com" }, ["sts:AssumeRole", "sts:SetContext"], Condition);
    const application = "arn:aws:account-access:eu-west-1:333333333333:application/";
    assert.deepEqual(ways(manager()), ["account-access account-access.amazonaws.com weak aws:SourceArn"]);
    assert.deepEqual(ways(manager({ StringEquals: { "aws:SourceArn": `${application}a1b2` } })), [
      "account-access account-access.amazonaws.com bound",
    ]);
    for (const Condition of [
      { ArnLike: { "aws:SourceArn": application.replace("333333333333", "*") + "a1b2" } },
      { StringEqualsIfExists: { "aws:SourceArn": `${application}a1b2` } },
      { StringNotEquals: { "aws:SourceArn": `${application}a1b2` } },
    ])
      assert.equal(ways(manager(Condition)).join(), ways(manager()).join(), JSON.stringify(Condition));
  });

  it("everybody, and everybody but somebody, is every provider where the action is theirs", () => {
    assert.deepEqual(ways(statement("*", "sts:*")), ["saml * anybody", "oidc * anybody"]);
    assert.deepEqual(ways(statement({ AWS: "*" }, "sts:AssumeRoleWithWebIdentity")), ["oidc * anybody"]);
    assert.deepEqual(
      ways({
        Effect: "Allow",
        NotPrincipal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "sts:AssumeRoleWithSAML",
      }),
      ["saml * anybody"],
    );
  });

  it("what lets in users, roles and services alone is no such way", () => {
    assert.deepEqual(ways(statement({ AWS: "111111111111" }, "sts:AssumeRole")), []);
    assert.deepEqual(ways(statement("*", "sts:AssumeRole")), []);
    assert.deepEqual(ways(statement({ Service: "lambda.amazonaws.com" }, "sts:AssumeRole")), []);
    assert.deepEqual(ways(statement({ Federated: github }, "sts:AssumeRole")), []);
    assert.deepEqual(ways(statement({ Federated: saml }, "sts:AssumeRoleWithWebIdentity")), []);
  });

  it("a statement whose time is over lets in nobody, one whose time will come does", () => {
    const until = (operator: string, date: string) => web(github, { [operator]: { "aws:CurrentTime": date } });
    assert.deepEqual(ways(until("DateLessThan", "2026-11-01T00:00:00Z")), []);
    assert.equal(ways(until("DateLessThan", "2027-11-01T00:00:00Z")).length, 1);
    assert.equal(ways(until("DateGreaterThan", "2027-11-01T00:00:00Z")).length, 1);
  });

  it("a Deny of everybody but one tenant binds, one that stops only some does not", () => {
    const denied = (Condition: object, Principal: unknown = "*") => ({
      ...statement(Principal, "sts:AssumeRoleWithWebIdentity", Condition),
      Effect: "Deny",
    });
    const key = "token.actions.githubusercontent.com:sub";
    const of = (deny: object) => ways(web(github), deny)[0]!.split(" ")[2];
    assert.equal(of(denied({ StringNotLike: { [key]: "repo:acme/*" } })), "bound");
    assert.equal(of(denied({ StringNotLike: { [key]: "repo:*" } })), "anybody");
    assert.equal(of(denied({ StringNotLikeIfExists: { [key]: "repo:acme/*" } })), "anybody");
    assert.equal(of(denied({ StringLike: { [key]: "repo:evil/*" } })), "anybody");
    assert.equal(
      of(denied({ StringNotLike: { [key]: "repo:acme/*" }, Bool: { "aws:SecureTransport": "true" } })),
      "anybody",
    );
    assert.equal(of(denied({ StringNotLike: { [key]: "repo:acme/*" } }, { AWS: "111111111111" })), "anybody");
  });
});
