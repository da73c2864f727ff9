import type { RoleSettings } from "../settings/role";
import { durationText } from "../settings/values";

/**
 * A session that the session of another role opens (role chaining) ends after this many seconds at the latest.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export const chainedLimit = 3600;

/** Whether nobody but sessions of roles, those of IAM Identity Center included, may assume a role. */
export function admitsRolesAlone({ trusts }: Pick<RoleSettings, "trusts">): boolean {
  return trusts.every(({ principals }) => principals?.every((principal) => !principal.startsWith("user/")));
}

/** What people should know of a role whose sessions are always cut short; undefined for any other. */
export function chainingWarning(key: string, role: Pick<RoleSettings, "trusts" | "session">): string | undefined {
  const { maxDuration } = role.session;
  if (maxDuration <= chainedLimit || !admitsRolesAlone(role)) return undefined;
  return `roles.${key}.session.maxDuration: found ${durationText(maxDuration)}, but only sessions of roles may assume this role, and a session that they open (role chaining) ends after ${durationText(chainedLimit)} whatever this says. Set ${durationText(chainedLimit)}, or trust users.`;
}
