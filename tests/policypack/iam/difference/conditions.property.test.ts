import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { permissionsBeyond } from "../../../../policypack/iam/difference/policies";
import { NOW } from "../../cases/case";
import { seed } from "../../../seed";

const RUNS = Number(process.env.FC_RUNS ?? 1_500);
const principal = "arn:aws:iam::111111111111:role/deploy";
const resource = "arn:aws:s3:::b/x";

type Context = Readonly<Record<string, string | string[]>>;
type Condition = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

/** Keys of one kind: what conditions ask of them, how, and what requests have. */
interface Family {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly found: readonly (string | string[] | undefined)[];
}

const FAMILIES: readonly Family[] = [
  {
    key: "aws:PrincipalTag/team",
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringLike",
      "StringNotLike",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
    ],
    values: ["web", "Web", "w*", "w?b", "*", "we", "x"],
    found: [undefined, "web", "WEB", "we", "wxb", "x", "", "w*"],
  },
  {
    key: "aws:SourceArn",
    operators: ["ArnLike", "ArnNotLike", "ArnEquals", "StringLike", "StringEquals"],
    values: [
      "arn:aws:s3:::b",
      "arn:aws:s3:::*",
      "arn:aws:s3:*:*:b*",
      "arn:aws:*",
      "arn:aws:sns:eu-west-1:1:t",
      "arn:*:*:*:*:*",
    ],
    found: [
      undefined,
      "arn:aws:s3:::b",
      "arn:aws:s3:::bc",
      "arn:aws:s3:::c/d",
      "arn:aws:sns:eu-west-1:1:t",
      "arn:aws:sns:eu-west-1:1:t:u",
    ],
  },
  {
    key: "aws:MultiFactorAuthAge",
    operators: [
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
      "NumericEquals",
      "NumericNotEquals",
    ],
    values: ["0", "900", "3600", "7200"],
    found: [undefined, "0", "1", "900", "3599", "3600", "3601", "7200", "9000"],
  },
  {
    key: "aws:TokenIssueTime",
    operators: [
      "DateLessThan",
      "DateLessThanEquals",
      "DateGreaterThan",
      "DateGreaterThanEquals",
      "DateEquals",
      "DateNotEquals",
    ],
    values: ["2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z"],
    found: [
      undefined,
      "2026-10-01T00:00:00Z",
      "2026-11-01T00:00:00Z",
      "2026-11-10T00:00:00Z",
      "2026-11-20T00:00:00Z",
      "2027-02-01T00:00:00Z",
    ],
  },
  {
    key: "aws:MultiFactorAuthPresent",
    operators: ["Bool"],
    values: ["true", "false"],
    found: [undefined, "true", "false"],
  },
  {
    key: "aws:SourceIp",
    operators: ["IpAddress", "NotIpAddress"],
    values: ["192.0.2.0/24", "192.0.2.0/25", "192.0.2.7", "192.0.0.0/8", "198.51.100.0/24"],
    found: [undefined, "192.0.2.7", "192.0.2.200", "198.51.100.1", "203.0.113.1"],
  },
  // Apart from the others: the simulator holds an IPv6 address to be neither in an IPv4 range nor out of it, and nothing to be in a /0.
  {
    key: "aws:VpcSourceIp",
    operators: ["IpAddress", "NotIpAddress"],
    values: ["2001:db8::/32", "2001:db8::/64", "2001:db8::1", "2000::/8"],
    found: [undefined, "2001:db8::1", "2001:db8::2", "2001:db8:1::1", "2001:db9::1"],
  },
  {
    key: "aws:TagKeys",
    operators: [
      "ForAllValues:StringEquals",
      "ForAnyValue:StringEquals",
      "ForAllValues:StringLike",
      "ForAnyValue:StringLike",
      "ForAllValues:StringNotEquals",
      "ForAnyValue:StringNotEquals",
    ],
    values: ["a", "b", "a*", "ab"],
    found: [undefined, ["a"], ["b"], ["a", "b"], ["ab", "a"], ["c"], ["a", "c"]],
  },
];

/** A condition of a family; `Null` now and then. */
function condition({ key, operators, values }: Family): fc.Arbitrary<Condition> {
  const drawn = fc.tuple(
    fc.constantFrom(...operators),
    fc.boolean(),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  );
  return fc.oneof(
    {
      weight: 8,
      arbitrary: drawn.map(([operator, ifExists, list]): Condition => ({
        [`${operator}${ifExists ? "IfExists" : ""}`]: { [key]: list },
      })),
    },
    { weight: 1, arbitrary: fc.constantFrom("true", "false").map((value): Condition => ({ Null: { [key]: value } })) },
  );
}

/** One or two statements that allow, or allow and deny, under conditions. */
function policy(family: Family): fc.Arbitrary<object> {
  const statement =
    (Effect: string) =>
    (Condition: Condition): object => ({ Effect, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*", Condition });
  const one = condition(family).map((Condition) => [statement("Allow")(Condition)]);
  const two = fc.tuple(condition(family), condition(family)).map((conditions) => conditions.map(statement("Allow")));
  const both = fc
    .tuple(condition(family), condition(family))
    .map(([first, second]) => [statement("Allow")({ ...first, ...second })]);
  const denied = fc
    .tuple(fc.option(condition(family), { nil: {} }), condition(family))
    .map(([allowing, denying]) => [statement("Allow")(allowing), statement("Deny")(denying)]);
  return fc.oneof(one, two, both, denied).map((Statement) => ({ Version: "2012-10-17", Statement }));
}

function allows(document: object, contextVariables: Context): boolean {
  const result = runUnsafeSimulation(
    {
      request: {
        principal,
        action: "s3:GetObject",
        resource: { resource, accountId: "111111111111" },
        contextVariables: { ...contextVariables },
      },
      identityPolicies: [{ name: "p", policy: document }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return result === "Allowed";
}

describe(`conditions that follow from others, against a simulator (seed ${seed})`, function () {
  this.timeout(180_000);

  for (const family of FAMILIES) {
    it(`${family.key}: what is said to be within is within for every request`, () => {
      let within = 0;
      fc.assert(
        fc.property(policy(family), policy(family), (now, approved) => {
          const side = (document: object) => ({ arn: principal, policies: [{ name: "p", document }] });
          if (permissionsBeyond(side(now), side(approved), NOW).length > 0) return;
          within++;
          for (const value of family.found) {
            const context: Context = value === undefined ? {} : { [family.key]: value };
            assert.ok(
              !allows(now, context) || allows(approved, context),
              `${JSON.stringify(now)} lets ${JSON.stringify(value)} through, ${JSON.stringify(approved)} does not`,
            );
          }
        }),
        { seed, numRuns: Math.ceil(RUNS / FAMILIES.length) },
      );
      assert.ok(within > RUNS / FAMILIES.length / 50, `only ${within} were within`);
    });
  }
});
