/**
 * The mark by which a stack knows the inline policy of a permission set as its own. A permission set has one, and AWS
 * overwrites it without a word. The stack's state cannot tell: it is lost, or an update stopped before it was written.
 */
import { createHash } from "node:crypto";
import type { PolicyDocument } from "./policyDocument";

/** The beginning of each Sid that a stack writes; always of the same length. @param stack its full name */
export function ownerMark(stack: string): string {
  return `CrossAccountAccess${createHash("sha256").update(stack).digest("hex").slice(0, 12)}`;
}

/** A policy with its owner's mark. Sids are letters and digits alone. */
export function ownedPolicy({ Version, Statement }: PolicyDocument, mark: string): PolicyDocument {
  return { Version, Statement: Statement.map((one, at) => ({ ...one, Sid: `${mark}x${at + 1}` })) };
}

/** Whether every statement of a document has the mark. A document of another form has not. */
export function isOwned(document: unknown, mark: string): boolean {
  const statements: unknown[] = [(document as { readonly Statement?: unknown } | null)?.Statement].flat();
  return (
    statements.length > 0 &&
    statements.every((one) => {
      const sid = (one as { readonly Sid?: unknown } | null | undefined)?.Sid;
      return typeof sid === "string" && /^x[1-9]\d*$/.test(sid.slice(mark.length)) && sid.startsWith(mark);
    })
  );
}
