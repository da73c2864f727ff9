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
  const [held, wanted] = [holdersOf(before), holdersOf(after)];
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
    const [then, now] = [held.policies.get(`group-${formerName}`), wanted.policies.get(`group-${group}`)];
    const leavers = former.members.filter((user) => !members.includes(user));
    const joining = excesses(
      held,
      wanted,
      members.filter((user) => !former.members.includes(user)),
      without(permissionsOf(then), permissionsOf(now)),
    );
    const leaving = excesses(held, wanted, leavers, without(permissionsOf(now), permissionsOf(then)));
    steps[group] = { renamedFrom: steps[group].renamedFrom, policyFirst: joining };
    if (joining && (leaving || now === undefined)) renew.add(`group-${group}`);
    // A rename keeps members and policies, but what has to be deleted is recorded under the old name. IAM would no
    // longer find it after the rename, so it is deleted before.
    if (known && (leavers.length > 0 || (then !== undefined && then.policyName !== now?.policyName)))
      renew.add(`group-${group}`);
  }
  if (before !== undefined) for (const key of exchanged(held, wanted, steps)) renew.add(key);
  return { steps, renew: [...renew] };
}

/** Whether one of the users would gain one of the permissions that they hold neither before nor after the update. */
function excesses(held: Holders, wanted: Holders, users: readonly string[], permissions: readonly string[]): boolean {
  if (permissions.length === 0) return false;
  return users.some((user) => {
    const [then, now] = [holdings(held, user), holdings(wanted, user)];
    return permissions.some((permission) => !then.has(permission) && !now.has(permission));
  });
}

/**
 * What has to be renewed for users who lose one permission and gain another: each grantee by which they lose something.
 * Nothing, when all of it is a change of one policy: that is a single call.
 */
function exchanged(held: Holders, wanted: Holders, steps: GrantChanges["steps"]): string[] {
  const users = new Set([...held.ways.keys(), ...wanted.ways.keys()]);
  const later = new Map<string, string>(
    Object.entries(steps).flatMap(([group, { renamedFrom }]) =>
      renamedFrom === undefined ? [] : [[`group-${renamedFrom}`, `group-${group}`] as const],
    ),
  );
  const nameNow = (key: string) => later.get(key) ?? key;
  return [...users].flatMap((user) => {
    const [then, now] = [holdings(held, user), holdings(wanted, user)];
    const lost = [...then].filter((permission) => !now.has(permission));
    if (lost.length === 0 || ![...now].some((permission) => !then.has(permission))) return [];
    const [former, next] = [held, wanted].map(
      ({ ways }) => new Map((ways.get(user) ?? []).map((grantee) => [grantee.key, grantee])),
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
    return losing.map((key) => (wanted.keys.has(key) ? key : everything));
  });
}

/** Who holds permissions in a stack. Made once, since a stack may have thousands of users and grantees. */
interface Holders {
  /** The grantees by which a user holds permissions: the user itself, and its groups in this stack. */
  readonly ways: ReadonlyMap<string, readonly GranteePolicy[]>;
  /** The grantees by their keys. */
  readonly policies: ReadonlyMap<string, GranteePolicy>;
  /** The keys of grantees and groups. */
  readonly keys: ReadonlySet<string>;
}

function holdersOf(deployed: Deployed | undefined): Holders {
  const groups: Deployed["settings"]["groups"] = deployed?.settings.groups ?? {};
  const grantees = deployed?.grantees ?? [];
  const ways = new Map<string, GranteePolicy[]>();
  for (const grantee of grantees) {
    const { kind, name } = grantee;
    const members = kind === "group" && Object.hasOwn(groups, name) ? groups[name]!.members : [];
    for (const user of new Set(kind === "user" ? [name] : members)) {
      const known = ways.get(user);
      if (known === undefined) ways.set(user, [grantee]);
      else known.push(grantee);
    }
  }
  const policies = new Map(grantees.map((grantee) => [grantee.key, grantee]));
  return {
    ways,
    policies,
    keys: new Set([...policies.keys(), ...Object.keys(groups).map((group) => `group-${group}`)]),
  };
}

function holdings({ ways }: Holders, user: string): Set<string> {
  return new Set((ways.get(user) ?? []).flatMap(permissionsOf));
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
