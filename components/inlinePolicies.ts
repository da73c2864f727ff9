import type { Account } from "../settings";
import type { DocumentSettings } from "../settings/policies";
import type { RoleSettings } from "../settings/role";
import { presetDocument } from "./presets/document";
import { revocationPolicy, revocationPolicyName } from "./revocation";
import type { PolicyDocument } from "./trustPolicy";

/** The documents of a role's inline policies by their names: those of its settings, its presets', and a revocation. */
export function inlinePolicies({ policies, revokeSessionsBefore }: Pick<RoleSettings, "policies" | "revokeSessionsBefore">, account: Account): Record<string, PolicyDocument | DocumentSettings> {
  const presets = Object.entries(policies.presets).map(([name, preset]) => [name, presetDocument(preset, account)] as const);
  return {
    ...policies.inline,
    ...Object.fromEntries(presets),
    ...(revokeSessionsBefore !== undefined && { [revocationPolicyName]: revocationPolicy(revokeSessionsBefore) }),
  };
}

/** Whether a document denies anything. */
export function denies({ Statement }: PolicyDocument | DocumentSettings): boolean {
  return Statement.some(({ Effect }) => Effect === "Deny");
}
