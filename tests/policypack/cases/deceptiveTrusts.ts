/** Trust policies made to deceive: what admits without multi-factor authentication, or reaches beyond the declared accounts. */
import { type Case, doc } from "./case";
import { A, B, is, MFA, U } from "./short";

type Row = readonly [name: string, trust: object, verdict: Case["verdict"], rule?: string];

function T(principal: unknown, condition?: object, extra: readonly object[] = []): object {
  return doc(
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: principal, ...(condition ? { Condition: condition } : {}) },
    ...extra,
  );
}

const ROWS: readonly Row[] = [
  [
    "mfa false demanded",
    T({ AWS: "222222222222" }, { Bool: { "aws:MultiFactorAuthPresent": "false" } }),
    B,
    "mfa-not-required",
  ],
  [
    "mfa key present",
    T({ AWS: "222222222222" }, { Null: { "aws:MultiFactorAuthPresent": "false" } }),
    B,
    "mfa-not-required",
  ],
  [
    "mfa either",
    T({ AWS: "222222222222" }, { Bool: { "aws:MultiFactorAuthPresent": ["true", "false"] } }),
    B,
    "mfa-not-required",
  ],
  ["mfa age present", T({ AWS: "222222222222" }, { Null: { "aws:MultiFactorAuthAge": "false" } }), A],
  ["mfa forall", T({ AWS: "222222222222" }, { "ForAllValues:Bool": { "aws:MultiFactorAuthPresent": "true" } }), B],
  ["mfa string equals", T({ AWS: "222222222222" }, is("aws:MultiFactorAuthPresent", "true")), A],
  [
    "mfa string not equals false",
    T({ AWS: "222222222222" }, { StringNotEquals: { "aws:MultiFactorAuthPresent": "false" } }),
    B,
  ],
  [
    "mfa age ifexists",
    T({ AWS: "222222222222" }, { NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } }),
    B,
  ],
  [
    "mfa on one of two statements",
    T({ AWS: "222222222222" }, MFA, [{ Effect: "Allow", Action: "sts:*", Principal: { AWS: "222222222222" } }]),
    B,
  ],
  ["mfa missing for sts star", doc({ Effect: "Allow", Action: "sts:Assume*", Principal: { AWS: "222222222222" } }), B],
  [
    "deny all without mfa both",
    T({ AWS: "222222222222" }, undefined, [
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ]),
    A,
  ],
  [
    "deny null mfa",
    T({ AWS: "222222222222" }, undefined, [
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: "*",
        Condition: { Null: { "aws:MultiFactorAuthAge": "true" } },
      },
    ]),
    A,
  ],
  [
    "deny null present only",
    T({ AWS: "222222222222" }, undefined, [
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: "*",
        Condition: { Null: { "aws:MultiFactorAuthPresent": "true" } },
      },
    ]),
    B,
  ],
  [
    "star by account",
    T({ AWS: "*" }, { ...MFA, StringEquals: { "aws:PrincipalAccount": "222222222222" } }),
    B,
    "trust-beyond-accounts",
  ],
  ["star list", T({ AWS: ["222222222222", "*"] }, MFA), B, "trust-beyond-accounts"],
  ["canonical", T({ CanonicalUser: "abc" }, MFA), B],
  ["AROA", T({ AWS: "AROAABCDEFGHIJKLMNOPQ" }, MFA), B],
  ["other partition", T({ AWS: "arn:aws-cn:iam::222222222222:root" }, MFA), B, "trust-beyond-accounts"],
  ["wild account", T({ AWS: "arn:aws:iam::*:root" }, MFA), B],
  ["wild user", T({ AWS: "arn:aws:iam::222222222222:user/*" }, MFA), B],
  ["service beside account", T({ AWS: "222222222222", Service: "lambda.amazonaws.com" }, MFA), B],
  [
    "saml",
    doc({
      Effect: "Allow",
      Action: "sts:AssumeRoleWithSAML",
      Principal: { Federated: "arn:aws:iam::111111111111:saml-provider/x" },
    }),
    B,
  ],
  ["session principal", T({ AWS: "arn:aws:sts::222222222222:assumed-role/ci/x" }, undefined), B, "mfa-not-required"],
  [
    "notprincipal deny",
    T({ AWS: "222222222222" }, MFA, [
      { Effect: "Deny", Action: "sts:AssumeRole", NotPrincipal: { AWS: "arn:aws:iam::222222222222:root" } },
    ]),
    A,
  ],
  ["deny all", doc({ Effect: "Deny", Action: "sts:AssumeRole", Principal: "*" }), A],
  ["own account with mfa", T({ AWS: "111111111111" }, MFA), A],
  ["notaction trust", doc({ Effect: "Allow", NotAction: "sts:TagSession", Principal: { AWS: "222222222222" } }), B],
  ["external id instead of mfa", T({ AWS: "222222222222" }, is("sts:ExternalId", "x")), B],
  ["empty principal list", T({ AWS: [] }, MFA), U],
  ["11 digits", T({ AWS: "22222222222" }, MFA), B],
];

/** See the top of the file. */
export const DECEPTIVE_TRUSTS: readonly Case[] = ROWS.map(([name, trust, verdict, rule]) => ({
  name,
  policies: [],
  trust,
  verdict,
  ...(rule === undefined ? {} : { rule }),
}));
