/**
 * Random organizations with two accounts, trusts and grants; and who can assume which role there, by the review and by the
 * emulator.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { join } from "node:path";
import * as fc from "fast-check";
import { accessOf } from "../../../cli/review/access/reviewed";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { installEmulator } from "../../../sandbox/emulator/install";
import type { World, WorldUnit } from "../../../sandbox/emulator/world";
import { organizationOf, type OrganizationText } from "../../../settings/organizationFile";

const trusting = "111111111111";
const trusted = "222222222222";
const outside = "333333333333";
const management = "999999999999";
const accounts = [trusting, trusted, outside, management] as const;
const organizationId = "o-a1b2c3d4e5";

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

const people = accounts.flatMap((account) => [
  `${account} user/alice`,
  `${account} user/ops/bob`,
  `${account} role/worker`,
]);
const setNames = ["Engineer", "Auditor"] as const;
const setId = (set: number) => `ps-000000000000000${set}`;
const provider = (account: string) =>
  `arn:aws:iam::${account}:saml-provider/AWSSSO_${digest("ssoins-0123456789abcdef", account)}_DO_NOT_DELETE`;
/** The role that a permission set has in an account. */
const setRole = (set: number, account: string) =>
  `${account} role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${setNames[set]}_${digest(setId(set), account)}`;
const setRoles = accounts.flatMap((account) => setNames.map((_, set) => setRole(set, account)));
const principals = [...people, ...setRoles];
const arnOf = (name: string) => `arn:aws:iam::${name.replace(" ", ":")}`;
const roles = ["deploy", "audit"].map((name) => `arn:aws:iam::${trusting}:role/${name}`);

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
const policyName = (index: number) => (index < 0 ? full[1] : `p-policy000${index}`);
const unitId = (index: number) => (index < 0 ? "r-ab12" : `ou-ab12-0000000${index}`);
/** AWS's policy for RCPs cannot be detached. */
const attachedTo = (policies: readonly number[] | undefined): string[] =>
  policies === undefined ? [...full] : [...new Set(["p-RCPFullAWSAccess", ...policies.map(policyName)])];
const document = (statements: readonly Statement[]) => ({ Version: "2012-10-17", Statement: statements });
const controlDocument = ({ type, statements }: Case["policies"][number]) =>
  document(type === "SERVICE_CONTROL_POLICY" ? statements : statements.map((one) => ({ ...one, Principal: "*" })));

/** The world of a case for the emulator. */
export function worldOfCase({ units, root, where, policies, enabled, trusts, grants, sets }: Case): World {
  const inside = (at: number) =>
    accounts.filter((id) => where[id]!.at === at).map((id) => ({ id, policies: attachedTo(where[id]!.policies) }));
  const unit = (index: number, own: readonly number[] | undefined): WorldUnit => ({
    id: unitId(index),
    name: index < 0 ? "Root" : `Unit ${index}`,
    policies: attachedTo(own),
    accounts: inside(index),
    units: units.flatMap((one, at) => (one.parent === index ? [unit(at, one.policies)] : [])),
  });
  return {
    organization: {
      id: organizationId,
      management,
      root: unit(-1, root),
      enabled,
      policies: Object.fromEntries(
        policies.map((policy, i) => [
          policyName(i),
          { name: `policy-${i}`, type: policy.type, document: controlDocument(policy) },
        ]),
      ),
    },
    identityCenter: {
      instance: "ssoins-0123456789abcdef",
      store: "d-0123456789",
      region: "eu-west-1",
      owner: management,
      permissionSets: sets.map(({ statements, accounts: its }, set) => ({
        id: setId(set),
        name: setNames[set]!,
        inlinePolicy: document(statements),
        assignments: its.map((account) => ({ group: "00000000-0000-4000-8000-000000000000", account })),
      })),
    },
    // Trusts name roles, which have to be there already.
    accounts: [...accounts].reverse().map((id) => ({
      id,
      users: people.flatMap((name, i) => {
        const [account, path] = name.split(" ") as [string, string];
        if (account !== id || !path.startsWith("user/")) return [];
        const parts = path.split("/");
        return [
          {
            name: parts.at(-1)!,
            path: parts.length === 3 ? `/${parts[1]}/` : "/",
            accessKeyId: `AKIA${String(i).padStart(16, "0")}`,
            secretAccessKey: "the-secret-of-somebody",
            policies: { own: document(grants[name]!) },
          },
        ];
      }),
      roles: [
        ...people.flatMap((name) => {
          const [account, path] = name.split(" ") as [string, string];
          return account === id && path.startsWith("role/")
            ? [
                {
                  name: "worker",
                  trust: document([
                    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
                  ]),
                  policies: { own: document(grants[name]!) },
                },
              ]
            : [];
        }),
        ...(id === trusting
          ? roles.map((arn, i) => ({ name: arn.split("/").at(-1)!, trust: document(trusts[i]!) }))
          : []),
      ],
    })),
  };
}

