/** Decides whether two actions of a path can be done on one and the same resource. */
import { qualified } from "../catalogue/arnTemplate";
import type { Clause } from "../pattern/clause";
import { compilePattern, type Pattern } from "../pattern/pattern";
import { decisive } from "../reach/freedom";
import type { Grant } from "../reach/grant";
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
    decisive(catalogue.name(action), catalogue.resources(action)).map(({ template }) => template);
  const others = new Set(types(second));
  const shared = types(first).filter((template) => others.has(template));
  if (permissions.budget.left <= 0) return undefined;
  const seconds = permissions.grantsOf(second);
  if (shared.length === 0 || grants.length * seconds.length > MAXIMUM_PAIRS) return true;
  let undecided = false;
  for (const one of grants) {
    for (const other of seconds) {
      if (permissions.budget.left <= 0) return undefined;
      const denials = [...permissions.denialsOf(first, one), ...permissions.denialsOf(second, other)];
      const clauses = [...one.within, ...other.within];
      for (const template of shared) {
        const parts = qualified(template);
        // A Deny that names no version leaves the versions free, so it does not part the two actions.
        const without = denials.map(({ clause }) => clause).filter((clause) => !parts || !exact(clause));
        const reach = permissions.reach(
          template,
          { within: parts ? clauses.map(ofWhole) : clauses, without },
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

/** A clause on functions or state machines with what its patterns say of versions and aliases left out. */
function ofWhole(clause: Clause): Clause {
  return clause.not ? clause : { not: false, patterns: clause.patterns.map(withoutQualifier) };
}

const whole = new WeakMap<Pattern, Pattern>();

/** `…:function:web:*` and `…:function:web:1` without the end; a pattern that may name one without qualifier stays. */
function withoutQualifier(pattern: Pattern): Pattern {
  let known = whole.get(pattern);
  if (known === undefined) {
    const parts = pattern.source.split(":");
    whole.set(pattern, (known = parts.length === 8 ? compilePattern(parts.slice(0, 7).join(":")) : pattern));
  }
  return known;
}

/** True when a clause names single resources, without wildcards. */
function exact(clause: Clause): boolean {
  return !clause.not && clause.patterns.every((pattern) => pattern.exact);
}
