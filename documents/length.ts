import type { Account } from "../settings/account";
import type { RoleSettings } from "../settings/role";
import { presetDocument } from "./presets/document";
import { revocationPolicy } from "./revocation";

/** Characters of a document as IAM counts them: white space is not counted. */
export function documentLength(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/** Characters of all inline policies that a role gets here. */
export function inlineLength({ policies: { inline, presets }, revokeSessionsBefore }: RoleSettings, account: Account): number {
  const documents = [
    ...Object.values(inline),
    ...Object.values(presets).map((preset) => presetDocument(preset, account)),
    ...(revokeSessionsBefore ? [revocationPolicy(revokeSessionsBefore)] : []),
  ];
  return documents.reduce((sum, document) => sum + documentLength(document), 0);
}
