import { typedHere } from "../shared/invocation";

/**
 * The command that approves a role. What a shell would not take as it is, is left to whoever types it.
 *
 * @param role its key, its name or its ARN
 */
export function approveCommand(role: string): string {
  return `${typedHere()} review --approve ${/^[\w+=,.@:/-]+$/.test(role) && !role.startsWith("-") ? role : "ROLE"} --by YOU --reason WHY --until DATE`;
}
