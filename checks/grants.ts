import { grantedGrantees } from "../grants/grantees";
import { parseArn } from "../policypack/iam";
import type { Account } from "../settings/account";
import { roleName } from "../settings/arns";
import type { GrantSettings, GroupSettings } from "../settings/grant";
import { pathText, type Problem } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import type { Report } from "./report";

/** Checks one grant by itself. */
export function checkGrant({ to, roles, mfa, policyName }: GrantSettings, account: Account, report: Report): void {
  const named = to.groups.length + to.users.length + to.roles.length;
  if (named + to.permissionSets.length === 0)
    report(["to"], "found nobody, expected at least one group, user, role or permission set");
  to.roles.forEach((name, at) => {
    if (/^AWSReservedSSO_/.test(name)) {
      report(
        ["to", "roles", at],
        `found "${name}", which IAM Identity Center owns and nobody else may change; expected its permission ` +
          "set under to.permissionSets, in a stack of the account that administers IAM Identity Center",
      );
    } else if (/^AWSServiceRole/.test(name)) {
      report(["to", "roles", at], `found "${name}", a role of an AWS service; services are out of scope`);
    }
  });
  for (const kind of ["roles", "permissionSets"] as const)
    if (mfa && to[kind].length > 0)
      report(
        ["mfa"],
        `found beside to.${kind}, but the session of a ${kind === "roles" ? "role" : "permission set"} never carries ` +
          `MFA, so it could never make use of the grant; expected a grant of its own for ${kind}`,
      );
  if (policyName !== undefined && named === 0 && to.permissionSets.length > 0)
    report(
      ["policyName"],
      "found for permission sets alone, whose inline policy has no name of its own; expected none",
    );
  roles.forEach(({ stack, role, account: named, arnUntilDeployed }, at) => {
    if (roles.findIndex((other) => other.stack === stack && other.role === role) !== at)
      report(["roles", at], `found ${stack} ${role} a second time, expected each role once`);
    if (named === account.id)
      report(["roles", at, "account"], `found "${named}", which is this account itself, expected another account`);
    if (!arnUntilDeployed) return;
    const { partition, account: owner } = parseArn(arnUntilDeployed)!;
    const path = ["roles", at, "arnUntilDeployed"];
    if (partition !== account.partition)
      report(
        path,
        `found "${arnUntilDeployed}" of the partition ${partition}, expected ${account.partition}, where this account's region is`,
      );
    if (owner === account.id)
      report(path, `found "${arnUntilDeployed}" of this account itself, expected a role of another account`);
    else if (named !== undefined && owner !== named)
      report(
        path,
        `found "${arnUntilDeployed}", which is not in the account "${named}" that stands beside it; expected ` +
          "one of the two to be corrected",
      );
  });
}

/** Reports grants that give different names to the one policy of a grantee. */
export function policyNameProblems(grants: Readonly<Record<string, GrantSettings>>): Problem[] {
  const named = new Map<string, { name: string; by: string }>();
  return Object.entries(grants).flatMap(([key, { to, policyName }]) => {
    if (policyName === undefined) return [];
    const grantees = [
      ...to.groups.map((name) => `the group ${name}`),
      ...to.users.map((name) => `the user ${name}`),
      ...to.roles.map((name) => `the role ${name}`),
    ];
    const clash = grantees.find((grantee) => (named.get(grantee)?.name ?? policyName) !== policyName);
    for (const grantee of grantees) if (!named.has(grantee)) named.set(grantee, { name: policyName, by: key });
    if (clash === undefined) return [];
    const { name, by } = named.get(clash)!;
    return [
      {
        path: pathText(["grants", key, "policyName"]),
        message:
          `found "${policyName}" for ${clash}, which grants.${by} calls "${name}", expected one name, since a ` +
          "grantee gets one policy",
      },
    ];
  });
}

/** Reports grants to the former name of a group that is renamed: after the renaming no group has that name. */
export function formerGroupProblems(
  grants: Readonly<Record<string, GrantSettings>>,
  groups: Readonly<Record<string, GroupSettings>>,
): Problem[] {
  const now = new Map(
    Object.entries(groups).flatMap(([name, { renamedFrom }]) =>
      renamedFrom !== undefined ? [[renamedFrom, name] as const] : [],
    ),
  );
  return Object.entries(grants).flatMap(([key, { to }]) =>
    to.groups.flatMap((name, at) => {
      const group = now.get(name);
      if (group === undefined) return [];
      return [
        {
          path: pathText(["grants", key, "to", "groups", at]),
          message: `found "${name}", which is called ${group} now (groups.${group}.renamedFrom), expected that`,
        },
      ];
    }),
  );
}

/**
 * Reports grants to a role of this stack when their policy has the name of another inline policy of the role: each
 * would overwrite the other.
 */
export function heldNameProblems(
  grants: Readonly<Record<string, GrantSettings>>,
  roles: Readonly<Record<string, RoleSettings>>,
): Problem[] {
  const policyOf = new Map(grantedGrantees(grants).map(({ key, policyName }) => [key, policyName]));
  return Object.entries(roles).flatMap(([key, role]) => {
    const policyName = policyOf.get(`role-${roleName(key, role)}`);
    const section = (["inline", "presets"] as const).find(
      (kind) => policyName !== undefined && Object.hasOwn(role.policies[kind], policyName),
    );
    if (section === undefined) return [];
    const path = pathText(["roles", key, "policies", section, policyName!]);
    return [
      {
        path,
        message: `found the name that the policy of the grants to this role has, expected another name here, or policyName in those grants`,
      },
    ];
  });
}
