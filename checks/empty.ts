import { foundText, type Problem } from "../settings/problems";
import { empty } from "../settings/settings";
import { isNothing } from "./namespaces";

/**
 * Reports a stack that declares nothing, unless its settings say that this is meant. To deploy it deletes everything
 * that was deployed before, and most likely its settings were lost.
 *
 * @param own the values of this program's keys, by name
 * @param unread whether other problems already report settings that are not read
 */
export function emptyProblems(own: Readonly<Record<string, unknown>>, unread: boolean, project: string): Problem[] {
  const said = ["roles", "policies", "groups", "grants"].filter((section) => !isNothing(own[section]));
  if (own["empty"] !== undefined) {
    const read = empty.safeParse(own["empty"]);
    if (!read.success)
      return [{ path: "empty", message: `${foundText(own["empty"])}, expected ${read.error.issues[0]!.message}` }];
    if (said.length === 0) return [];
    return [
      {
        path: "empty",
        message: `found true beside ${said.join(", ")}, expected one or the other: true deletes all that this stack deployed`,
      },
    ];
  }
  if (said.length > 0 || unread) return [];
  const message =
    "found no entry in any of them, expected at least one: without, all that this stack deployed would be deleted. " +
    `If that is meant, say so: ${project}:empty: true`;
  return [{ path: "roles, policies, groups, grants", message }];
}
