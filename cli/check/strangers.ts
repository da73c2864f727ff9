/** Actions that do not exist, wherever they stand in the input of `cross-account check`. */
import {
  actionCatalogue,
  isAwsManagedPolicy,
  isUnknownAction,
  nearestAction,
  statementName,
} from "../../policypack/iam";
import type { Finding, Subject } from "../../policypack/rules/rule";

/**
 * A finding for each statement that names actions which the catalogue does not have. On some resources only, they do no
 * harm today, but they may exist tomorrow; in a Deny they deny nothing. Managed policies of AWS are left to AWS.
 *
 * @param found what the rules say of the same subject; what they name is not said twice
 */
export function strangersIn(subject: Subject, found: readonly Finding[]): Finding[] {
  const catalogue = actionCatalogue();
  const policies = [...subject.policies, ...(subject.boundary === undefined ? [] : [subject.boundary])];
  return policies.flatMap(({ name: policy, document }) =>
    (isAwsManagedPolicy(policy) ? [] : (document?.statements ?? [])).flatMap((statement) => {
      const named = statementName(statement);
      const said = new Set(
        found
          .filter((one) => one.rule === "unknown-policy" && one.policy === policy && one.statement === named)
          .flatMap(({ names = [] }) => (names[0] === "actions" ? names.slice(1) : [])),
      );
      const all = statement.actions.values.filter(
        (action) => !/[*?]/.test(action) && isUnknownAction(catalogue, action),
      );
      const unknown = [...new Set(all)].filter((action) => !said.has(action) || nearestAction(catalogue, action));
      if (unknown.length === 0) return [];
      const listed = unknown.map((action) => {
        const near = nearestAction(catalogue, action);
        return near === undefined ? action : `${action} (did you mean ${near}?)`;
      });
      const message =
        `policy ${policy}, ${named}: the catalogue of ${catalogue.about.updated} does not have ${listed.join(", ")}. ` +
        "IAM takes such a name, and it may exist tomorrow. Remove it, or correct it";
      return [
        {
          rule: "unknown-policy",
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
