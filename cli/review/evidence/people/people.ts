/**
 * Who of IAM Identity Center gets into roles: by assignments of permission sets, and by entitlements of account access
 * manager. Asks whoever administers it among those who may read, and changes nothing.
 *
 * - https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListAccountAssignments.html
 * - https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
 */
import pMap from "p-map";
import type { Explanation } from "../accounts/refusals";
import type { MissingEvidence, RolePeople } from "../evidence";
import { findInstances, type Instance } from "./instances";
import { keyOf, namesOf, type Named, type Principal } from "./names";
import { Service, text, Unread, type Reader } from "./service";
import type { WantedRole } from "./wanted";

/** How many calls run at once. IAM Identity Center allows few of them in a second. */
const atOnce = 4;

/** Whom a role lets in, or why that is not known. */
type Entry = { readonly principals: readonly Principal[] } | Explanation;

/**
 * Finds the people of roles.
 *
 * @param readers in the order in which they are asked
 * @returns by the roles' ARNs; every wanted role is there
 * @throws the signal's reason when it is interrupted
 */
export async function peopleOf(
  roles: readonly WantedRole[],
  readers: readonly Reader[],
  signal?: AbortSignal,
): Promise<Record<string, RolePeople>> {
  if (roles.length === 0) return {};
  const found = await findInstances(readers, signal);
  const people: Record<string, RolePeople> = {};
  const unread = new Map<string, { readonly explanation: Explanation; readonly arns: string[] }>();
  const noteUnread = (explanation: Explanation, arn: string) => {
    const key = `${explanation.why}\0${explanation.next}`;
    if (!unread.has(key)) unread.set(key, { explanation, arns: [] });
    unread.get(key)!.arns.push(arn);
  };
  const perInstance = new Map<Instance, WantedRole[]>();
  for (const role of roles) {
    const instance = found.of(role.account);
    if ("why" in instance) noteUnread(instance, role.arn);
    else perInstance.set(instance, [...(perInstance.get(instance) ?? []), role]);
  }
  for (const [instance, its] of perInstance) {
    const entries = await entriesOf(instance, its, signal);
    const known = its.flatMap(({ arn, account, permissionSet }): [string, readonly Principal[]][] => {
      const entry = entries.get(arn)!;
      const elsewhere =
        permissionSet === undefined && !found.sees(account, instance) ? mayBeElsewhere(account, instance) : undefined;
      if ("principals" in entry && (entry.principals.length > 0 || elsewhere === undefined))
        return [[arn, entry.principals]];
      noteUnread("why" in entry ? entry : elsewhere!, arn);
      return [];
    });
    const principals = new Map(known.flatMap(([, some]) => some).map((one) => [keyOf(one), one]));
    const reader = instance.administrators[0];
    const store = reader && new Service(reader, "identitystore", instance.region, signal);
    const names =
      store === undefined ? new Map<string, Named>() : await namesOf([...principals.values()], store, instance.store);
    for (const [arn, some] of known) {
      const named = [...new Map(some.map((one) => [keyOf(one), one])).keys()].map((key) => names.get(key)!);
      people[arn] = {
        holders: named.map(({ holder }) => holder).sort((a, b) => (order(a) < order(b) ? -1 : 1)),
        missing: named.flatMap(({ missing }) => missing),
      };
    }
  }
  for (const { explanation, arns } of unread.values()) {
    // One entry for all roles with this reason, so that it is said once.
    const missing: MissingEvidence = { what: `who of IAM Identity Center gets into ${listed(arns)}`, ...explanation };
    for (const arn of arns) people[arn] = { holders: [], missing: [missing] };
  }
  return people;
}

/** Without an entitlement here, an account that does not see the instance may have people of another one. */
function mayBeElsewhere(account: string, { owner }: Instance): Explanation {
  return {
    why: `the account ${account} does not see the instance of the account ${owner}, which has no entitlement to the role`,
    next: "Name a profile that administers the instance of its organization: --identity-center <profile>.",
  };
}

function order({ kind, name, id }: { kind: string; name?: string; id: string }): string {
  return `${kind} ${name ?? ""} ${id}`;
}

/** The most names of one sentence. */
const mostNames = 5;

function listed(arns: readonly string[]): string {
  const names = arns.slice(0, mostNames).join(", ");
  return arns.length > mostNames ? `${names} and ${arns.length - mostNames} more roles` : names;
}

async function entriesOf(
  instance: Instance,
  roles: readonly WantedRole[],
  signal?: AbortSignal,
): Promise<Map<string, Entry>> {
  const reader = instance.administrators[0];
  if (reader === undefined) return new Map(roles.map(({ arn }) => [arn, instance.refused!]));
  const entries = new Map<string, Entry>();
  const assigned = roles.filter(({ permissionSet }) => permissionSet !== undefined);
  if (assigned.length > 0)
    for (const [arn, entry] of await assignments(
      instance,
      new Service(reader, "sso-admin", instance.region, signal),
      assigned,
    ))
      entries.set(arn, entry);
  const entitled = roles.filter(({ permissionSet }) => permissionSet === undefined);
  if (entitled.length > 0)
    for (const [arn, entry] of await entitlements(instance, entitled, signal)) entries.set(arn, entry);
  return entries;
}

