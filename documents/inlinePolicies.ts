import type { Account } from "../settings/account";
import type { DocumentSettings } from "../settings/policies";
import type { RoleSettings } from "../settings/role";
import type { PolicyDocument } from "./policyDocument";
import { presetDocument } from "./presets/document";
import { revocationPolicy, revocationPolicyName } from "./revocation";

/**
 * A role's inline policies by name: those in its settings, those made from its presets, and the revocation if there is
 * one.
 */
export function inlinePolicies(
  { policies, revokeSessionsBefore }: Pick<RoleSettings, "policies" | "revokeSessionsBefore">,
  account: Account,
): Record<string, PolicyDocument | DocumentSettings> {
  const presets = Object.entries(policies.presets).map(
    ([name, preset]) => [name, presetDocument(preset, account)] as const,
  );
  return {
    ...policies.inline,
    ...Object.fromEntries(presets),
    ...(revokeSessionsBefore !== undefined && { [revocationPolicyName]: revocationPolicy(revokeSessionsBefore) }),
  };
}

/** The effects in a document: Deny only, both, or Allow only. */
export type Tier = "denies" | "both" | "allows";

type Listed<Item> = Item | readonly Item[];

/** The tier of a document. Some managed policies of AWS have one statement that is in no list. */
export function tierOf({ Statement }: { readonly Statement: Listed<{ readonly Effect: string }> }): Tier {
  const effects = new Set([Statement].flat().map(({ Effect }) => Effect));
  if (!effects.has("Deny")) return "allows";
  return effects.has("Allow") ? "both" : "denies";
}
