import type { Account } from "../settings/account";
import { roleArn, roleName } from "../settings/arns";
import type { GrantSettings } from "../settings/grant";
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
 * Reports names that differ in their case only: of shared policies, of groups, and of the grantees of all grants. IAM
 * holds such names to be the same, and they are different things here.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
 */
export function caseProblems({
  policies,
  groups,
  grants,
}: Readonly<Record<"policies" | "groups", object>> & {
  readonly grants: Readonly<Record<string, GrantSettings>>;
}): Problem[] {
  const kinds = ["groups", "users", "roles"] as const;
  const grantees = Object.entries(grants).flatMap(([key, { to }]) =>
    kinds.flatMap((kind) =>
      to[kind].map((name, at) => ({ kind, name, path: pathText(["grants", key, "to", kind, at]) })),
    ),
  );
  const declared = (kind: "policies" | "groups", names: object) =>
    Object.keys(names).map((name) => ({ kind, name, path: pathText([kind, name]) }));
  const first = new Map<string, { readonly name: string; readonly path: string }>();
  return [...declared("policies", policies), ...declared("groups", groups), ...grantees].flatMap(
    ({ kind, name, path }) => {
      const id = `${kind} ${name.toLowerCase()}`;
      const before = first.get(id);
      if (before === undefined) first.set(id, { name, path });
      if (before === undefined || before.name === name) return [];
      const message =
        `found "${name}", which is "${before.name}" of ${before.path} in other letters; expected one spelling, or ` +
        "names that differ in more than their case, since IAM holds these to be the same";
      return [{ path, message }];
    },
  );
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
