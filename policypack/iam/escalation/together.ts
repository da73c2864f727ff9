/** Decides whether two actions of a path can be done on one and the same resource. */
import { decisive } from "../reach/freedom";
import type { Grant } from "../reach/grants";
import type { Permissions } from "../reach/permissions";
import { ENOUGH } from "./targets";

/** Limit of the pairs of grants. Beyond it, two actions count as possible together. */
const MAXIMUM_PAIRS = 400;

/**
 * False when no resource of a shared type has both actions allowed: creating one function and invoking another leads
 * nowhere. True when some resource has, and when the actions act on different types. Undefined when not decided.
 * @param grants the grants of the first action that count; all of them unless given
 */
export function together(
  permissions: Permissions,
  first: number,
  second: number,
  grants: readonly Grant[] = permissions.grantsOf(first),
): boolean | undefined {
  if (permissions.unlimited.has(second)) return true;
  const { catalogue } = permissions;
  const types = (action: number) =>
    decisive(catalogue.names[action]!, catalogue.resources(action)).map(({ template }) => template);
  const others = new Set(types(second));
  const shared = types(first).filter((template) => others.has(template));
  if (permissions.budget.left <= 0) return undefined;
  const seconds = permissions.grantsOf(second);
  if (shared.length === 0 || grants.length * seconds.length > MAXIMUM_PAIRS) return true;
  let undecided = false;
  for (const one of grants) {
    for (const other of seconds) {
      if (permissions.budget.left <= 0) return undefined;
      const without = [...permissions.denialsOf(first, one), ...permissions.denialsOf(second, other)].map(
        ({ clause }) => clause,
      );
      for (const template of shared) {
        const reach = permissions.reach(
          template,
          { within: [...one.within, ...other.within], without },
          permissions.budget,
          ENOUGH,
        );
        if (typeof reach === "object") return true;
        if (reach === "undecided") undecided = true;
      }
    }
  }
  return undecided ? undefined : false;
}
