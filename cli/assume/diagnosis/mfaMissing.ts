/** The findings that go away when the caller signs in with MFA again. */
import type { Finding, FindingKind } from "./evidence";

const kinds: ReadonlySet<FindingKind> = new Set<FindingKind>(["mfa-missing", "mfa-too-old"]);

/** Whether signing in with MFA is enough. */
export function onlyMfaIsMissing(findings: readonly Pick<Finding, "kind">[]): boolean {
  return findings.length > 0 && findings.every(({ kind }) => kinds.has(kind));
}
