import type { Deployed, GranteePolicy } from "./deployed";

/** How one group is brought from what it was to what it is to be, so that nobody holds more in between. */
export interface GroupSteps {
  /** The name of the group before, where it is renamed as it stands; undefined where it is made, kept, or made anew. */
  readonly renamedFrom: string | undefined;
  /** Whether the group's policy is changed before people join; else it is changed after the others have left. */
  readonly policyFirst: boolean;
}

/** A role that a member would hold during an update who holds it neither before nor after. */
export interface GroupMixture {
  readonly kind: "group";
  readonly group: string;
  readonly user: string;
  /** The ARN of the role. */
  readonly role: string;
}

/** The steps of each group, and what no order of steps can give. */
export interface GroupPlan {
  readonly steps: Readonly<Record<string, GroupSteps>>;
  readonly mixtures: readonly GroupMixture[];
}

/**
 * How the groups of a stack change.
 *
 * People join before others leave, and what goes as a whole is deleted at the end. So where people join, a role that the
 * group loses has to go first; where people leave, a role that it gains has to come last. Where both is so, one update
 * cannot do it.
 */
export function groupPlan(before: Deployed | undefined, after: Deployed): GroupPlan {
  const steps: Record<string, GroupSteps> = {};
  const mixtures: GroupMixture[] = [];
  for (const [group, { members, renamedFrom }] of Object.entries(after.settings.groups)) {
    const now = policyOf(after, group);
    const renamed = renamedFrom !== undefined && mayBeRenamed(before, renamedFrom, group, members, now) ? renamedFrom : undefined;
    const formerName = renamed ?? group;
    const former = before !== undefined && Object.hasOwn(before.settings.groups, formerName) ? before.settings.groups[formerName] : undefined;
    steps[group] = { renamedFrom: renamed, policyFirst: false };
    if (before === undefined || former === undefined) continue;
    const then = policyOf(before, formerName);
    const lost = permissionsOf(then).filter((one) => !permissionsOf(now).some((other) => other.text === one.text));
    const gained = permissionsOf(now).filter((one) => !permissionsOf(then).some((other) => other.text === one.text));
    const either = (user: string, text: string) => holds(before, user, text) || holds(after, user, text);
    const pairs = (users: readonly string[], permissions: readonly Permission[]) =>
      users.flatMap((user) => permissions.filter(({ text }) => !either(user, text)).map(({ role }): GroupMixture => ({ kind: "group", group, user, role })));
    const joining = pairs(members.filter((user) => !former.members.includes(user)), lost);
    const leaving = pairs(former.members.filter((user) => !members.includes(user)), gained);
    if (joining.length > 0 && (leaving.length > 0 || now === undefined)) mixtures.push(...joining, ...leaving);
    steps[group] = { renamedFrom: renamed, policyFirst: joining.length > 0 };
  }
  return { steps, mixtures };
}

/**
 * A group keeps all that it has when it gets another name, and what goes by the old name is not found any more. So it is
 * renamed only where nothing of it has to go; else the new group is made, and the old one deleted with all that it has.
 */
function mayBeRenamed(before: Deployed | undefined, from: string, group: string, members: readonly string[], now: GranteePolicy | undefined): boolean {
  if (before === undefined || !Object.hasOwn(before.settings.groups, from) || Object.hasOwn(before.settings.groups, group)) return false;
  const policy = policyOf(before, from)?.policyName;
  return before.settings.groups[from]!.members.every((user) => members.includes(user)) && (policy === undefined || policy === now?.policyName);
}

function policyOf({ grantees }: Deployed, group: string): GranteePolicy | undefined {
  return grantees.find(({ kind, name }) => kind === "group" && name === group);
}

/** One action on one role, on its conditions. */
interface Permission {
  readonly role: string;
  readonly text: string;
}

/** What a policy allows, taken apart. */
export function permissionsOf(grantee: GranteePolicy | undefined): Permission[] {
  return (grantee?.policy.Statement ?? []).flatMap(({ Action, Resource = [], Condition }) =>
    [Resource].flat().flatMap((role) => [Action].flat().map((action) => ({ role, text: JSON.stringify([action, role, Condition ?? null]) }))),
  );
}

function holds({ settings: { groups }, grantees }: Deployed, user: string, text: string): boolean {
  const own = grantees.filter(({ kind, name }) => (kind === "user" ? name === user : kind === "group" && Object.hasOwn(groups, name) && groups[name]!.members.includes(user)));
  return own.some((grantee) => permissionsOf(grantee).some((permission) => permission.text === text));
}
