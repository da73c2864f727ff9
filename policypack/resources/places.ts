/**
 * Finds out which account a resource is in. Its inputs do not show that; only its provider does. Resources of one name
 * may be in different accounts.
 */
import { hasUnknown, snapshot } from "./snapshot";
import { object } from "./values";

/** The account of a resource, as far as its provider shows it. A component has no provider. */
export interface Place {
  /** The provider's URN. */
  readonly provider?: string;
  /** 12 digits. Known when the provider allows one account only, or AWS has returned an ARN. */
  readonly account?: string;
}

/** The place of the resources that a provider makes. */
export function placeOf(provider: { readonly urn: string; readonly props: unknown } | undefined): Place {
  if (provider === undefined) return {};
  const account = onlyAccount(object(snapshot(provider.props)).allowedAccountIds);
  return { provider: provider.urn, ...(account === undefined ? {} : { account }) };
}

/** True when the two places are surely in the same account. */
export function samePlace(a: Place, b: Place): boolean {
  return a.provider === b.provider || (a.account !== undefined && a.account === b.account);
}

/** True when the two places are surely in different accounts. */
export function elsewhere(a: Place, b: Place): boolean {
  return a.account !== undefined && b.account !== undefined && a.account !== b.account;
}

/** The one account that a provider may work in, if it is one. The default provider has its settings as JSON text. */
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
