/** Whether a condition on iam:PermissionsBoundary protects: it does as well as the weakest boundary that it accepts. */
import { managedPolicyArns } from "../catalogue/managedPolicies";
import type { Limit } from "../condition/values";
import { once } from "../once";
import { matches, type Pattern } from "../pattern/pattern";
import type { Permissions } from "../reach/permissions";
import type { LookUp } from "./knowledge";
import { ENOUGH } from "./targets";

/**
 * True when none of the boundaries that the condition accepts is known to be broad, and the principal cannot make one
 * itself. Of the policies that a pattern names, those of AWS and those that are declared are known.
 */
export function bounds(permissions: Permissions, limit: Limit, lookUp: LookUp): boolean {
  return limit.values.every((value) => !broad(permissions, value, lookUp) && !makes(permissions, value));
}

function broad(permissions: Permissions, value: Pattern, lookUp: LookUp): boolean {
  return value.exact
    ? lookUp(value.source).verdict === "broad"
    : [...ofAws(permissions, value), ...(lookUp.declared ?? []).filter((arn) => matches(value, arn))].some(
        (arn) => lookUp(arn).verdict === "broad",
      );
}

/** The policies of AWS that a pattern names, in the partitions that the principal may be in. */
export function ofAws({ partitions }: Permissions, value: Pattern): readonly string[] {
  return partitions.flatMap((partition) => inPartition(value)(partition));
}

const inPartition = once((value: Pattern) => {
  const known = new Map<string, readonly string[]>();
  return (partition: string): readonly string[] => {
    let found = known.get(partition);
    if (found === undefined) {
      found = [...EVERYTHING, ...managedPolicyArns()]
        .map((arn) => arn.replace("arn:aws:", `arn:${partition}:`))
        .filter((arn) => matches(value, arn));
      known.set(partition, found);
    }
    return found;
  };
});

/** These are asked first, since most broad patterns match one of them. */
const EVERYTHING = ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/PowerUserAccess"];

/**
 * True when the principal can make a policy that the condition accepts. One that is named exists already, so it has to
 * be deleted first.
 */
function makes(permissions: Permissions, value: Pattern): boolean {
  const needed = value.exact ? ["iam:CreatePolicy", "iam:DeletePolicy"] : ["iam:CreatePolicy"];
  return needed.every((name) => {
    const action = permissions.catalogue.number(name)!;
    return permissions.grantsOf(action).some((grant) =>
      permissions.catalogue.resources(action).some(({ template }) => {
        const without = permissions.denialsOf(action, grant).map(({ clause }) => clause);
        const within = [...grant.within, { not: false, patterns: [value] }];
        return typeof permissions.reach(template, { within, without }, permissions.budget, ENOUGH) === "object";
      }),
    );
  });
}
