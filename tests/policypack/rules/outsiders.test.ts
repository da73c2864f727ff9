/** Whom an Allow lets in, as the rules about resources read it: by its principals, its conditions and the Denies beside it. */
import assert from "node:assert/strict";
import { parsePolicy, type Statement } from "../../../policypack/iam";
import {
  conditionVerdict,
  denialsOf,
  type Insiders,
  principalVerdict,
  together,
  type Verdict,
  worst,
} from "../../../policypack/rules/outsiders";

const OURS = "222222222222";
const FOREIGN = "333333333333";
const US: Insiders = { accounts: [OURS], organizations: ["o-ours"] };

/** `in`; `mandatory` or `advisory`, with the account where one is named; `?` for what proves nothing. */
function told(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "?";
  if (verdict === "insider") return "in";
  return `${verdict.level}${verdict.account === undefined ? "" : ` ${verdict.account}`}`;
}

function statementsOf(...statements: readonly object[]): readonly Statement[] {
  // What is undefined is not there.
  const read = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "resource");
  assert.ok(read.problems === undefined, JSON.stringify(read.problems));
  return read.document.statements;
}

describe("a principal of a resource policy", () => {
  const principals: readonly (readonly [principal: unknown, told: string, why?: RegExp])[] = [
    ["*", "mandatory", /^lets everybody in$/],
    [{ AWS: "*" }, "mandatory", /^lets everybody in$/],
    [{ AWS: OURS }, "in"],
    [{ AWS: FOREIGN }, `mandatory ${FOREIGN}`, /account 333333333333 in, which is not declared/],
    [{ AWS: `arn:aws:iam::${OURS}:root` }, "in"],
    [{ AWS: `arn:aws:iam::${FOREIGN}:role/app` }, `mandatory ${FOREIGN}`],
    [{ AWS: `arn:aws:sts::${OURS}:assumed-role/app/me` }, "in"],
    [{ AWS: "AIDAEXAMPLEEXAMPLEEXA" }, "mandatory", /names no account/],
    [{ Service: "sns.amazonaws.com" }, "advisory", /the service sns\.amazonaws\.com in, whichever account/],
    [{ Service: "s3.amazonaws.com.cn" }, "advisory"],
    [{ Service: "config.multiaccountsetup.amazonaws.com" }, "advisory"],
    [{ Service: "sns.amazonaws.com.example.org" }, "mandatory", /which is no service of AWS/],
    [{ Service: "example.org/sns.amazonaws.com" }, "mandatory"],
    [{ CanonicalUser: "79a59df900b949e5" }, "mandatory", /canonical user 79a59df900b949e5/],
    [{ Federated: `arn:aws:iam::${OURS}:saml-provider/idp` }, "in"],
    [{ Federated: `arn:aws:iam::${FOREIGN}:saml-provider/idp` }, `mandatory ${FOREIGN}`],
    [{ Federated: "accounts.google.com" }, "mandatory", /federated principal accounts\.google\.com in, which names no/],
    [
      { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC" },
      "advisory",
      /does not say whose distributions/,
    ],
    [{ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1 ABC" }, "mandatory"],
    [{ AWS: "arn:aws:iam::cloudfront:user/Other E1ABC" }, "mandatory"],
  ];
  for (const [principal, expected, why] of principals)
    it(`${JSON.stringify(principal)}: ${expected}`, () => {
      const [statement] = statementsOf({ Effect: "Allow", Principal: principal, Action: "sqs:*", Resource: "*" });
      const verdict = principalVerdict(statement!.principals!.entries[0]!, US);
      assert.equal(told(verdict), expected);
      if (why !== undefined) assert.match((verdict as { why: string }).why, why);
    });
  it("by a pattern names no account, though IAM refuses it anyway", () =>
    assert.equal(told(principalVerdict({ kind: "AWS", value: `arn:aws:iam::${OURS}:role/*` }, US)), "mandatory"));
});

describe("a condition of an Allow", () => {
  const conditions: readonly (readonly [operator: string, key: string, value: string | string[], told: string])[] = [
    ["StringEquals", "aws:PrincipalAccount", OURS, "in"],
    ["StringEquals", "AWS:principalaccount", OURS, "in"],
    ["StringEquals", "aws:PrincipalAccount", [OURS, FOREIGN], `mandatory ${FOREIGN}`],
    ["StringEquals", "aws:PrincipalAccount", FOREIGN, `mandatory ${FOREIGN}`],
    ["StringLike", "aws:PrincipalAccount", OURS, "in"],
    ["StringLike", "aws:PrincipalAccount", "2222*", "?"],
    ["StringEquals", "aws:PrincipalAccount", `x${OURS}`, "?"],
    ["StringEquals", "aws:PrincipalAccount", `${OURS}0`, "?"],
    ["StringEqualsIgnoreCase", "aws:SourceAccount", OURS, "in"],
    ["StringEqualsIfExists", "aws:PrincipalAccount", OURS, "?"],
    ["StringNotEquals", "aws:PrincipalAccount", OURS, "?"],
    ["ForAllValues:StringEquals", "aws:PrincipalAccount", OURS, "?"],
    ["ForAnyValue:StringEquals", "aws:PrincipalAccount", OURS, "in"],
    ["NumericEquals", "aws:PrincipalAccount", OURS, "?"],
    ["StringEquals", "aws:PrincipalAccount", "${aws:SourceAccount}", "?"],
    ["StringEquals", "kms:CallerAccount", OURS, "in"],
    ["StringEquals", "s3:DataAccessPointAccount", FOREIGN, `mandatory ${FOREIGN}`],
    ["StringEquals", "aws:PrincipalOrgID", "o-ours", "in"],
    ["StringEquals", "aws:PrincipalOrgID", "o-theirs", "advisory"],
    ["StringLike", "aws:PrincipalOrgID", "o-*", "?"],
    ["StringEquals", "aws:PrincipalOrgID", "xo-ours", "?"],
    ["StringEquals", "aws:SourceOrgID", "o-ours", "in"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-ours/r-ab12/ou-ab12-1/*", "in"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-theirs/*", "advisory"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/r-ab12/*", "?"],
    ["ArnLike", "aws:PrincipalArn", `arn:aws:iam::${OURS}:role/*`, "in"],
    ["StringLike", "aws:PrincipalArn", `arn:aws:iam::${OURS}:role/*`, "in"],
    ["StringLike", "aws:PrincipalArn", `arn:*:iam::${OURS}:role/*`, "?"],
    ["StringLike", "aws:PrincipalArn", `arn:aws:*::${OURS}:role/*`, "?"],
    ["StringLike", "aws:SourceArn", `arn:aws:sns:*:${OURS}:orders`, "?"],
    ["ArnLike", "aws:SourceArn", `arn:aws:sns:*:${OURS}:orders`, "in"],
    ["ArnEquals", "aws:PrincipalArn", `arn:aws:iam::${FOREIGN}:role/app`, `mandatory ${FOREIGN}`],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app", "?"],
    ["ArnLike", "aws:PrincipalArn", "app", "?"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::shop-artifacts", "advisory"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::shop-artifacts/*", "advisory"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::*", "?"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::shop-?", "?"],
    ["ArnLike", "aws:SourceArn", `arn:aws:s3:eu-west-1:${FOREIGN}:accesspoint/shop`, `mandatory ${FOREIGN}`],
    ["ArnLike", "aws:SourceArn", `arn:aws:s3:eu-west-1:${OURS}:accesspoint/shop`, "in"],
    ["ArnLike", "aws:SourceArn", "arn:aws:sns:::orders", "?"],
    ["ArnEquals", "lambda:SourceFunctionArn", `arn:aws:lambda:eu-west-1:${OURS}:function:web`, "in"],
    ["Bool", "aws:PrincipalIsAWSService", "true", "advisory"],
    ["Bool", "aws:PrincipalIsAWSService", "True", "advisory"],
    ["Bool", "aws:PrincipalIsAWSService", "false", "?"],
    ["StringEquals", "aws:PrincipalServiceName", "sns.amazonaws.com", "advisory"],
    ["StringEquals", "aws:PrincipalServiceName", "example.org", "?"],
    ["Bool", "elasticfilesystem:AccessedViaMountTarget", "true", "in"],
    ["Bool", "elasticfilesystem:AccessedViaMountTarget", "false", "?"],
    ["IpAddress", "aws:SourceIp", "192.0.2.0/24", "?"],
    ["StringEquals", "aws:SourceVpc", "vpc-1", "?"],
    ["StringEquals", "constructor", OURS, "?"],
    ["Bool", "aws:SecureTransport", "true", "?"],
  ];
  const verdictOf = (operator: string, key: string, value: string | string[], caller: "AWS" | "Service"): string =>
    told(conditionVerdict({ operator, key, values: [value].flat() }, US, caller));
  for (const [operator, key, value, expected] of conditions)
    it(`${operator} ${key} ${value.toString()}: ${expected}`, () =>
      assert.equal(verdictOf(operator, key, value, "AWS"), expected));

  it("on an encryption context proves who calls where a service wrote it, and not where the caller did", () => {
    const at = ["ArnLike", "kms:EncryptionContext:aws:sns:topicArn", `arn:aws:sns:eu-west-1:${OURS}:orders`] as const;
    assert.equal(verdictOf(...at, "Service"), "in");
    assert.equal(verdictOf(...at, "AWS"), "?");
  });
  it("without a value proves nothing", () =>
    assert.equal(verdictOf("StringEquals", "aws:SourceAccount", [], "AWS"), "?"));
});

describe("several who may call", () => {
  const [mandatory, advisory] = [
    { level: "mandatory", why: "m" },
    { level: "advisory", why: "a" },
  ] as const;
  const everybody = principalVerdict({ kind: "*", value: "*" }, US);

  it("are as bad as the worst of them", () => {
    assert.equal(worst(["insider", advisory, mandatory]), mandatory);
    assert.equal(worst([mandatory, advisory]), mandatory);
    assert.equal(worst(["insider", advisory]), advisory);
    assert.equal(worst(["insider", "insider"]), "insider");
    assert.equal(worst(["insider", undefined, mandatory]), undefined);
  });

  it("one caller is what proves the most of it", () => {
    assert.equal(together("insider", [mandatory]), "insider");
    assert.equal(together(mandatory, [advisory, "insider"]), "insider");
    assert.equal(together(everybody, []), everybody);
    assert.equal(together(everybody, [mandatory, advisory]), advisory);
    assert.equal(together(everybody, [mandatory]), mandatory);
    assert.equal(together(mandatory, [advisory]), mandatory);
    assert.equal(together(advisory, [mandatory]), mandatory);
    assert.equal(together(advisory, []), advisory);
  });
});

describe("a Deny beside an Allow", () => {
  const allow = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/web/*" };
  const deny = (more: object): object => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", ...more });
  const notOurs = { Condition: { StringNotEquals: { "aws:PrincipalAccount": OURS } } };

  /** Who is left of the Allow; nothing where the Deny is no help. */
  function left(statement: object, allowed: object = allow): string {
    const [one, ...others] = statementsOf(allowed, statement);
    return denialsOf(others, US)(one!).map(told).join();
  }

  const denies: readonly (readonly [what: string, deny: object, left: string])[] = [
    ["of all but our account", notOurs, "in"],
    [
      "of all but a foreign account",
      { Condition: { StringNotEquals: { "aws:PrincipalAccount": FOREIGN } } },
      `mandatory ${FOREIGN}`,
    ],
    [
      "of all but our organization",
      { Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-ours" } } },
      "in",
    ],
    ["of our account", { Condition: { StringEquals: { "aws:PrincipalAccount": OURS } } }, ""],
    [
      "of any value that is not ours",
      { Condition: { "ForAnyValue:StringNotEquals": { "aws:PrincipalOrgPaths": "o-ours/*" } } },
      "",
    ],
    [
      "of all that are no services",
      { Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": "false" } } },
      "advisory",
    ],
    ["of all that say they are no services", { Condition: { Bool: { "aws:PrincipalIsAWSService": "false" } } }, ""],
    ["of services", { Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": "true" } } }, ""],
    ["of services and others", { Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": ["true", "false"] } } }, ""],
    [
      "of all but our account, if they are no services",
      {
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": OURS },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      },
      "advisory",
    ],
    [
      "of all but our account, from some address",
      { Condition: { ...notOurs.Condition, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } },
      "",
    ],
    [
      "by a context of the caller's",
      { Condition: { StringNotEquals: { "kms:EncryptionContext:a": `arn:aws:iam::${OURS}:role/a` } } },
      "",
    ],
    ["of everybody", {}, ""],
    ["of one principal", { ...notOurs, Principal: { AWS: FOREIGN } }, ""],
    ["of every AWS principal", { ...notOurs, Principal: { AWS: "*" } }, "in"],
    ["of a service", { ...notOurs, Principal: { Service: "sns.amazonaws.com" } }, ""],
    ["of all but us by name", { Principal: undefined, NotPrincipal: { AWS: OURS } }, "in"],
    [
      "of all but a foreigner by name",
      { Principal: undefined, NotPrincipal: { AWS: FOREIGN } },
      `mandatory ${FOREIGN}`,
    ],
    ["of all but us by name, at times", { Principal: undefined, NotPrincipal: { AWS: OURS }, ...notOurs }, ""],
    ["of the same action", { ...notOurs, Action: "S3:getobject" }, "in"],
    ["of actions that begin alike", { ...notOurs, Action: "s3:Get*" }, "in"],
    ["of another action", { ...notOurs, Action: "s3:PutObject" }, ""],
    ["of an action by a question mark", { ...notOurs, Action: "s3:Get?bject*" }, ""],
    ["of actions that end alike", { ...notOurs, Action: "s3:*Object" }, ""],
    ["of other actions than one", { ...notOurs, Action: undefined, NotAction: "s3:PutObject" }, ""],
    ["of the same objects", { ...notOurs, Resource: "arn:aws:s3:::shop/web/*" }, "in"],
    ["of objects above", { ...notOurs, Resource: "arn:aws:s3:::shop/*" }, "in"],
    ["of fewer objects", { ...notOurs, Resource: "arn:aws:s3:::shop/web/a*" }, ""],
    ["of objects after any letter", { ...notOurs, Resource: "?arn:aws:s3:::shop/*" }, ""],
    ["of other objects", { ...notOurs, Resource: "arn:aws:s3:::other/*" }, ""],
    ["of other objects than some", { ...notOurs, Resource: undefined, NotResource: "arn:aws:s3:::other/*" }, ""],
  ];
  for (const [what, more, expected] of denies)
    it(`${what}: ${expected === "" ? "no help" : `leaves ${expected}`}`, () =>
      assert.equal(left(deny(more)), expected));

  it("covers what an Allow does not list by everything alone", () => {
    const wide = { Effect: "Allow", Principal: "*", NotAction: "s3:PutObject", Resource: "*" };
    assert.equal(left(deny({ ...notOurs, Action: "*" }), wide), "in");
    assert.equal(left(deny({ ...notOurs, Action: "s3:*" }), wide), "");
    assert.equal(left(deny({ ...notOurs, Action: "*", Resource: "arn:aws:s3:::shop/*" }), wide), "");
    const elsewhere = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", NotResource: "arn:aws:s3:::shop/*" };
    assert.equal(left(deny({ ...notOurs, Action: "*" }), elsewhere), "in");
    assert.equal(left(deny(notOurs), elsewhere), "");
  });

  it("of two lists covers each of theirs", () => {
    const two = {
      ...allow,
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
    };
    assert.equal(left(deny({ ...notOurs, Resource: ["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"] }), two), "in");
    assert.equal(left(deny({ ...notOurs, Resource: "arn:aws:s3:::a/*" }), two), "");
    assert.equal(left(deny({ ...notOurs, Action: "s3:GetObject" }), two), "");
  });

  it("is an Allow where its effect is, and then is no help", () =>
    assert.equal(left({ ...deny(notOurs), Effect: "Allow" }), ""));

  it("counts for nothing where there are too many to compare", () => {
    const many = Array.from({ length: 150 }, () => deny(notOurs));
    const allows = Array.from({ length: 150 }, () => allow);
    const statements = statementsOf(...allows, ...many);
    const leftOf = denialsOf(statements, US);
    const counts = statements.slice(0, 150).map((one) => leftOf(one).length);
    assert.equal(counts[0], 150);
    assert.equal(counts.at(-1), 0);
  });
});
