import { roleName, sharedPolicyArn } from "../settings/arns";
import { pathText } from "../settings/problems";
import type { Settings } from "../settings/settings";

/** Something that the settings name and the stack does not create. It has to exist in the account already. */
export interface Outside {
  readonly kind: "user" | "group" | "role" | "policy";
  /** Its name; for a policy, its ARN. */
  readonly name: string;
  /** The paths at which the settings name it, such as `groups.deployers.members[0]`; at least one. */
  readonly paths: readonly string[];
}

/** Everything that the settings name and the stack does not create, each once, in the order of the settings. */
export function namedOutside({ account, roles, policies, groups, grants }: Settings): Outside[] {
  const found = new Map<string, { kind: Outside["kind"]; name: string; paths: string[] }>();
  const note = (kind: Outside["kind"], name: string, path: readonly PropertyKey[]) => {
    const known = found.get(`${kind} ${name}`);
    if (known === undefined) found.set(`${kind} ${name}`, { kind, name, paths: [pathText(path)] });
    else known.paths.push(pathText(path));
  };
  const ownRoles = new Set(Object.entries(roles).map(([key, role]) => roleName(key, role)));
  const ownPolicies = new Set(Object.entries(policies).map(([key, policy]) => sharedPolicyArn(key, policy, account)));
  for (const [key, { boundary, policies: attached }] of Object.entries(roles)) {
    attached.managed.forEach(
      (arn, at) => !ownPolicies.has(arn) && note("policy", arn, ["roles", key, "policies", "managed", at]),
    );
    if (boundary !== undefined && !ownPolicies.has(boundary)) note("policy", boundary, ["roles", key, "boundary"]);
  }
  for (const [key, { members }] of Object.entries(groups)) {
    members.forEach((user, at) => note("user", user, ["groups", key, "members", at]));
  }
  for (const [key, { to }] of Object.entries(grants)) {
    to.groups.forEach(
      (group, at) => !Object.hasOwn(groups, group) && note("group", group, ["grants", key, "to", "groups", at]),
    );
    to.users.forEach((user, at) => note("user", user, ["grants", key, "to", "users", at]));
    to.roles.forEach((role, at) => !ownRoles.has(role) && note("role", role, ["grants", key, "to", "roles", at]));
  }
  return [...found.values()];
}
