import type { Account } from "../settings/account";
import type { RoleSettings } from "../settings/role";
import { presetDocument } from "./presets/document";
import { revocationPolicy } from "./revocation";

/** The number of characters of a document as IAM counts them: without white space. */
export function documentLength(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/** The number of characters of all inline policies that the settings give a role. */
export function inlineLength(
  { policies: { inline, presets }, revokeSessionsBefore }: RoleSettings,
  account: Account,
): number {
  const documents = [
    ...Object.values(inline),
    ...Object.values(presets).map((preset) => presetDocument(preset, account)),
    ...(revokeSessionsBefore ? [revocationPolicy(revokeSessionsBefore)] : []),
  ];
  return documents.reduce((sum, document) => sum + documentLength(document), 0);
}
