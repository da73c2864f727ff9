/** One role in the form of settings, state and account. */
import type { RoleDocuments } from "./evidence";

/**
 * Every part of a role, with undefined for a part that is absent. A new part then does not compile until each side
 * reads it.
 */
export type EveryPart = { readonly [Part in keyof Required<RoleDocuments>]: RoleDocuments[Part] };

/** The role without its undefined parts. */
export function roleDocuments({ maxSessionDuration, boundary, ...whole }: EveryPart): RoleDocuments {
  return {
    ...whole,
    ...(maxSessionDuration !== undefined && { maxSessionDuration }),
    ...(boundary !== undefined && { boundary }),
  };
}
