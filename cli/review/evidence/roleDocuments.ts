/** One role as settings, a state or an account have it. */
import type { RoleDocuments } from "./evidence";

/** Every part of a role, also where there is none of it: so a part that is new does not compile until each side reads it. */
export type EveryPart = { readonly [Part in keyof Required<RoleDocuments>]: RoleDocuments[Part] };

/** The role without the parts that there are none of. */
export function roleDocuments({ maxSessionDuration, boundary, ...whole }: EveryPart): RoleDocuments {
  return {
    ...whole,
    ...(maxSessionDuration !== undefined && { maxSessionDuration }),
    ...(boundary !== undefined && { boundary }),
  };
}
