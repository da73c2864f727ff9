/**
 * What a condition means for a request without its key: the one place that says so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { ConditionEntry } from "../document/document";
import type { Operator } from "./operators";

/**
 * Whether a condition holds for a request without its key; undefined where AWS does not say: some value of none is none, and
 * `IfExists` asks for nothing then. For `Null` see {@link nullAsks}.
 */
export function heldWithoutKey({ quantifier, negated, ifExists }: Pick<Operator, "quantifier" | "negated" | "ifExists">): boolean | undefined {
  if (quantifier === "ForAllValues") return true;
  if (quantifier === "ForAnyValue") return ifExists ? undefined : false;
  return ifExists || negated;
}

/**
 * What the values of a `Null` ask of the key. With both values either will do, without any neither does. Undefined where a
 * value is neither true nor false.
 */
export function nullAsks({ values }: Pick<ConditionEntry, "values">): "present" | "absent" | "either" | "neither" | undefined {
  const asked = new Set(values.map((value) => value.toLowerCase()));
  const [present, absent] = [asked.delete("false"), asked.delete("true")];
  if (asked.size > 0) return undefined;
  return present && absent ? "either" : present ? "present" : absent ? "absent" : "neither";
}

/** Whether a `Null` holds for a request that has the key, or has not; undefined where that cannot be said. */
export function nullHolds(entry: Pick<ConditionEntry, "values">, present: boolean): boolean | undefined {
  const asks = nullAsks(entry);
  return asks === undefined ? undefined : asks === "either" || asks === (present ? "present" : "absent");
}
