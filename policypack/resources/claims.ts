/** Decides which statements of a component count for a role: only those of the component that made it. */
import type { Facts } from "./attachment";
import { COMPONENT } from "./component";
import { attachmentsIn, childrenOf, type SeenResource, type Stack } from "./stack";

const ROLE = "aws:iam/role:Role";

/**
 * The facts that a component declares for a role: the trusted accounts, why MFA is not required, and the review. They
 * count only when the role is a direct child of the component, has the component's name, is its only role, and is not
 * known to be in another account than the component names. Else the result is empty.
 */
export function declaredFor(role: SeenResource, name: string | undefined, stack: Stack): Facts {
  const component = role.parent === undefined ? undefined : stack.resources.get(role.parent);
  if (component?.type !== COMPONENT || component.name !== name) return {};
  const claim = attachmentsIn(component)[0];
  if (claim === undefined) return {};
  const { account } = role.place;
  if (account !== undefined && claim.account !== undefined && claim.account !== account) return {};
  const roles = childrenOf(component.urn, stack).filter((one) => one.type === ROLE);
  return roles.length === 1 ? (claim.facts ?? {}) : {};
}
