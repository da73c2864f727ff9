/** Finds the groups that a user is a member of, as far as the stack shows. */
import { elsewhere, samePlace } from "./places";
import type { Principal } from "./principals";
import { madeFrom, type Stack } from "./stack";

/** A group of the stack that a user is or may be a member of. */
export interface Membership {
  readonly group: Principal;
  /** False when another group or another user may be meant. */
  readonly certain: boolean;
}

/** The groups of a user. Others than users have none. */
export function membershipsOf(user: Principal, groups: readonly Principal[], stack: Stack): Membership[] {
  if (user.kind !== "user") return [];
  return user.parts.flatMap(({ resource, attachment, certain }) =>
    (attachment.groups ?? []).flatMap(({ name, nameProperty = "" }) => {
      if (name === undefined) {
        const made = madeFrom(resource, nameProperty, stack);
        return groups
          .filter(({ self }) => self !== undefined && made.includes(self.resource))
          .map((group) => ({ group, certain: false }));
      }
      return groups
        .filter((group) => group.name.toLowerCase() === name.toLowerCase() && !elsewhere(group.place, resource.place))
        .map((group) => ({ group, certain: certain && samePlace(group.place, resource.place) }));
    }),
  );
}
