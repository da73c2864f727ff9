/** Puts into words what a session may do beyond what was approved. */
import { type ConditionEntry, type PermissionBeyond, type Problem, statementName } from "../../../policypack/iam";

/** Limit of the lines in a list. */
const MAXIMUM_LINES = 50;

/** Limit of the actions that one line names. */
const MAXIMUM_NAMES = 5;

/**
 * The findings as lines for people, such as `s3:DeleteObject on arn:aws:s3:::web-shop-artifacts/x`: sorted, each once.
 * At most {@link MAXIMUM_LINES}, and one with the number of the others.
 */
export function permissionLines(found: readonly PermissionBeyond[]): readonly string[] {
  const lines = [...new Set(found.map(permissionWords))].sort();
  const more = lines.length - MAXIMUM_LINES;
  return more <= 0 ? lines : [...lines.slice(0, MAXIMUM_LINES), `and ${more} more`];
}

/** A problem of a document, with the place where it is. */
export function problemText({ path, message }: Problem): string {
  return path === "" ? message : `${path}: ${message}`;
}

/** Conditions in words: operator, key and values. */
export function conditionsText(conditions: readonly ConditionEntry[]): string {
  return conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(" or ")}`).join(" and ");
}

function permissionWords(found: PermissionBeyond): string {
  switch (found.kind) {
    case "unreadable":
      return (
        (found.side === "now"
          ? "not known: what a policy allows, since it"
          : "not known: what more is allowed than was approved, since an approved policy") +
        ` cannot be read: ${found.policy}: ${problemText(found.problem)}`
      );
    case "undecided":
      return found.place === undefined
        ? "not known: what more is allowed than was approved, since the policies name actions in too many or too " +
            "intricate patterns"
        : `not known: whether ${statementName(found.place.statement)} of ${found.place.policy} allows more than was ` +
            "approved, since the patterns are too many or too intricate";
    case "allowed":
      return `${actionsText(found.actions)} on ${found.resource}${whyText(found.why)}`;
  }
}

type Allowed = PermissionBeyond & { kind: "allowed" };

function actionsText({ not, names, unknownOf }: Allowed["actions"]): string {
  if (not) return `every action but ${abridged(names)}`;
  const all = [...names, ...unknownOf.map((pattern) => `what ${pattern} may come to name`)];
  return all.length === 0 ? "actions that are not known yet" : abridged(all);
}

function whyText(why: Allowed["why"]): string {
  switch (why?.kind) {
    case undefined:
      return "";
    case "conditions":
      return (
        `${why.now.length === 0 ? "" : ` with ${conditionsText(why.now)}`}, approved only with ` +
        conditionsText(why.approved)
      );
    case "boundary":
      return ", which the approved boundary does not let through";
    case "denied":
      return (
        `, which ${statementName(why.by.statement)} of ${why.by.policy} denied` +
        (why.conditions.length === 0 ? "" : ` where ${conditionsText(why.conditions)}`)
      );
  }
}

function abridged(names: readonly string[]): string {
  const more = names.length - MAXIMUM_NAMES;
  return more <= 1 ? names.join(", ") : `${names.slice(0, MAXIMUM_NAMES).join(", ")} and ${more} more`;
}
