import type { Account } from "../settings/account";
import { roleArnParts } from "../settings/arns";
import type { GrantSettings } from "../settings/grant";
import type { Pin, RoleProblem, StackProblem } from "./grantProblems";
import { readOffer, readOfferedRole, type OfferedRole } from "./offeredRole";
import { trustedActions } from "./trustedActions";

/** What a stack that grants name has published. */
export interface PublishedStack {
  /** `organization/project/stack`. */
  readonly name: string;
  /** Its output `roles`, unchecked; undefined when the stack is not deployed. */
  readonly roles: unknown;
  /** The account, 12 digits, that the stack's file in this project allows; or why no file says it. */
  readonly account: { readonly id: string; readonly file: string } | { readonly id?: undefined; readonly why: string };
}

type Reference = GrantSettings["roles"][number];

/** The role that a grant refers to, or what is wrong. */
export type ReferencedRole =
  | { readonly problem: StackProblem | RoleProblem }
  /** `role` is absent when the settings name its ARN and the other stack does not offer it yet. */
  | {
      readonly problem?: undefined;
      readonly arn: string;
      readonly stack: string;
      readonly role?: OfferedRole;
      readonly actions: readonly string[];
    };

/** Finds the role that a grant refers to, and checks that this side may rely on it. */
export function referencedRole(reference: Reference, stack: PublishedStack, account: Account): ReferencedRole {
  const { role: key, arnUntilDeployed } = reference;
  const base = { where: "role", stack: stack.name } as const;
  const found = pinned(reference, stack, account);
  if (found.problem !== undefined) return found;
  const { pin } = found;
  const later = arnUntilDeployed !== undefined ? { arn: arnUntilDeployed, stack: stack.name, actions: [] } : undefined;
  if (stack.roles === undefined && later) return later;
  const offer = readOffer(stack.name, stack.roles);
  if (offer.problem !== undefined) return offer;
  if (!offer.roles.has(key)) {
    return later ?? { problem: { ...base, kind: "not-offered", role: key, offered: [...offer.roles.keys()].sort() } };
  }
  const { role, problems } = readOfferedRole(offer.roles.get(key));
  if (problems !== undefined)
    return { problem: { where: "stack", stack: stack.name, kind: "role-form", role: key, problems } };
  const { partition, account: owner } = roleArnParts(role.arn)!;
  if (partition !== account.partition)
    return { problem: { ...base, kind: "other-partition", arn: role.arn, expected: account.partition } };
  if (owner !== pin.id)
    return { problem: { ...base, kind: "other-account", role: key, arn: role.arn, own: owner === account.id, pin } };
  if (later && role.arn !== later.arn)
    return { problem: { ...base, kind: "other-arn", role: key, arn: role.arn, named: later.arn } };
  const { actions, excess } = trustedActions(role.trust, account);
  if (excess.length > 0)
    return { problem: { ...base, kind: "excess", arn: role.arn, owner, excess, account: account.id } };
  return { arn: role.arn, stack: stack.name, role, actions };
}

/** The account that the role has to be in. All settings and files on this side that say one must agree. */
function pinned(
  { account: named, arnUntilDeployed }: Reference,
  stack: PublishedStack,
  account: Account,
): { readonly pin: Pin; readonly problem?: undefined } | { readonly problem: RoleProblem } {
  const base = { where: "role", stack: stack.name } as const;
  const pins: Pin[] = [
    ...(named !== undefined ? [{ id: named, by: "its account" }] : []),
    ...(arnUntilDeployed !== undefined
      ? [{ id: roleArnParts(arnUntilDeployed)!.account, by: "its arnUntilDeployed" }]
      : []),
    ...(stack.account.id !== undefined ? [{ id: stack.account.id, by: stack.account.file }] : []),
  ];
  const [pin] = pins;
  if (pin === undefined)
    return { problem: { ...base, kind: "no-account", why: stack.account.id === undefined ? stack.account.why : "" } };
  if (pins.some(({ id }) => id !== pin.id)) return { problem: { ...base, kind: "accounts-differ", pins } };
  if (pin.id === account.id) return { problem: { ...base, kind: "own-account", pin } };
  return { pin };
}
