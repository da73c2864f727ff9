/** Gathers what all resources of a stack attach, principal by principal. */
import type { Subject } from "../rules/rule";
import type { Attachment } from "./attachments";

/** One subject for each principal, with the policies of all its attachments. */
export function subjectsOf(attachments: readonly Attachment[]): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { kind, name, policies } of attachments) {
    const key = `${kind} ${name}`;
    const known = subjects.get(key);
    subjects.set(key, { kind, name, policies: [...(known?.policies ?? []), ...policies] });
  }
  return [...subjects.values()];
}
