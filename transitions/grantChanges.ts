import { everything, type Deployed, type GranteePolicy } from "./deployed";

/** How an update changes one group. */
export interface GroupSteps {
  /** The group's former name when this update renames it; else undefined. */
  readonly renamedFrom: string | undefined;
  /** True when the group's policy changes before people join; else it changes after people have joined and left. */
  readonly policyFirst: boolean;
}

/** How to change the groups and grantees of a stack so that nobody has more permissions during the update. */
export interface GrantChanges {
  /** The steps for each group, by its new name. */
  readonly steps: Readonly<Record<string, GroupSteps>>;
  /** What has to be renewed: keys of `Renewals`. */
  readonly renew: readonly string[];
}

/**
 * Plans the changes of groups and grantees.
 *
 * People join a group before others leave it. So a role that the group loses has to go before people join, and a role
 * that it gains has to come after people have left. When both are needed, the group is renewed: it first loses its
 * policy and its members. A user who loses one role and gains another by more than one call also causes a renewal.
 */
export function grantChanges(before: Deployed | undefined, after: Deployed): GrantChanges {
  const steps: Record<string, GroupSteps> = {};
  const renew = new Set<string>();
  for (const [group, { members, renamedFrom }] of Object.entries(after.settings.groups)) {
    const known =
      before !== undefined &&
      renamedFrom !== undefined &&
      Object.hasOwn(before.settings.groups, renamedFrom) &&
      !Object.hasOwn(before.settings.groups, group);
    const formerName = known ? renamedFrom : group;
    const former =
      before !== undefined && Object.hasOwn(before.settings.groups, formerName)
        ? before.settings.groups[formerName]
        : undefined;
    steps[group] = { renamedFrom: known ? renamedFrom : undefined, policyFirst: false };
    if (before === undefined || former === undefined) continue;
    const [then, now] = [policyOf(before, "group", formerName), policyOf(after, "group", group)];
    const leavers = former.members.filter((user) => !members.includes(user));
    const joining = excesses(
      before,
      after,
      members.filter((user) => !former.members.includes(user)),
      without(permissionsOf(then), permissionsOf(now)),
    );
    const leaving = excesses(before, after, leavers, without(permissionsOf(now), permissionsOf(then)));
    steps[group] = { renamedFrom: steps[group].renamedFrom, policyFirst: joining };
    if (joining && (leaving || now === undefined)) renew.add(`group-${group}`);
    // A rename keeps members and policies, but what has to be deleted is recorded under the old name. IAM would no
    // longer find it after the rename, so it is deleted before.
    if (known && (leavers.length > 0 || (then !== undefined && then.policyName !== now?.policyName)))
      renew.add(`group-${group}`);
  }
  if (before !== undefined) for (const key of exchanged(before, after, steps)) renew.add(key);
  return { steps, renew: [...renew] };
}

/** Whether one of the users would gain one of the permissions that they hold neither before nor after the update. */
function excesses(
  before: Deployed,
  after: Deployed,
  users: readonly string[],
  permissions: readonly string[],
): boolean {
  return users.some((user) =>
    permissions.some((permission) => !holdings(before, user).has(permission) && !holdings(after, user).has(permission)),
  );
}

/**
 * What has to be renewed for users who lose one permission and gain another: each grantee by which they lose something.
 * Nothing, when all of it is a change of one policy: that is a single call.
 */
function exchanged(before: Deployed, after: Deployed, steps: GrantChanges["steps"]): string[] {
  const users = new Set(
    [before, after].flatMap(({ settings: { groups }, grantees }) => [
      ...Object.values(groups).flatMap(({ members }) => members),
      ...grantees.flatMap(({ kind, name }) => (kind === "user" ? [name] : [])),
    ]),
  );
  const later = new Map<string, string>(
    Object.entries(steps).flatMap(([group, { renamedFrom }]) =>
      renamedFrom === undefined ? [] : [[`group-${renamedFrom}`, `group-${group}`] as const],
    ),
  );
  const nameNow = (key: string) => later.get(key) ?? key;
  return [...users].flatMap((user) => {
    const [then, now] = [holdings(before, user), holdings(after, user)];
    const lost = [...then].filter((permission) => !now.has(permission));
    if (lost.length === 0 || ![...now].some((permission) => !then.has(permission))) return [];
    const [former, next] = [ways(before, user), ways(after, user)].map(
      (found) => new Map(found.map((grantee) => [grantee.key, grantee])),
    );
    const changed = new Set(
      [...[...former!.keys()].map(nameNow), ...next!.keys()].filter((key) => {
        const [one, other] = [[...former!].find(([old]) => nameNow(old) === key)?.[1], next!.get(key)];
        return (
          one === undefined ||
          other === undefined ||
          one.policyName !== other.policyName ||
          JSON.stringify(one.policy) !== JSON.stringify(other.policy)
        );
      }),
    );
    const atOnce =
      changed.size === 1 &&
      [...changed].every((key) => next!.has(key) && [...former!.keys()].some((old) => nameNow(old) === key));
    if (atOnce) return [];
    const losing = [...former!.values()]
      .filter((grantee) => permissionsOf(grantee).some((permission) => lost.includes(permission)))
      .map(({ key }) => nameNow(key));
    return losing.map((key) => (isThere(after, key) ? key : everything));
  });
}

/** Whether the stack still has a grantee or group with this key. */
function isThere({ settings: { groups }, grantees }: Deployed, key: string): boolean {
  return (
    grantees.some((grantee) => grantee.key === key) || Object.keys(groups).some((group) => key === `group-${group}`)
  );
}

function policyOf({ grantees }: Deployed, kind: GranteePolicy["kind"], name: string): GranteePolicy | undefined {
  return grantees.find((grantee) => grantee.kind === kind && grantee.name === name);
}

/** The grantees by which a user holds permissions: the user itself, and its groups in this stack. */
function ways({ settings: { groups }, grantees }: Deployed, user: string): GranteePolicy[] {
  return grantees.filter(({ kind, name }) =>
    kind === "user"
      ? name === user
      : kind === "group" && Object.hasOwn(groups, name) && groups[name]!.members.includes(user),
  );
}

function holdings(deployed: Deployed, user: string): Set<string> {
  return new Set(ways(deployed, user).flatMap(permissionsOf));
}

/** What a policy allows: a text for each action on each role, with its conditions. */
function permissionsOf(grantee: GranteePolicy | undefined): string[] {
  return (grantee?.policy.Statement ?? []).flatMap(({ Action, Resource = [], Condition }) =>
    [Resource]
      .flat()
      .flatMap((role) => [Action].flat().map((action) => JSON.stringify([action, role, Condition ?? null]))),
  );
}

function without(all: readonly string[], some: readonly string[]): string[] {
  return all.filter((one) => !some.includes(one));
}
