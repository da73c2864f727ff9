/** The commands that a review tells people to type. */
import { typedHere } from "../shared/invocation";
import type { ReviewedRole } from "./access/reviewed";
import { isUnknown } from "./missing";

/**
 * The command that approves a role. A name that a shell would not take literally is replaced by `ROLE`, to be filled
 * in.
 *
 * @param role its key, its name or its ARN
 */
export function approveCommand(role: string): string {
  return (
    `${typedHere()} review --approve ${/^[\w+=,.@:/-]+$/.test(role) && !role.startsWith("-") ? role : "ROLE"} ` +
    "--by YOU --reason WHY --until DATE"
  );
}

/** What to do about access that nobody approved: `else`, or to approve it, where that can be done. */
export function orApprove(otherwise: string, reviewed: ReviewedRole): string {
  return isUnknown(reviewed)
    ? `${otherwise}. It can be approved once all is known that this review does not know of the role.`
    : `${otherwise}, or approve it: ${approveCommand(reviewed.role.arn)}`;
}
