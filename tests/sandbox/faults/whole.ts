import { GetRoleCommand, IAMClient, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Person } from "../../../sandbox/world";

/**
 * All that deployments leave: a line for each thing in IAM, and for each resource of a state. Ids and dates are left
 * out, and no order counts.
 */
export type Whole = readonly string[];

/** What is pending in a stack's state, by URN. */
export interface Pending {
  readonly urn: string;
  /** `creating`, `updating` … */
  readonly type: string;
}

/** Never the same twice: made anew with each resource, or a date. */
const volatile = new Set([
  "CreateDate",
  "UpdateDate",
  "RoleId",
  "UserId",
  "GroupId",
  "PolicyId",
  "RoleLastUsed",
  "PasswordLastUsed",
  "VersionId",
  "DefaultVersionId",
  "uniqueId",
  "createDate",
  "policyId",
  "__defaults",
  "forceDetachPolicies",
]);

/** Reads it all, past every proxy. */
export async function wholeOf(
  endpoint: string,
  administrators: readonly Person[],
  directory: string,
  stacks: readonly string[] = ["trusting", "trusted"],
): Promise<Whole> {
  const states = await Promise.all(stacks.map((stack) => readState(directory, stack)));
  return [
    ...(await iamOf(endpoint, administrators)),
    ...states.flatMap(({ resources }) => resources.map(resourceOf).map(line)),
  ];
}

/** The same of IAM alone, in the accounts of these administrators. */
export async function iamOf(endpoint: string, administrators: readonly Person[]): Promise<Whole> {
  return (await Promise.all(administrators.map((person) => accountNow(endpoint, person)))).flat().map(line);
}

/** The operations that a stack's state calls pending. */
export async function pendingIn(directory: string, stack: string): Promise<Pending[]> {
  const { pending_operations: pending = [] } = await readState(directory, stack);
  return pending.map(({ resource, type }) => ({ urn: resource.urn, type }));
}

/** Where two of them differ, each difference in a line; empty when they are the same. */
export function differences(found: Whole, expected: Whole): string[] {
  return [
    ...found.filter((one) => !expected.includes(one)).map((one) => `too much: ${one}`),
    ...expected.filter((one) => !found.includes(one)).map((one) => `missing: ${one}`),
  ];
}

interface Resource {
  readonly urn: string;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly initErrors?: readonly string[];
  readonly delete?: boolean;
  readonly pendingReplacement?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface State {
  readonly resources: readonly Resource[];
  readonly pending_operations?: readonly { readonly resource: { readonly urn: string }; readonly type: string }[];
}

async function readState(directory: string, stack: string): Promise<State> {
  const file = join(directory, "state", ".pulumi", "stacks", "cross-account-access", `${stack}.json`);
  const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as { checkpoint: { latest: Partial<State> | null } };
  return { resources: [], ...checkpoint.latest };
}

/**
 * Of what AWS answered, that which the program decides: the rest depends on when it was last asked for. What steers
 * the provider alone cannot be read.
 */
function resourceOf({
  urn,
  parent,
  protect,
  initErrors,
  delete: condemned,
  pendingReplacement,
  id,
  inputs = {},
  outputs = {},
}: Resource): unknown {
  // The engine's own: their ids are made up, and what they hold counts attempts.
  const builtIn = /(::|\$)pulumi:[^$]*::/.test(urn.slice("urn:pulumi:".length));
  const decided = Object.entries(outputs).filter(([property]) => property in inputs || property === "arn");
  return {
    urn,
    parent,
    protect,
    initErrors,
    condemned,
    pendingReplacement,
    ...(!builtIn && {
      id: id?.startsWith("terraform-") ? "made up" : id,
      inputs,
      outputs: Object.fromEntries(decided),
    }),
  };
}

async function accountNow(endpoint: string, person: Person): Promise<object[]> {
  const client = new IAMClient({ endpoint, region: "eu-west-1", credentials: person });
  const all: object[] = [];
  try {
    for await (const {
      UserDetailList = [],
      GroupDetailList = [],
      RoleDetailList = [],
      Policies = [],
    } of paginateGetAccountAuthorizationDetails({ client }, {})) {
      const own = Policies.filter(({ Arn }) => Arn?.startsWith("arn:aws:iam::aws:") !== true);
      const versions = (list: (typeof own)[number]["PolicyVersionList"]) =>
        list?.filter(({ IsDefaultVersion }) => IsDefaultVersion);
      all.push(
        ...UserDetailList,
        ...GroupDetailList,
        ...own.map((policy) => ({ ...policy, PolicyVersionList: versions(policy.PolicyVersionList) })),
      );
      for (const role of RoleDetailList)
        all.push({ ...role, ...(await client.send(new GetRoleCommand({ RoleName: role.RoleName }))).Role });
    }
    return all;
  } finally {
    client.destroy();
  }
}

function line(thing: unknown): string {
  return JSON.stringify(settled(thing));
}

function settled(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(settled).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  if (typeof value === "string" && /^(%7B|\{)/.test(value)) return settled(JSON.parse(decodeURIComponent(value)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => inner !== undefined && !volatile.has(key));
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, settled(inner)]),
  );
}
