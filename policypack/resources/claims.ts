/** What a component says about its role, where the resources show that the role is the component's. */
import type { Facts } from "./attachment";
import { COMPONENT } from "./component";
import { attachmentsIn, type SeenResource, type Stack } from "./stack";

const ROLE = "aws:iam/role:Role";

/**
 * The facts that a component declares for a role: the accounts it is for, why no MFA is asked for, its review. They count
 * for the component's only role, a direct child with its name, in the account that the component names. A component that
 * is merely called like somebody's role, or has made two of them, declares nothing.
 */
export function declaredFor(role: SeenResource, name: string | undefined, stack: Stack): Facts {
  const component = role.parent === undefined ? undefined : stack.resources.get(role.parent);
  if (component?.type !== COMPONENT || component.name !== name) return {};
  const claim = attachmentsIn(component)[0];
  if (claim === undefined) return {};
  const { account } = role.place;
  if (account !== undefined && claim.account !== undefined && claim.account !== account) return {};
  const roles = [...stack.resources.values()].filter((one) => one.parent === component.urn && one.type === ROLE);
  return roles.length === 1 ? (claim.facts ?? {}) : {};
}
