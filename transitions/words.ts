import { visible } from "../settings/visible";
import type { BoundaryReplaced } from "./boundaries";
import { everything } from "./deployed";

/** The warning when there is no usable record of the last update. */
export const unrecordedText =
  "There is no record of the last update that can be read: an earlier version of this program made it and " +
  "left none, or somebody changed it. So this update is not held against it. Let it not widen and narrow at " +
  "once.";

/** Says what IAM would refuse, and what to do instead. */
export function boundaryText({ policy, roles }: BoundaryReplaced): string {
  const of = visible(roles.map((role) => `roles.${role}`).join(", "));
  return (
    `policies.${visible(policy)}: found another description or path, for which IAM has to delete the policy, ` +
    `but it is the boundary of ${of}; expected both as they were. Declare the policy under another name, and ` +
    "remove this one in a later update."
  );
}

/** Says why something is taken away and given anew. People are without it meanwhile. */
export function renewalText(key: string): string {
  const what =
    key === everything
      ? "all roles, groups and grants of this stack"
      : visible(key)
          .replace(/^(group|user|role)-/, "the $1 ")
          .replace(/^role /, "the role ");
  return (
    `This update widens and narrows ${what} at once. So that nobody has more meanwhile than before or after, ` +
    "what they have is taken away first and given anew at the end."
  );
}
