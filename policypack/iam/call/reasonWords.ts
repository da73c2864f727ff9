/**
 * Words for what conditions and trust policies ask, and for what a call has. For messages only: no code may read them.
 */
import { inWords } from "../../duration";
import { dateOf, parseOperator, readsWildcards } from "../condition/operators";
import type { ConditionEntry } from "../document/document";
import type { Found } from "./conditionCheck";
import type { Asked, TrustReason } from "./trust";

/** What a policy asks of the call, in words. */
export function expectedText(asked: Asked): string {
  switch (asked.about) {
    case "condition":
      return conditionText(asked.condition);
    case "principal":
      return (
        `${asked.listing?.not === true ? "a principal other than" : "the principal"} ` +
        `${asked.listing?.entries.map(({ value }) => value).join(", ") ?? "nobody"}`
      );
    case "action":
      return `an Allow of ${asked.action}`;
  }
}

/** What the call has instead, in words. */
export function foundText(asked: Asked): string {
  switch (asked.about) {
    case "condition":
      return valueText(asked.found, asked.condition);
    case "principal":
      return asked.principal;
    case "action":
      return `no statement allows ${asked.action}`;
  }
}

/** A reason as one sentence, with the statement that it is in. */
export function reasonText(reason: TrustReason): string {
  const { statement, effect, kind, outcome } = reason;
  // For a Deny that may apply, the text says when it does; for one that applies, what it found.
  if (kind === "denied" && outcome !== "met")
    return `${statement} denies when it finds ${expectedText(reason)}; found ${foundText(reason)}`;
  return `${statement === "" ? "" : `${statement} (${effect}): `}expected ${expectedText(reason)}; found ${foundText(reason)}`;
}

function valueText(found: Found, { key, operator }: ConditionEntry): string {
  switch (found.state) {
    case "values":
      return found.values.map((v) => JSON.stringify(v)).join(", ");
    case "pattern":
      return `any principal that matches ${found.pattern}`;
    case "other":
      return `none that matches ${JSON.stringify(found.than)}`;
    case "absent":
      return `no ${key}: ${found.why}`;
    case "unknown":
      return found.supplied ? `${key} is up to the caller` : `${key} is not known beforehand`;
    case "unknown-operator":
      return `the operator ${operator} is not known`;
    case "binary":
      return "binary values are not compared";
    case "unresolved":
      return `\${${found.variable}} is not known beforehand`;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  "=": "equal to",
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
};

/** An age in words, where the value is a number of seconds. */
function ageText(value: string): string {
  return /^\d{1,9}$/.test(value) ? inWords(Number(value)) : `${value} s`;
}

function conditionText(entry: ConditionEntry): string {
  const operator = parseOperator(entry.operator);
  const key = entry.key.toLowerCase();
  const values = entry.values.map((v) => JSON.stringify(v)).join(" or ");
  if (operator === undefined) return `${entry.operator} ${entry.key} ${values}`;
  const orNone = operator.ifExists ? ", or no such key" : "";
  if (operator.comparison === "null") {
    const missing = new Set(entry.values.map((value) => value.toLowerCase()));
    return missing.size > 1
      ? `${entry.key} to be present or not`
      : missing.has("true")
        ? `no ${entry.key}`
        : `${entry.key} to be present`;
  }
  if (key === "aws:multifactorauthpresent" && operator.comparison === "bool") {
    return (
      (entry.values[0]?.toLowerCase() === "true"
        ? "a session signed in with multi-factor authentication"
        : "a session without multi-factor authentication") + orNone
    );
  }
  if (key === "aws:multifactorauthage" && operator.comparison === "numeric") {
    return `a multi-factor sign-in ${WORDS[operator.relation]} ${entry.values.map(ageText).join(" or ")} old${orNone}`;
  }
  if (key === "aws:currenttime" && operator.comparison === "date" && operator.relation !== "=") {
    const time = dateOf(entry.values[0] ?? "");
    return (
      `a time ${operator.relation.startsWith("<") ? "before" : "after"} ` +
      `${time === undefined ? values : new Date(time).toISOString()}${orNone}`
    );
  }
  const verb =
    operator.comparison === "numeric" || operator.comparison === "date"
      ? WORDS[operator.relation]
      : readsWildcards(operator)
        ? "like"
        : operator.comparison === "ip"
          ? "within"
          : "equal to";
  const quantifier =
    operator.quantifier === "ForAllValues"
      ? "every value of "
      : operator.quantifier === "ForAnyValue"
        ? "some value of "
        : "";
  return (
    `${quantifier}${entry.key} ${operator.negated ? "not " : ""}${verb} ` +
    `${values === "" ? "nothing (an empty list)" : values}${orNone}`
  );
}