/** Who can assume which role by the review: the principals' names by the roles' ARNs. */
export function byReview({
  units,
  root,
  where,
  policies,
  enabled,
  trusts,
  grants,
  sets,
}: Case): Record<string, string[]> {
  const types = { SERVICE_CONTROL_POLICY: "service-control", RESOURCE_CONTROL_POLICY: "resource-control" } as const;
  const typeOf = (id: string) =>
    id === "p-FullAWSAccess"
      ? "service-control"
      : id === "p-RCPFullAWSAccess"
        ? "resource-control"
        : types[policies[Number(id.at(-1))]!.type];
  const controls = (own: readonly number[] | undefined) => ({
    "service-control": attachedTo(own).filter((id) => typeOf(id) === "service-control"),
    "resource-control": attachedTo(own).filter((id) => typeOf(id) === "resource-control"),
  });
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const arn = (id: string) => `arn:aws:organizations::${management}:policy/${id}`;
  const text: OrganizationText = {
    version: 1,
    at: new Date().toISOString(),
    id: organizationId,
    management,
    enabled: {
      "service-control": enabled.includes("SERVICE_CONTROL_POLICY"),
      "resource-control": enabled.includes("RESOURCE_CONTROL_POLICY"),
    },
    complete: true,
    places: [
      { id: "r-ab12", name: "Root", kind: "root", ...controls(root) },
      ...units.map((one, i) => ({
        id: unitId(i),
        name: `Unit ${i}`,
        kind: "unit" as const,
        parent: unitId(one.parent),
        ...controls(one.policies),
      })),
      ...accounts.flatMap((id) => {
        const { at, policies: own } = where[id]!;
        return at === -2 ? [] : [{ id, name: id, kind: "account" as const, parent: unitId(at), ...controls(own) }];
      }),
    ],
    policies: {
      "p-FullAWSAccess": {
        name: "FullAWSAccess",
        type: "service-control",
        arn: arn("p-FullAWSAccess"),
        document: document([everything]),
      },
      "p-RCPFullAWSAccess": {
        name: "RCPFullAWSAccess",
        type: "resource-control",
        arn: arn("p-RCPFullAWSAccess"),
        document: document([{ ...everything, Principal: "*" }]),
      },
      ...Object.fromEntries(
        policies.map((policy, i) => [
          policyName(i),
          { name: `policy-${i}`, type: types[policy.type], arn: arn(policyName(i)), document: controlDocument(policy) },
        ]),
      ),
    },
    missing: [],
  };
  const samlTrust = (id: string) =>
    document([
      { Effect: "Allow", Principal: { Federated: provider(id) }, Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"] },
    ]);
  const holder = (name: string, statements = grants[name]!) => ({
    arn: arnOf(name),
    name: name.split("/").at(-1)!,
    inline: { own: document(statements) },
    managed: [],
    tags: {},
  });
  const documents = { trust: undefined, inline: {}, managed: [] };
  const deployed = {
    roles: {},
    documents: {
      roles: Object.fromEntries(roles.map((one) => [one, documents])),
      groups: {},
      grants: {},
      policies: {},
    },
  };
  const evidence: Evidence = {
    at: new Date(),
    // A stack has deployed the roles, so that they are reviewed whomever they trust.
    stacks: [
      {
        name: "trusting",
        account: { id: trusting, partition: "aws", region: "eu-west-1" },
        deployed: true,
        state: deployed,
      },
    ],
    missing: [],
    project: "p",
    declaredAccounts: {},
    leftOut: [],
    organization: {
      of: Object.fromEntries(accounts.flatMap((id) => (where[id]!.at === -2 ? [[id, null]] : []))),
      read: { organization: organizationOf(text), source: "file", at: new Date() },
    },
    accounts: accounts.map((id) => ({
      id,
      partition: "aws",
      stacks: [],
      usage: {},
      iam: {
        users: people.filter((name) => name.startsWith(`${id} user/`)).map((name) => ({ ...holder(name), groups: [] })),
        groups: [],
        policies: {},
        roles: [
          ...sets.flatMap(({ statements, accounts: its }, set) =>
            its.includes(id)
              ? [{ ...holder(setRole(set, id), statements), id: `AROA${set}`, trust: samlTrust(id) }]
              : [],
          ),
          ...people
            .filter((name) => name.startsWith(`${id} role/`))
            .map((name) => ({
              ...holder(name),
              id: "AROAWORKER",
              trust: document([
                { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
              ]),
            })),
          ...(id === trusting
            ? roles.map((one, i) => ({
                arn: one,
                name: one.split("/").at(-1)!,
                id: `AROA${i}`,
                inline: {},
                managed: [],
                tags: {},
                trust: document(trusts[i]!),
              }))
            : []),
        ],
      },
    })),
  };
  const found = accessOf(evidence).roles;
  return Object.fromEntries(
    roles.map((one) => {
      const able = found.find(({ role }) => role.arn === one)?.principals ?? [];
      return [one, principals.filter((name) => able.some(({ caller }) => caller.arn === arnOf(name)))];
    }),
  );
}

/** The emulator's decisions for many worlds: the process that makes them, asked one world after the other. */
export async function openReferee(): Promise<{ ask(one: Case): Promise<Record<string, string[]>>; close(): void }> {
  const python = await installEmulator();
  const child = spawn(python, [join(__dirname, "../../../sandbox/emulator/referee.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const attempts = principals.map((name) => ({ name, principal: arnOf(name) }));
  return {
    async ask(one) {
      child.stdin.write(`${JSON.stringify({ world: worldOfCase(one), attempts })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error("the referee ended");
      const answer = JSON.parse(line.value) as Record<string, string[]> & { error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return Object.fromEntries(roles.map((role) => [role, principals.filter((name) => answer[role]!.includes(name))]));
    },
    close: () => child.stdin.end(),
  };
}
