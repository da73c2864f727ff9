import { everything, type Deployed, type GranteePolicy } from "./deployed";

/** How one group is brought from what it was to what it is to be. */
export interface GroupSteps {
  /** The name of the group before, where it is renamed; undefined where it is made, or keeps its name. */
  readonly renamedFrom: string | undefined;
  /** Whether the group's policy is changed before people join; else it is changed after the others have left. */
  readonly policyFirst: boolean;
}

/** What the groups and grantees of a stack need so that nobody has more in between. */
export interface GrantChanges {
  /** By the groups' names. */
  readonly steps: Readonly<Record<string, GroupSteps>>;
  /** Keys of `Renewals`. */
  readonly renew: readonly string[];
}

/**
 * People join a group before others leave it. So where people join, a role that the group loses has to go first; where
 * people leave, a role that it gains has to come last. Where both is so, the group is renewed: it loses its policy and
 * its members first. The same for whoever loses one role and gains another by more than one call.
 */
export function grantChanges(before: Deployed | undefined, after: Deployed): GrantChanges {
  const steps: Record<string, GroupSteps> = {};
  const renew = new Set<string>();
  for (const [group, { members, renamedFrom }] of Object.entries(after.settings.groups)) {
    const known = before !== undefined && renamedFrom !== undefined && Object.hasOwn(before.settings.groups, renamedFrom) && !Object.hasOwn(before.settings.groups, group);
    const formerName = known ? renamedFrom : group;
    const former = before !== undefined && Object.hasOwn(before.settings.groups, formerName) ? before.settings.groups[formerName] : undefined;
    steps[group] = { renamedFrom: known ? renamedFrom : undefined, policyFirst: false };
    if (before === undefined || former === undefined) continue;
    const [then, now] = [policyOf(before, "group", formerName), policyOf(after, "group", group)];
    const leavers = former.members.filter((user) => !members.includes(user));
    const joining = excesses(before, after, members.filter((user) => !former.members.includes(user)), without(permissionsOf(then), permissionsOf(now)));
    const leaving = excesses(before, after, leavers, without(permissionsOf(now), permissionsOf(then)));
    steps[group] = { renamedFrom: steps[group].renamedFrom, policyFirst: joining };
    if (joining && (leaving || now === undefined)) renew.add(`group-${group}`);
    // A renamed group keeps all that it has, and what goes by its old name is not found any more: so it goes before.
    if (known && (leavers.length > 0 || (then !== undefined && then.policyName !== now?.policyName))) renew.add(`group-${group}`);
  }
  if (before !== undefined) for (const key of exchanged(before, after, steps)) renew.add(key);
  return { steps, renew: [...renew] };
}

/** Whether some of the users hold none of the permissions before or after by another way, so that they would have more. */
function excesses(before: Deployed, after: Deployed, users: readonly string[], permissions: readonly string[]): boolean {
  return users.some((user) => permissions.some((permission) => !holdings(before, user).has(permission) && !holdings(after, user).has(permission)));
}

/**
 * What has to be renewed for users who lose one permission and gain another: each way by which they lose something.
 * A single policy that changes for them is one call, with nothing in between.
 */
function exchanged(before: Deployed, after: Deployed, steps: GrantChanges["steps"]): string[] {
  const users = new Set([before, after].flatMap(({ settings: { groups }, grantees }) => [...Object.values(groups).flatMap(({ members }) => members), ...grantees.flatMap(({ kind, name }) => (kind === "user" ? [name] : []))]));
  const later = new Map<string, string>(Object.entries(steps).flatMap(([group, { renamedFrom }]) => (renamedFrom === undefined ? [] : [[`group-${renamedFrom}`, `group-${group}`] as const])));
  const nameNow = (key: string) => later.get(key) ?? key;
  return [...users].flatMap((user) => {
    const [then, now] = [holdings(before, user), holdings(after, user)];
    const lost = [...then].filter((permission) => !now.has(permission));
    if (lost.length === 0 || ![...now].some((permission) => !then.has(permission))) return [];
    const [former, next] = [ways(before, user), ways(after, user)].map((found) => new Map(found.map((grantee) => [grantee.key, grantee])));
    const changed = new Set([...[...former!.keys()].map(nameNow), ...next!.keys()].filter((key) => {
      const [one, other] = [[...former!].find(([old]) => nameNow(old) === key)?.[1], next!.get(key)];
      return one === undefined || other === undefined || one.policyName !== other.policyName || JSON.stringify(one.policy) !== JSON.stringify(other.policy);
    }));
    const atOnce = changed.size === 1 && [...changed].every((key) => next!.has(key) && [...former!.keys()].some((old) => nameNow(old) === key));
    if (atOnce) return [];
    const losing = [...former!.values()].filter((grantee) => permissionsOf(grantee).some((permission) => lost.includes(permission))).map(({ key }) => nameNow(key));
    return losing.map((key) => (isThere(after, key) ? key : everything));
  });
}

/** Whether something of the stack stands for a grantee or group still. */
function isThere({ settings: { groups }, grantees }: Deployed, key: string): boolean {
  return grantees.some((grantee) => grantee.key === key) || Object.keys(groups).some((group) => key === `group-${group}`);
}

function policyOf({ grantees }: Deployed, kind: GranteePolicy["kind"], name: string): GranteePolicy | undefined {
  return grantees.find((grantee) => grantee.kind === kind && grantee.name === name);
}

/** The grantees by which a user holds anything: itself, and the groups of this stack that it is in. */
function ways({ settings: { groups }, grantees }: Deployed, user: string): GranteePolicy[] {
  return grantees.filter(({ kind, name }) => (kind === "user" ? name === user : kind === "group" && Object.hasOwn(groups, name) && groups[name]!.members.includes(user)));
}

function holdings(deployed: Deployed, user: string): Set<string> {
  return new Set(ways(deployed, user).flatMap(permissionsOf));
}

/** What a policy allows: each action on each role with its conditions, as a text. */
function permissionsOf(grantee: GranteePolicy | undefined): string[] {
  return (grantee?.policy.Statement ?? []).flatMap(({ Action, Resource = [], Condition }) => [Resource].flat().flatMap((role) => [Action].flat().map((action) => JSON.stringify([action, role, Condition ?? null]))));
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((one) => !some.includes(one));
}
