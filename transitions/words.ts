import { visible } from "../settings/visible";
import type { BoundaryReplaced } from "./boundaries";
import { everything } from "./deployed";
import type { Entangled } from "./entangled";

/** The warning when there is no usable record of the last update. */
export const unrecordedText =
  "There is no record of the last update that can be read: an earlier version of this program made it and " +
  "left none, or somebody changed it. So this update cannot be compared with it. Do not widen and narrow access in " +
  "one update.";

/** Says what IAM would refuse, and what to do instead. */
export function boundaryText({ policy, roles }: BoundaryReplaced): string {
  const of = visible(roles.map((role) => `roles.${role}`).join(", "));
  return (
    `policies.${visible(policy)}: found another description or path, for which IAM has to delete the policy, ` +
    `but it is the boundary of ${of}; expected both as they were. Declare the policy under another name, and ` +
    "remove this one in a later update."
  );
}

/** Says what nobody can prevent in this update, and how to prevent it in the next. */
export function entangledText({ role, policies }: Entangled): string {
  return (
    `roles.${visible(role)}: the policies ${policies.map(visible).join(", ")} each allow and deny. While this update has ` +
    "attached one and not yet another, sessions may do what the other denies. Put what they deny into a policy of its " +
    "own: that one is attached first and detached last."
  );
}

/** Says why something is taken away and given anew. People are without it meanwhile. */
export function renewalText(key: string): string {
  const what =
    key === everything
      ? "all roles, groups and grants of this stack"
      : visible(key)
          .replace(/^(group|user|role)-/, "the $1 ")
          .replace(/^permission-set-/, "the permission set ")
          .replace(/^role /, "the role ");
  return (
    `This update widens and narrows ${what} at once. So that nobody has more meanwhile than before or after, ` +
    "what they have is taken away first and given anew at the end."
  );
}
