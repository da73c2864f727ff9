import { foundText, type Problem } from "../settings/problems";
import { empty } from "../settings/settings";
import { isNothing } from "./namespaces";

/**
 * A stack that declares nothing is one whose settings were lost on the way, unless they say that this is meant: deploying
 * it deletes all that was deployed before.
 *
 * @param own the values by the names of this program's keys
 * @param unread whether there are settings that are not read, which is told already
 */
export function emptyProblems(own: Readonly<Record<string, unknown>>, unread: boolean, project: string): Problem[] {
  const said = ["roles", "policies", "groups", "grants"].filter((section) => !isNothing(own[section]));
  if (own["empty"] !== undefined) {
    const read = empty.safeParse(own["empty"]);
    if (!read.success) return [{ path: "empty", message: `${foundText(own["empty"])}, expected ${read.error.issues[0]!.message}` }];
    if (said.length === 0) return [];
    return [{ path: "empty", message: `found true beside ${said.join(", ")}, expected one or the other: true deletes all that this stack deployed` }];
  }
  if (said.length > 0 || unread) return [];
  const message =
    "found no entry in any of them, expected at least one: without, all that this stack deployed would be deleted. " +
    `If that is meant, say so: ${project}:empty: true`;
  return [{ path: "roles, policies, groups, grants", message }];
}
