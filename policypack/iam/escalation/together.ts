/** Whether two actions of a path can be done on one and the same resource, where both act on the same type. */
import { decisive } from "../reach/freedom";
import type { Grant } from "../reach/grants";
import type { Permissions } from "../reach/permissions";
import { ENOUGH } from "./targets";

/** Pairs of grants beyond which nothing is looked at more closely, and the two count as possible together. */
const MAXIMUM_PAIRS = 400;

/**
 * False when whatever one action is allowed on, the other is not: making one function and invoking
 * another leads nowhere. True too where they act on different types. Undefined when it was not decided.
 * @param grants those of the first action that count; all of them unless given
 */
export function together(permissions: Permissions, first: number, second: number, grants: readonly Grant[] = permissions.grantsOf(first)): boolean | undefined {
  if (permissions.unlimited.has(second)) return true;
  const { catalogue } = permissions;
  const types = (action: number) => decisive(catalogue.names[action]!, catalogue.resources(action)).map(({ template }) => template);
  const others = new Set(types(second));
  const shared = types(first).filter((template) => others.has(template));
  if (permissions.budget.left <= 0) return undefined;
  const seconds = permissions.grantsOf(second);
  if (shared.length === 0 || grants.length * seconds.length > MAXIMUM_PAIRS) return true;
  let undecided = false;
  for (const one of grants) {
    for (const other of seconds) {
      if (permissions.budget.left <= 0) return undefined;
      const without = [...permissions.denialsOf(first, one), ...permissions.denialsOf(second, other)].map(({ clause }) => clause);
      for (const template of shared) {
        const reach = permissions.reach(template, { within: [...one.within, ...other.within], without }, permissions.budget, ENOUGH);
        if (typeof reach === "object") return true;
        if (reach === "undecided") undecided = true;
      }
    }
  }
  return undecided ? undefined : false;
}
