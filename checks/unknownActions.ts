import { actionCatalogue, isUnknownAction, nearestAction } from "../policypack/iam";
import type { DocumentSettings } from "../settings/policies";
import { pathText } from "../settings/problems";
import type { Settings } from "../settings/settings";

/**
 * A warning for each action in the documents of the settings that the catalogue does not have. It is no problem: IAM
 * takes it, and it may exist tomorrow.
 */
export function unknownActionWarnings({ roles, policies }: Pick<Settings, "roles" | "policies">): string[] {
  const documents: [path: readonly string[], document: DocumentSettings][] = [
    ...Object.entries(roles).flatMap(([role, { policies: own }]) =>
      Object.entries(own.inline).map(([name, document]): (typeof documents)[number] => [
        ["roles", role, "policies", "inline", name],
        document,
      ]),
    ),
    ...Object.entries(policies).map(([name, { document }]): (typeof documents)[number] => [
      ["policies", name, "document"],
      document,
    ]),
  ];
  return documents.flatMap(([path, { Statement }]) =>
    Statement.flatMap((statement, index) =>
      ["Action", "NotAction"].flatMap((element) => {
        const value = statement[element];
        return [value].flat().flatMap((action, at) => {
          const where = [...path, "Statement", index, element, ...(Array.isArray(value) ? [at] : [])];
          return typeof action === "string" ? warningOf(action, where) : [];
        });
      }),
    ),
  );
}

function warningOf(action: string, path: readonly PropertyKey[]): string[] {
  const catalogue = actionCatalogue();
  if (/[*?]/.test(action) || !isUnknownAction(catalogue, action)) return [];
  const near = nearestAction(catalogue, action);
  const hint = near === undefined ? "" : `, did you mean ${near}?`;
  return [
    `${pathText(path)}: found "${action}", which the catalogue of ${catalogue.about.updated} does not have${hint || "."} ` +
      "IAM takes such a name, and it does nothing until AWS has an action that is called so.",
  ];
}
