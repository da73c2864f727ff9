/** Random organizations with two accounts, trusts and grants. */
import { createHash } from "node:crypto";
import * as fc from "fast-check";

export const trusting = "111111111111";
const trusted = "222222222222";
const outside = "333333333333";
export const management = "999999999999";
export const accounts = [trusting, trusted, outside, management] as const;
export const organizationId = "o-a1b2c3d4e5";

type Statement = Readonly<Record<string, unknown>>;
type Type = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

/** One world, before it becomes the emulator's or the review's. */
export interface Case {
  /** Units by their ids; each is in the root or in one that comes before it. */
  readonly units: readonly { readonly parent: number; readonly policies: readonly number[] | undefined }[];
  readonly root: readonly number[] | undefined;
  /** Where each account is: -1 the root, -2 not in the organization, else a unit. */
  readonly where: Readonly<Record<string, { readonly at: number; readonly policies: readonly number[] | undefined }>>;
  readonly policies: readonly { readonly type: Type; readonly statements: readonly Statement[] }[];
  readonly enabled: readonly Type[];
  readonly trusts: readonly (readonly Statement[])[];
  readonly grants: Readonly<Record<string, readonly Statement[]>>;
  /** The permission sets: what each grants, and the accounts that it is assigned in. */
  readonly sets: readonly { readonly statements: readonly Statement[]; readonly accounts: readonly string[] }[];
}

export const people = accounts.flatMap((account) => [
  `${account} user/alice`,
  `${account} user/ops/bob`,
  `${account} role/worker`,
]);
export const setNames = ["Engineer", "Auditor"] as const;
export const setId = (set: number) => `ps-000000000000000${set}`;
export const provider = (account: string) =>
  `arn:aws:iam::${account}:saml-provider/AWSSSO_${digest("ssoins-0123456789abcdef", account)}_DO_NOT_DELETE`;
/** The role that a permission set has in an account. */
export const setRole = (set: number, account: string) =>
  `${account} role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${setNames[set]}_${digest(setId(set), account)}`;
const setRoles = accounts.flatMap((account) => setNames.map((_, set) => setRole(set, account)));
export const principals = [...people, ...setRoles];
export const arnOf = (name: string) => `arn:aws:iam::${name.replace(" ", ":")}`;
export const roles = ["deploy", "audit"].map((name) => `arn:aws:iam::${trusting}:role/${name}`);

/** As the emulator makes such names. */
function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 16);
}

const action = fc.constantFrom("sts:AssumeRole", "sts:*", "*", "sts:Assume*", "sts:TagSession", "s3:*", "iam:*");
const resource = fc.constantFrom(
  "*",
  ...roles,
  "arn:aws:iam::*:role/*",
  `arn:aws:iam::${trusting}:role/dep*`,
  "arn:aws:s3:::x",
);
const ids = fc.constantFrom(organizationId, "o-other00000", "${aws:PrincipalOrgID}", "${aws:ResourceOrgID}");
const condition = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: keyed(
      ["aws:PrincipalOrgID", "aws:ResourceOrgID"],
      ["StringEquals", "StringNotEquals", "StringNotEqualsIfExists", "StringEqualsIfExists", "StringLike"],
      ids,
    ),
  },
  {
    weight: 1,
    arbitrary: keyed(
      ["aws:PrincipalOrgPaths", "aws:ResourceOrgPaths"],
      ["ForAnyValue:StringLike", "ForAllValues:StringNotLike"],
      fc.constantFrom(
        `${organizationId}/*`,
        `${organizationId}/r-ab12/ou-ab12-00000000/*`,
        `${organizationId}/r-ab12/`,
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: keyed(
      ["aws:PrincipalAccount", "aws:ResourceAccount"],
      ["StringEquals", "StringNotEquals"],
      fc.constantFrom(...accounts, "${aws:PrincipalAccount}"),
    ),
  },
  {
    weight: 2,
    arbitrary: keyed(
      ["aws:PrincipalArn"],
      ["ArnLike", "ArnNotLike", "ArnNotEquals", "StringNotLike"],
      fc.constantFrom(
        "arn:aws:iam::*:user/*",
        "arn:aws:iam::*:role/worker",
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*",
        "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Engineer_*",
        ...principals.map(arnOf),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: keyed(["aws:PrincipalIsAWSService"], ["Bool", "BoolIfExists"], fc.constantFrom("true", "false")),
  },
);

function keyed(keys: readonly string[], operators: readonly string[], value: fc.Arbitrary<string>) {
  return fc
    .tuple(
      fc.constantFrom(...operators),
      fc.constantFrom(...keys),
      fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
    )
    .map(([operator, key, values]) => ({ Condition: { [operator]: { [key]: values } } }));
}

const listed = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });
const element = (name: string, item: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.boolean(), listed(item))
    .map(([not, values]) => ({ [not && values.length > 1 ? `Not${name}` : name]: values }));
const rule = (effect: fc.Arbitrary<string>) =>
  fc
    .tuple(effect, element("Action", action), element("Resource", resource), condition)
    .map(([Effect, actions, resources, more]): Statement => ({ Effect, ...actions, ...resources, ...more }));

const trustOf = fc
  .tuple(
    fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    fc.constantFrom(
      ...accounts.map((id) => ({ AWS: id })),
      { AWS: "*" },
      // Whoever is named has to be there, and a permission set's role comes after the trusts.
      ...people.map((name) => ({ AWS: arnOf(name) })),
    ),
    fc.constantFrom("sts:AssumeRole", "sts:*"),
    condition,
  )
  .map(([Effect, Principal, Action, more]): Statement => ({ Effect, Principal, Action, ...more }));

/**
 * What a negated condition means whose variable has no value is not written anywhere, so the two may differ. Where an
 * account is in no organization, no condition has a variable of one.
 */
function decided(one: Case): Case {
  if (Object.values(one.where).every(({ at }) => at !== -2)) return one;
  return JSON.parse(JSON.stringify(one).replaceAll(/\$\{aws:(?:Principal|Resource)OrgID\}/g, organizationId)) as Case;
}

const granted = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Statement[]>([{ Effect: "Allow", Action: "sts:*", Resource: "*" }]) },
  { weight: 1, arbitrary: listed(rule(fc.constantFrom("Allow", "Deny"))) },
);

