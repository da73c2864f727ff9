/** Finds roles that principals outside of their account may be able to assume. Pure. */
import { accountNamed, parsePolicy } from "../../../../policypack/iam";
import type { IamRole } from "../evidence";

/**
 * Whether a role's trust policy names an AWS principal of another account, or everybody. A policy that cannot be read
 * counts as open, and so does one that only says whom it leaves out.
 */
export function isOpen({ trust }: Pick<IamRole, "trust">, account: string): boolean {
  const { document } = parsePolicy(trust, "trust");
  if (!document) return true;
  return document.statements.some(({ effect, principals }) => {
    if (effect !== "Allow") return false;
    if (!principals || principals.not) return true;
    return principals.entries.some(
      (entry) => entry.kind === "*" || (entry.kind === "AWS" && accountNamed(entry) !== account),
    );
  });
}
