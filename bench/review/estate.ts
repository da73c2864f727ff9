/** Makes many similar accounts: their stacks' settings, what was deployed, and their IAM. All three agree. */
import { readSettings } from "../../checks/readSettings";
import { declaredDocuments } from "../../cli/review/access/declaredDocuments";
import type { AccessDocuments, StackEvidence } from "../../cli/review/evidence/evidence";
import { publishedRole } from "../../grants/publishedRole";
import { roleArn } from "../../settings/arns";
import type { Settings } from "../../settings/settings";

/** The size of an estate. */
export interface Size {
  readonly accounts: number;
  readonly roles: number;
  readonly users: number;
}

/** One account of an estate, with its stack. */
export interface EstateAccount {
  readonly id: string;
  /** The name of the stack and of the profile. */
  readonly stack: string;
  readonly accessKeyId: string;
  /** The values in the stack's file. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly published: StackEvidence["state"];
  readonly documents: AccessDocuments;
  /** The names of users, and each user's group. */
  readonly users: readonly { readonly name: string; readonly group: string }[];
}

const project = "cross-account-access";
const now = new Date("2026-11-24T10:00:00Z");
/** How many users a group has. */
const membersOfGroup = 5;

/** Makes an estate: each account offers its roles to the groups of the next account. */
export function makeEstate({ accounts, roles, users }: Size): EstateAccount[] {
  const idOf = (at: number) => String(100_000_000_000 + ((at + accounts) % accounts));
  const stackOf = (at: number) => `account-${String((at + accounts) % accounts).padStart(3, "0")}`;
  const groups = Math.ceil(users / membersOfGroup);
  const configs = Array.from({ length: accounts }, (_, at) => configOf(at));
  function configOf(at: number): Record<string, unknown> {
    const offered = range(roles).map((role) => [`role-${role}`, roleOf(idOf(at + 1), role)]);
    const members = range(groups).map((group) => [
      `group-${group}`,
      { members: range(membersOfGroup).map((user) => `user-${group * membersOfGroup + user}`) },
    ]);
    const grants = range(groups).map((group) => [
      `grant-${group}`,
      {
        to: { groups: [`group-${group}`] },
        roles: range(roles)
          .filter((role) => role % groups === group)
          .map((role) => ({ stack: stackOf(at - 1), role: `role-${role}` })),
      },
    ]);
    return {
      "aws:region": "eu-west-1",
      "aws:profile": stackOf(at),
      "aws:allowedAccountIds": [idOf(at)],
      [`${project}:roles`]: Object.fromEntries(offered) as unknown,
      [`${project}:policies`]: { telemetry: { document: document("xray:PutTraceSegments", "*") } },
      [`${project}:groups`]: Object.fromEntries(members) as unknown,
      [`${project}:grants`]: Object.fromEntries(
        grants.filter(([, grant]) => (grant as { roles: unknown[] }).roles.length > 0),
      ) as unknown,
    };
  }
  const settings = configs.map((config) => settingsOf(config));
  const stacks = settings.map((read, at): StackEvidence => ({
    name: stackOf(at),
    account: read.account,
    settings: read,
    deployed: true,
    state: {
      documents: { roles: {}, groups: {}, grants: {}, policies: {} },
      roles: Object.fromEntries(
        Object.entries(read.roles).map(([key, role]) => [
          key,
          publishedRole(key, role, roleArn(key, role, read.account), read.account),
        ]),
      ),
    },
  }));
  return configs.map((config, at) => {
    const { documents } = declaredDocuments(
      settings[at]!,
      { stacks: [stacks[(at - 1 + accounts) % accounts]!], project: "cross-account-access" },
      now,
    );
    const people = Object.entries(documents.groups).flatMap(([group, { members }]) =>
      members.map((name) => ({ name, group })),
    );
    return {
      id: idOf(at),
      stack: stackOf(at),
      accessKeyId: `AKIA${String(at).padStart(16, "0")}`,
      config,
      published: stacks[at]!.state,
      documents,
      users: people,
    };
  });
}

/** What the engine would export for an account's stack. */
export function exportOf({ stack, published, documents }: EstateAccount): unknown {
  const resource = (type: string, name: string, outputs: object) => ({
    urn: `urn:pulumi:${stack}::${project}::${type}::${name}`,
    type,
    custom: true,
    outputs,
  });
  const nameOf = (arn: string) => arn.split("/").at(-1)!;
  const roles = Object.entries(documents.roles).flatMap(([arn, role]) => {
    const name = nameOf(arn);
    return [
      resource("aws:iam/role:Role", name, {
        arn,
        name,
        assumeRolePolicy: JSON.stringify(role.trust),
        maxSessionDuration: role.maxSessionDuration,
      }),
      ...Object.entries(role.inline).map(([policy, inline]) =>
        resource("aws:iam/rolePolicy:RolePolicy", `${name}-${policy}`, {
          role: name,
          name: policy,
          policy: JSON.stringify(inline),
        }),
      ),
      ...role.managed.map((policyArn) =>
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${name}-${nameOf(policyArn)}`, {
          role: name,
          policyArn,
        }),
      ),
    ];
  });
  const others = [
    ...Object.entries(documents.groups).flatMap(([name, { members }]) => [
      resource("aws:iam/group:Group", name, { name }),
      resource("aws:iam/groupMembership:GroupMembership", name, { group: name, users: members }),
    ]),
    ...Object.values(documents.grants).map(({ name, policyName, document: policy }) =>
      resource("aws:iam/groupPolicy:GroupPolicy", name, {
        group: name,
        name: policyName,
        policy: JSON.stringify(policy),
      }),
    ),
    ...Object.entries(documents.policies).map(([arn, policy]) =>
      resource("aws:iam/policy:Policy", nameOf(arn), { arn, policy: JSON.stringify(policy) }),
    ),
  ];
  return {
    version: 3,
    deployment: {
      resources: [resource("pulumi:pulumi:Stack", stack, { roles: published?.roles }), ...roles, ...others],
    },
  };
}

function settingsOf(config: Readonly<Record<string, unknown>>): Settings {
  return readSettings(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    project,
    now,
  );
}

function roleOf(trusted: string, role: number) {
  return {
    trusts: [{ account: trusted, principals: ["user/*"] }],
    mfa: { maxAge: "1h" },
    policies: {
      shared: ["telemetry"],
      inline: { data: document("s3:GetObject", `arn:aws:s3:::data-of-role-${role}/*`) },
    },
    review: { owner: "platform@example.com", reason: "Measured", by: "2027-05-01" },
  };
}

function document(action: string, resource: string) {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "Allowed", Effect: "Allow", Action: action, Resource: resource }],
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
