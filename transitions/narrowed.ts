import { roleName } from "../settings/arns";
import type { Deployed, GranteePolicy } from "./deployed";
import { permissionsOf, type GroupMixture } from "./groupSteps";
import type { RoleMixture } from "./roleSteps";

/**
 * The step between two deployments which one update cannot join: what was deployed before, less all that stands in the
 * way. A role is closed to everybody; a group keeps the members and the roles that it has before and after.
 */
export function narrowed(before: Deployed, after: Deployed, mixtures: readonly (RoleMixture | GroupMixture)[]): Deployed {
  const groups = new Set(mixtures.flatMap((mixture) => (mixture.kind === "group" ? [mixture.group] : [])));
  const closed = mixtures.flatMap((mixture) => (mixture.kind === "role" ? [mixture.name] : []));
  const formerName = (group: string) => (Object.hasOwn(before.settings.groups, group) ? group : (after.settings.groups[group]?.renamedFrom ?? group));
  const affected = new Map([...groups].map((group) => [formerName(group), group]));
  const kept = Object.entries(before.settings.groups).map(([name, group]) => {
    const later = affected.get(name);
    return [name, later === undefined ? group : { ...group, members: group.members.filter((user) => after.settings.groups[later]!.members.includes(user)) }] as const;
  });
  const grantees = before.grantees.flatMap((grantee) => {
    const later = grantee.kind === "group" ? affected.get(grantee.name) : undefined;
    return later === undefined ? [grantee] : common(grantee, after.grantees.find(({ kind, name }) => kind === "group" && name === later));
  });
  const known = new Set(Object.entries(before.settings.roles).map(([key, role]) => roleName(key, role)));
  return {
    settings: { ...before.settings, groups: Object.fromEntries(kept) },
    grantees,
    closed: [...new Set([...before.closed, ...closed])].filter((name) => known.has(name)).sort(),
  };
}

/** A policy with what another one allows too; nothing where that is nothing. */
function common(grantee: GranteePolicy, other: GranteePolicy | undefined): GranteePolicy[] {
  const allowed = new Set(permissionsOf(other).map(({ text }) => text));
  const statements = grantee.policy.Statement.flatMap((statement) => {
    const roles = [statement.Resource ?? []].flat().filter((Resource) => permissionsOf({ ...grantee, policy: { ...grantee.policy, Statement: [{ ...statement, Resource }] } }).every(({ text }) => allowed.has(text)));
    return roles.length > 0 ? [{ ...statement, Resource: roles }] : [];
  });
  return statements.length > 0 ? [{ ...grantee, policy: { ...grantee.policy, Statement: statements } }] : [];
}
