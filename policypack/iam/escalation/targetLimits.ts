/** What limits an action on a target: conditions of the grant, and denials that let only some requests through. */
import type { Limit } from "../condition/values";
import { inClause } from "../pattern/clause";
import type { Pattern } from "../pattern/pattern";
import type { Denial } from "../reach/grant";
import type { Permissions } from "../reach/permissions";
import { ENOUGH, type Target } from "./targets";

/** The limits of the grant, and those of denials with `unless` that cover all resources of the grant. */
export function limitsOn(permissions: Permissions, target: Target, action: string): readonly Limit[] {
  const { grant } = target;
  const denied = covering(permissions, target, action).flatMap(({ unless }) => (unless === undefined ? [] : [unless]));
  return [...grant.narrowing, ...(action === "iam:PassRole" ? grant.passing : []), ...denied];
}

/** The services that a role may not be passed to, by the grant or by denials that cover all its resources. */
export function barredOn(permissions: Permissions, target: Target): readonly Pattern[] {
  return [
    ...target.grant.barred,
    ...covering(permissions, target, "iam:PassRole").flatMap(({ bars }) => bars?.values ?? []),
  ];
}

/** The denials of an action that have a limit and cover all resources of the target's grant. */
function covering(permissions: Permissions, { grant, template }: Target, action: string): readonly Denial[] {
  const number = permissions.catalogue.number(action)!;
  permissions.budget.left -= permissions.denials.length;
  return permissions.denials.filter(
    (denial) =>
      (denial.unless !== undefined || denial.bars !== undefined) &&
      denial.actions.has(number) &&
      (denial.everywhere ||
        (template === undefined
          ? inClause(denial.clause, "*")
          : permissions.reach(
              template,
              { within: grant.within, without: [denial.clause] },
              permissions.budget,
              ENOUGH,
            ) === "none")),
  );
}
