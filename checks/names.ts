import type { Account } from "../settings/account";
import { roleArn, roleName } from "../settings/arns";
import { pathText, type Problem } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import type { Known, Report } from "./report";

/** Checks the name of one role in IAM, which is made from its prefix and its name or key. */
export function checkRoleName(role: RoleSettings, { key }: Known, report: Report): void {
  const name = roleName(key, role);
  if (name.length > 64)
    report(
      [role.name ? "name" : "namePrefix"],
      `found settings that make the name "${name}" of ${name.length} characters, expected at most 64`,
    );
  if (/^AWS(ServiceRole|ReservedSSO_)/i.test(name))
    report(
      [role.name ? "name" : "namePrefix"],
      `found settings that make the name "${name}", a form that AWS keeps for roles of its own, expected another name`,
    );
}

/**
 * Reports roles and policies that would have the same name, in IAM (which ignores case) or among the stack's resources.
 */
export function nameClashes(roles: Readonly<Record<string, RoleSettings>>, account: Account): Problem[] {
  const problems: Problem[] = [];
  const taken = new Map<string, string>();
  const claim = (name: string, path: string, what: string) => {
    const first = taken.get(name);
    if (first !== undefined)
      problems.push({ path, message: `found ${what} of ${first} a second time, expected another name` });
    else taken.set(name, path);
  };
  for (const [key, role] of Object.entries(roles)) {
    const path = pathText(["roles", key]);
    claim(`role ${roleName(key, role).toLowerCase()}`, path, `the name in IAM (${roleArn(key, role, account)})`);
    for (const policy of new Set([...Object.keys(role.policies.inline), ...Object.keys(role.policies.presets)])) {
      const kind = Object.hasOwn(role.policies.inline, policy) ? "inline" : "presets";
      const name = `${roleName(key, role)}-${policy}`;
      claim(`policy ${name}`, `${path}.policies.${kind}.${policy}`, `the name in the stack (${name})`);
    }
  }
  return problems;
}

/**
 * Reports former names (`renamedFrom`) that an entry still has, or that two entries claim. The deployment could not
 * tell such entries apart.
 */
export function renameProblems(
  section: string,
  entries: Readonly<Record<string, { readonly renamedFrom?: string | undefined }>>,
): Problem[] {
  return Object.entries(entries).flatMap(([key, { renamedFrom }]) => {
    const path = pathText([section, key, "renamedFrom"]);
    if (renamedFrom === undefined) return [];
    if (Object.hasOwn(entries, renamedFrom))
      return [
        {
          path,
          message: `found "${renamedFrom}", which ${section} still has, expected a name that nothing has any more`,
        },
      ];
    const twins = Object.values(entries).filter((other) => other.renamedFrom === renamedFrom);
    return twins.length > 1 && entries[key] !== twins[0]
      ? [{ path, message: `found "${renamedFrom}" a second time, expected one entry that was called so` }]
      : [];
  });
}
