/** Finds the roles of the stack that an ARN may mean, for a principal that may pass or assume them. */
import { parseIamArn } from "../iam";
import type { FindRoles } from "../lookUp";
import { type Place, samePlace } from "./places";
import type { GatheredSubject } from "./subjects";

/**
 * Finds roles of a stack by ARN, for a principal in `place`. A role's name does not say which account the role is in,
 * so the answer may be uncertain.
 * @param stack called once somebody is looked for
 */
export function rolesSeenFrom(place: Place, stack: () => readonly GatheredSubject[]): FindRoles {
  let roles: Map<string, GatheredSubject[]> | undefined;
  return (arn) => {
    const named = parseIamArn(arn);
    if (named?.kind !== "role") return [];
    const { account, path, name } = named;
    roles ??= byName(stack());
    return (roles.get(name.toLowerCase()) ?? []).flatMap((one) => {
      const its = one.place.account;
      if (its !== undefined && its !== account) return [];
      const certain =
        one.path === path && one.subject.name === name && (its === account || samePlace(one.place, place));
      return [{ subject: one.subject, certain }];
    });
  };
}

function byName(stack: readonly GatheredSubject[]): Map<string, GatheredSubject[]> {
  const roles = new Map<string, GatheredSubject[]>();
  for (const one of stack) {
    if (one.subject.kind !== "role") continue;
    const name = one.subject.name.toLowerCase();
    roles.set(name, [...(roles.get(name) ?? []), one]);
  }
  return roles;
}
