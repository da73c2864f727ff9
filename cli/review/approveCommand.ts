import { typedHere } from "../shared/invocation";

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
