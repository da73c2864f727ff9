/**
 * Which account a resource is in. Nothing that a program writes into a resource tells that, only the provider through
 * which the resource is made: names alone are no identity.
 */
import { hasUnknown, snapshot } from "./snapshot";
import { object } from "./values";

/** Where a resource is, as far as its provider shows it. A component has no provider. */
export interface Place {
  /** The provider's URN. */
  readonly provider?: string;
  /** 12 digits, where the provider refuses to work in any other account, or an ARN that AWS gave shows it. */
  readonly account?: string;
}

/** The place that a provider makes resources in. */
export function placeOf(provider: { readonly urn: string; readonly props: unknown } | undefined): Place {
  if (provider === undefined) return {};
  const account = onlyAccount(object(snapshot(provider.props)).allowedAccountIds);
  return { provider: provider.urn, ...(account === undefined ? {} : { account }) };
}

/** True when both are in one account for certain. */
export function samePlace(a: Place, b: Place): boolean {
  return a.provider === b.provider || (a.account !== undefined && a.account === b.account);
}

/** True when the two are in different accounts for certain. */
export function elsewhere(a: Place, b: Place): boolean {
  return a.account !== undefined && b.account !== undefined && a.account !== b.account;
}

/** The one account that a provider may work in. Settings of the default provider are JSON texts. */
function onlyAccount(allowed: unknown): string | undefined {
  if (hasUnknown(allowed)) return undefined;
  let ids = allowed;
  if (typeof allowed === "string") {
    try {
      ids = JSON.parse(allowed);
    } catch {
      return undefined;
    }
  }
  if (!Array.isArray(ids) || ids.length !== 1) return undefined;
  // YAML turns twelve digits without quotes into a number.
  const id = String(ids[0]);
  return /^\d{12}$/.test(id) ? id : undefined;
}
