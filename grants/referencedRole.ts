import type { Account } from "../settings/account";
import { roleArnParts } from "../settings/arns";
import type { GrantSettings } from "../settings/grant";
import { offerProblem, readOffer, readOfferedRole, shown, type OfferedRole } from "./offeredRole";
import { grantableActions, trustedActions } from "./trustedActions";

/** What a stack has published, by the name that the grants call it. */
export interface PublishedStack {
  /** `organization/project/stack`. */
  readonly name: string;
  /** Its output `roles`; undefined where it was not deployed. */
  readonly roles: unknown;
  /** The account that the stack's own file of this project allows, or why no file says one. */
  readonly account: { readonly id: string; readonly file: string } | { readonly id?: undefined; readonly why: string };
}

type Reference = GrantSettings["roles"][number];

/** The role, or what is wrong. */
export type ReferencedRole =
  /** A whole sentence that begins with `The stack`, or what follows the path of the reference. */
  | { readonly problem: string }
  /** Without a role where the settings name its ARN and the other stack does not offer it yet. */
  | { readonly problem?: undefined; readonly arn: string; readonly stack: string; readonly role?: OfferedRole; readonly actions: readonly string[] };

/** Finds the role of a reference. */
export function referencedRole(reference: Reference, stack: PublishedStack, account: Account): ReferencedRole {
  const { role: key, arnUntilDeployed } = reference;
  const pin = pinned(reference, stack, account);
  if (pin.problem !== undefined) return pin;
  const later = arnUntilDeployed !== undefined ? { arn: arnUntilDeployed, stack: stack.name, actions: [] } : undefined;
  if (stack.roles === undefined && later) return later;
  const offer = readOffer(stack.name, stack.roles);
  if (offer.problem !== undefined) return offer;
  if (!offer.roles.has(key)) {
    const offered = shown([...offer.roles.keys()].sort().join(", "));
    return later ?? { problem: `: the stack ${stack.name} offers no role ${key}; it offers ${offered || "none"}. Correct the grant, or deploy that stack with the role first.` };
  }
  const { role, problems } = readOfferedRole(offer.roles.get(key));
  if (problems !== undefined) return { problem: offerProblem(stack.name, key, problems) };
  const { partition, account: owner } = roleArnParts(role.arn)!;
  if (partition !== account.partition) return { problem: `: found ${role.arn} of another partition than this account's (${account.partition}), which no principal can cross` };
  if (owner !== pin.id) {
    const whose = owner === account.id ? "this account itself" : "another account";
    return { problem: `: the stack ${stack.name} publishes ${key} as ${role.arn}, which is in ${whose}, expected a role of ${pin.id}, as ${pin.by} says. Ask those who run ${pin.id} why; the grant is refused meanwhile.` };
  }
  if (later && role.arn !== later.arn) return { problem: `.arnUntilDeployed: found "${later.arn}", but the stack ${stack.name} offers ${key} as ${role.arn}; expected that, or leave the key out` };
  const { actions, excess } = trustedActions(role.trust, account);
  if (excess.length > 0) {
    const says = `: the trust policy that the stack ${stack.name} publishes for ${role.arn} says more than a grant may follow:`;
    const wayOut = `Expected ${grantableActions.join(", ")} for ${account.id} by name. Have those who run ${owner} mend it.`;
    return { problem: [says, ...[...excess, wayOut].map((line) => `    ${line}`)].join("\n") };
  }
  return { arn: role.arn, stack: stack.name, role, actions };
}

/** The account that the role has to be in, by everything that this side says of it. */
function pinned({ account: named, arnUntilDeployed }: Reference, stack: PublishedStack, account: Account) {
  const pins = [
    ...(named !== undefined ? [{ id: named, by: "its account" }] : []),
    ...(arnUntilDeployed !== undefined ? [{ id: roleArnParts(arnUntilDeployed)!.account, by: "its arnUntilDeployed" }] : []),
    ...(stack.account.id !== undefined ? [{ id: stack.account.id, by: stack.account.file }] : []),
  ];
  const [pin] = pins;
  if (pin === undefined) {
    const why = stack.account.id === undefined ? stack.account.why : "";
    return { problem: `.account: missing, expected the account that the roles of the stack ${stack.name} are in, 12 digits in quotes: ${why}, and what that stack publishes is only its own word. Ask those who run that account.` };
  }
  if (pins.some(({ id }) => id !== pin.id)) return { problem: `: found ${pins.map(({ id, by }) => `${id} by ${by}`).join(", ")}, expected one account in all of them; correct those that are wrong` };
  if (pin.id === account.id) return { problem: `: found ${pin.id} by ${pin.by}, which is this account itself, expected another account` };
  return pin as typeof pin & { readonly problem?: undefined };
}
