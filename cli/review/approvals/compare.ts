/** Decides whether a role gives no more than was approved. Compares meaning, not text. Pure. */
import { permissionsBeyond, trustBeyond } from "../../../policypack/iam";
import { inWords } from "../../../settings/duration";
import { isAmong, type Broader, type RoleAccess } from "./approval";
import { permissionLines } from "./permissionWords";
import { trustWords } from "./trustWords";

/**
 * What a role gives from `at` on beyond what was approved. Empty when it gives the same or less, however it is written.
 * What cannot be decided counts as more, and the text says so.
 */
export function broaderThan(approved: RoleAccess, now: RoleAccess, at: Date): Broader {
  const known = new Set(approved.principals);
  return {
    principals: sorted(now.principals.filter((arn) => !isAmong(known, arn))),
    trust: sorted(trustBeyond(now.trust, approved.trust, now.arn, at).map(trustWords)),
    permissions: permissionLines(permissionsBeyond(now, approved, at)),
    session:
      now.maxSessionDuration > approved.maxSessionDuration
        ? [
            `sessions of up to ${inWords(now.maxSessionDuration)}, ${inWords(approved.maxSessionDuration)} were approved`,
          ]
        : [],
  };
}

/** Whether nothing goes beyond the approval. */
export function isWithin({ principals, trust, permissions, session }: Broader): boolean {
  return principals.length + trust.length + permissions.length + session.length === 0;
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
