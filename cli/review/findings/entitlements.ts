/** Findings about people of IAM Identity Center who are entitled to a role: those of the settings, and all others. */
import { peopleTrust } from "../../../settings/trust";
import type { ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { error } from "./finding";

/**
 * Entitlements that the settings do not have, and people of the settings without one. Of somebody whose name was not read
 * nobody can tell; that is missing evidence.
 */
export function entitlementFindings({ role, account, declaration, identities, people }: ReviewedRole): Finding[] {
  const settings = declaration?.settings;
  const isOpen = identities.some(({ kind }) => kind === "account-access");
  // A role that no stack declares is a finding itself, and what its trust policy should say is another one.
  if (settings === undefined || people === undefined || !isOpen) return [];
  const { users = [], groups = [] } = peopleTrust(settings)?.identityCenter ?? {};
  const wanted = Object.entries({ user: users, group: groups }).flatMap(([kind, names]) =>
    names.map((name) => `${kind} ${name}`),
  );
  const found = people.holders.flatMap(({ kind, name }) => (name === undefined ? [] : [`${kind} ${name}`]));
  const base = {
    account: account.id,
    role: role.arn,
    document: `the entitlements to the role ${role.name} in account access manager`,
  };
  const stack = declaration!.stack.name;
  return [
    ...found
      .filter((one) => !wanted.includes(one))
      .map((one) =>
        error("changed-by-hand", {
          ...base,
          principal: `identity-center/${one.replace(" ", "/")}`,
          message:
            `The ${one} of IAM Identity Center is entitled to the role ${role.name}, and the settings of the stack ` +
            `${stack} do not say so.`,
          remedy:
            "Delete the entitlement in account access manager and find out who made it; or name them under " +
            "identityCenter in the role's trusts and deploy.",
        }),
      ),
    ...(people.missing.length > 0 ? [] : wanted)
      .filter((one) => !found.includes(one))
      .map((one) =>
        error("changed-by-hand", {
          ...base,
          principal: `identity-center/${one.replace(" ", "/")}`,
          message:
            `The ${one} of IAM Identity Center has no entitlement to the role ${role.name}, which the settings of the ` +
            `stack ${stack} ask for.`,
          remedy: `Deploy the stack (pulumi up --refresh --stack ${stack}), or take the name out of its settings.`,
        }),
      ),
  ];
}