async function assignments(
  { arn: InstanceArn }: Instance,
  sso: Service,
  roles: readonly WantedRole[],
): Promise<[string, Entry][]> {
  const accounts = [...new Set(roles.map(({ account }) => account))];
  const provisioned = new Map<string, readonly string[] | Explanation>(
    await pMap(
      accounts,
      async (account): Promise<[string, readonly string[] | Explanation]> => [
        account,
        await tried(async () => {
          const body = { InstanceArn, AccountId: account, MaxResults: 100 };
          return texts(await sso.all("ListPermissionSetsProvisionedToAccount", body, { name: "PermissionSets" }));
        }),
      ],
      { concurrency: atOnce },
    ),
  );
  const sets = [...new Set([...provisioned.values()].flatMap((some) => ("why" in some ? [] : some)))];
  const names = new Map<string, string | Explanation>(
    await pMap(
      sets,
      async (PermissionSetArn): Promise<[string, string | Explanation]> => [
        PermissionSetArn,
        await tried(async () => {
          const answer = await sso.one("DescribePermissionSet", { InstanceArn, PermissionSetArn });
          return text(answer?.["PermissionSet"], "Name");
        }),
      ],
      { concurrency: atOnce },
    ),
  );
  return pMap(
    roles,
    async ({ arn, account, permissionSet }): Promise<[string, Entry]> => {
      const its = provisioned.get(account)!;
      if ("why" in its) return [arn, its];
      const PermissionSetArn = its.find((set) => names.get(set) === permissionSet);
      if (PermissionSetArn === undefined) {
        const unread = its.map((set) => names.get(set)).find((name) => typeof name === "object");
        return [arn, unread ?? notProvisioned(permissionSet!, account)];
      }
      const found = await tried(
        async () =>
          (await sso.all(
            "ListAccountAssignments",
            { InstanceArn, PermissionSetArn, AccountId: account, MaxResults: 100 },
            { name: "AccountAssignments" },
          )) ?? [],
      );
      return [arn, "why" in found ? found : { principals: found.map(assignee) }];
    },
    { concurrency: atOnce },
  );
}

function assignee(one: unknown): Principal {
  return { kind: text(one, "PrincipalType") === "GROUP" ? "group" : "user", id: text(one, "PrincipalId") };
}

function notProvisioned(name: string, account: string): Explanation {
  return {
    why: `IAM Identity Center has no permission set ${name} that is provisioned in the account ${account}`,
    next: "See whether another instance made the role, or whether it is left over and can be deleted.",
  };
}

async function entitlements(
  instance: Instance,
  roles: readonly WantedRole[],
  signal: AbortSignal | undefined,
): Promise<[string, Entry][]> {
  const same = (entry: Explanation): [string, Entry][] => roles.map(({ arn }) => [arn, entry]);
  let refused: Explanation | undefined;
  for (const reader of instance.administrators) {
    const service = new Service(reader, "account-access", instance.region, signal);
    const found = await tried(async () => {
      const applications = await service.all(
        "/applications-list",
        {},
        { name: "applications", action: "ListApplications" },
      );
      const lists = await pMap(
        applications ?? [],
        async (one) => {
          const body = { applicationArn: text(one, "applicationArn"), filter: {} };
          return (
            (await service.all("/entitlements-list", body, { name: "entitlements", action: "ListEntitlements" })) ?? []
          );
        },
        { concurrency: atOnce },
      );
      return applications?.length ? lists.flat() : undefined;
    });
    if (found === undefined) continue;
    if ("why" in found) refused ??= found;
    else return roles.map(({ arn }) => [arn, { principals: found.flatMap((one) => entitled(one, arn)) }]);
  }
  return same(
    refused ?? {
      why: `none of the accounts that administer IAM Identity Center has an application of account access manager in ${instance.region}`,
      next: "Name a profile of the account that has it: --identity-center <profile>.",
    },
  );
}

/** The principal of an entitlement to a role; none where it is to another role. */
function entitled(one: unknown, roleArn: string): Principal[] {
  const { principalRole } = (one as { entitlement?: { principalRole?: unknown } } | null)?.entitlement ?? {};
  if (text(principalRole, "roleArn") !== roleArn) return [];
  const who = (principalRole as { principal?: { identityCenter?: unknown } }).principal?.identityCenter;
  const [user, group] = [text(who, "userId"), text(who, "groupId")];
  return [user === "" ? { kind: "group", id: group } : { kind: "user", id: user }];
}

function texts(values: readonly unknown[] | undefined): string[] {
  return (values ?? []).filter((one): one is string => typeof one === "string");
}

async function tried<T>(work: () => Promise<T>): Promise<T | Explanation> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return error.explanation;
  }
}