/** Random cases. */
export const cases: fc.Arbitrary<Case> = fc.integer({ min: 0, max: 3 }).chain((count) => {
  // AWS's own policy is there mostly, since without it hardly anything is allowed.
  const some = fc
    .tuple(fc.constantFrom(true, true, true, false), fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }))
    .map(([full, own]) => (full ? [-1, ...own] : own));
  const attached = fc.option(some, { nil: undefined, freq: 2 });
  const member = fc.record({ at: fc.integer({ min: -2, max: count - 1 }), policies: attached });
  return fc
    .record({
      units: fc.tuple(
        ...Array.from({ length: count }, (_, i) =>
          fc.record({ parent: fc.integer({ min: -1, max: i - 1 }), policies: attached }),
        ),
      ),
      root: attached,
      where: fc.record(
        Object.fromEntries(
          accounts.map((id) => [
            id,
            id === management ? member.map((one) => ({ ...one, at: Math.max(one.at, -1) })) : member,
          ]),
        ),
      ),
      policies: fc.tuple(
        ...(
          [
            "SERVICE_CONTROL_POLICY",
            "SERVICE_CONTROL_POLICY",
            "RESOURCE_CONTROL_POLICY",
            "RESOURCE_CONTROL_POLICY",
          ] as const
        ).map((type) =>
          fc.record({
            type: fc.constant(type),
            statements: listed(
              rule(type === "SERVICE_CONTROL_POLICY" ? fc.constantFrom("Allow", "Deny", "Deny") : fc.constant("Deny")),
            ),
          }),
        ),
      ),
      enabled: fc.constantFrom<readonly Type[]>(
        ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
        ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
        ["SERVICE_CONTROL_POLICY"],
        [],
      ),
      trusts: fc.tuple(listed(trustOf), listed(trustOf)),
      grants: fc.record(Object.fromEntries(people.map((name) => [name, granted]))),
      sets: fc.tuple(...setNames.map(() => fc.record({ statements: granted, accounts: fc.subarray([...accounts]) }))),
    })
    .map(decided);
});

const full = ["p-RCPFullAWSAccess", "p-FullAWSAccess"] as const;
export const policyName = (index: number) => (index < 0 ? full[1] : `p-policy000${index}`);
export const unitId = (index: number) => (index < 0 ? "r-ab12" : `ou-ab12-0000000${index}`);
/** AWS's policy for RCPs cannot be detached. */
export const attachedTo = (policies: readonly number[] | undefined): string[] =>
  policies === undefined ? [...full] : [...new Set(["p-RCPFullAWSAccess", ...policies.map(policyName)])];
export const document = (statements: readonly Statement[]) => ({ Version: "2012-10-17", Statement: statements });
export const controlDocument = ({ type, statements }: Case["policies"][number]) =>
  document(type === "SERVICE_CONTROL_POLICY" ? statements : statements.map((one) => ({ ...one, Principal: "*" })));
