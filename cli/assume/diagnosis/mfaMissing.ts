/** The findings that signing in with MFA, afresh, takes away. */
import type { Finding, FindingKind } from "./evidence";

const kinds: ReadonlySet<FindingKind> = new Set<FindingKind>(["mfa-missing", "mfa-too-old"]);

/** Whether signing in with MFA is all it takes. */
export function onlyMfaIsMissing(findings: readonly Pick<Finding, "kind">[]): boolean {
  return findings.length > 0 && findings.every(({ kind }) => kinds.has(kind));
}
