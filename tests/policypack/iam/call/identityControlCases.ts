/**
 * Resource control policies before identities of an OpenID Connect provider: what we conclude, and whether the emulator
 * lets the identity below in. `open` is never refused by us, whatever the referee says of this one token.
 */

/** The one who asks: a token of this issuer, for this subject. */
export const identity = { host: "tokens.example.com", subject: "repo:shop", audience: "sts.amazonaws.com" } as const;

export interface IdentityControlCase {
  readonly what: string;
  /** The statement of the policy, without `Principal: "*"`. */
  readonly statement: object;
  readonly verdict: "allowed" | "forbidden" | "open";
  readonly admitted: boolean;
}

const deny = (more: object) => ({
  Effect: "Deny",
  Action: "sts:AssumeRoleWithWebIdentity",
  Resource: "*",
  ...more,
});
const when = (operator: string, key: string, value: string) => deny({ Condition: { [operator]: { [key]: value } } });
const sub = `${identity.host}:sub`;

export const identityControlCases: readonly IdentityControlCase[] = [
  { what: "a Deny of everybody", statement: deny({}), verdict: "forbidden", admitted: false },
  { what: "a Deny of the service", statement: deny({ Action: "sts:*" }), verdict: "forbidden", admitted: false },
  {
    what: "a Deny of all but another action",
    statement: { Effect: "Deny", NotAction: "sts:AssumeRole", Resource: "*" },
    verdict: "forbidden",
    admitted: false,
  },
  { what: "a Deny of keys", statement: deny({ Action: "sts:AssumeRole" }), verdict: "allowed", admitted: true },
  {
    what: "a Deny of SAML",
    statement: deny({ Action: "sts:AssumeRoleWithSAML" }),
    verdict: "allowed",
    admitted: true,
  },
  {
    what: "a Deny of another role",
    statement: deny({ Resource: "arn:aws:iam::*:role/other" }),
    verdict: "allowed",
    admitted: true,
  },
  {
    what: "a Deny of who is not of another provider",
    statement: when("StringNotEquals", "other.example.com:aud", "sts.amazonaws.com"),
    verdict: "forbidden",
    admitted: false,
  },
  {
    what: "a Deny of whoever is of another provider",
    statement: when("StringLike", "other.example.com:sub", "*"),
    verdict: "allowed",
    admitted: true,
  },
  {
    what: "a Deny of another subject",
    statement: when("StringEquals", sub, "repo:bank"),
    verdict: "open",
    admitted: true,
  },
  {
    what: "a Deny of who is not one subject",
    statement: when("StringNotEquals", sub, "repo:shop"),
    verdict: "open",
    admitted: true,
  },
  {
    what: "a Deny of who is not another subject",
    statement: when("StringNotEquals", sub, "repo:bank"),
    verdict: "open",
    admitted: false,
  },
  {
    what: "a Deny that is over",
    statement: when("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
    verdict: "allowed",
    admitted: true,
  },
  {
    what: "a Deny of who is no service",
    statement: when("Bool", "aws:PrincipalIsAWSService", "false"),
    verdict: "open",
    admitted: true,
  },
];
