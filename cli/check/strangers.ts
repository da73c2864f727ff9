/** Actions that do not exist, wherever they stand in the input of `cross-account check`. */
import {
  actionCatalogue,
  isAwsManagedPolicy,
  isUnknownAction,
  nearestAction,
  statementName,
} from "../../policypack/iam";
import type { Finding, Subject } from "../../policypack/rules/rule";
import { unknownPolicy } from "../../policypack/rules/unknown-policy";

/** For how many actions of a subject the nearest one is looked for. Each takes up to a millisecond. */
const mostHints = 100;
/** How many actions of a statement are listed. */
const mostListed = 20;

/**
 * A finding for each statement that names actions which the catalogue does not have. On some resources only, they do no
 * harm today, but they may exist tomorrow; in a Deny they deny nothing. Managed policies of AWS are left to AWS.
 *
 * @param found what the rules say of the same subject; what they name is not said twice
 */
export function strangersIn(subject: Subject, found: readonly Finding[]): Finding[] {
  const catalogue = actionCatalogue();
  const hints = new Map<string, string | undefined>();
  const nearest = (action: string): string | undefined => {
    if (!hints.has(action)) hints.set(action, hints.size < mostHints ? nearestAction(catalogue, action) : undefined);
    return hints.get(action);
  };
  const policies = [...subject.policies, ...(subject.boundary === undefined ? [] : [subject.boundary])];
  return policies.flatMap(({ name: policy, document }) =>
    (isAwsManagedPolicy(policy) ? [] : (document?.statements ?? [])).flatMap((statement) => {
      const named = statementName(statement);
      const said = new Set(
        found
          .filter((one) => one.rule === unknownPolicy.name && one.policy === policy && one.statement === named)
          .flatMap(({ names = [] }) => (names[0] === "actions" ? names.slice(1) : [])),
      );
      const all = statement.actions.values.filter(
        (action) => !/[*?]/.test(action) && isUnknownAction(catalogue, action),
      );
      const unknown = [...new Set(all)].filter((action) => !said.has(action) || nearest(action) !== undefined);
      if (unknown.length === 0) return [];
      const listed = unknown.slice(0, mostListed).map((action) => {
        const near = nearest(action);
        return near === undefined ? action : `${action} (did you mean ${near}?)`;
      });
      if (unknown.length > mostListed) listed.push(`and ${unknown.length - mostListed} more`);
      const message =
        `policy ${policy}, ${named}: the catalogue of ${catalogue.about.updated} does not have ${listed.join(", ")}. ` +
        "IAM takes such a name, and it may exist tomorrow. Remove it, or correct it";
      return [
        {
          rule: unknownPolicy.name,
          level: "mandatory" as const,
          policy,
          statement: named,
          names: ["strangers", ...unknown],
          message,
        },
      ];
    }),
  );
}
