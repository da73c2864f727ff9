/** What session policies leave of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session */
import { ActionSet } from "../catalogue/actionSet";
import { type ActionCatalogue, actionCatalogue } from "../catalogue/actions";
import type { AnalysedSubject, NamedPolicy } from "../condition/subject";
import type { Budget } from "../pattern/automaton";
import type { Clause } from "../pattern/clause";
import type { Denial } from "../reach/grant";
import { entitlements } from "../reach/grants";
import { resourcesIn } from "./region";
import { Symbols } from "./symbols";

/** Limit of the work, as {@link Budget}; about two seconds. */
const REMAINING_BUDGET = 5_000_000;

/** Actions on some resource each. Conditions are not looked at, so both may be too large, and neither is too small. */
export interface Remaining {
  /** What the role's own policies allow. */
  readonly allowed: ActionSet;
  /** What a session with the session policies is left with; `allowed` without any. */
  readonly left: ActionSet;
}

/** Actions that are allowed on the resources in all of some clauses. */
interface Part {
  readonly actions: ActionSet;
  readonly within: readonly Clause[];
}

/**
 * Works out what is left of a role's permissions in a session with session policies, which add up.
 *
 * @param session undefined when the session has none
 * @returns undefined when the policies are too many to be judged
 */
export function remaining(
  role: AnalysedSubject,
  session: readonly NamedPolicy[] | undefined,
  catalogue: ActionCatalogue = actionCatalogue(),
): Remaining | undefined {
  const budget: Budget = { left: REMAINING_BUDGET };
  const own = entitlements(catalogue, role, budget);
  if (own === undefined) return undefined;
  const allowed = reached(catalogue, own.grants, own.denials, budget);
  if (session === undefined) return { allowed, left: allowed };
  // The boundary is the role's, and is counted there.
  const { boundary: _, ...same } = role;
  const narrow = entitlements(catalogue, { ...same, policies: session }, budget);
  if (narrow === undefined) return undefined;
  const both = own.grants.flatMap((grant) =>
    narrow.grants.flatMap((other): Part[] => {
      budget.left -= 4;
      const actions = grant.actions.and(other.actions);
      return actions.empty ? [] : [{ actions, within: [...grant.within, ...other.within] }];
    }),
  );
  return { allowed, left: reached(catalogue, both, [...own.denials, ...narrow.denials], budget) };
}

/** The actions that reach a resource which no denial without conditions takes away. */
function reached(
  catalogue: ActionCatalogue,
  parts: readonly Part[],
  denials: readonly Denial[],
  budget: Budget,
): ActionSet {
  const symbols = new Symbols(["aws:username"]);
  const sure = denials.filter(({ unless, when, bars }) => (unless ?? when ?? bars) === undefined);
  const found = new ActionSet(catalogue.size);
  for (const { actions, within } of parts) {
    let classes: { actions: ActionSet; without: Clause[] }[] = [{ actions: actions.minus(found), without: [] }];
    for (const denial of sure)
      classes = classes.flatMap((one) =>
        [
          { actions: one.actions.and(denial.actions), without: [...one.without, denial.clause] },
          { actions: one.actions.minus(denial.actions), without: one.without },
        ].filter((each) => !each.actions.empty),
      );
    // What cannot be decided counts as left.
    for (const one of classes)
      if (budget.left <= 0 || resourcesIn(within, one.without, symbols, budget).length > 0) found.addAll(one.actions);
  }
  return found;
}
