/**
 * What a condition means for a request that does not have its key. No other file decides this.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { ConditionEntry } from "../document/document";
import type { Operator } from "./operators";

/**
 * Whether a condition holds for a request without its key.
 *
 * Undefined for `ForAnyValue:…IfExists`, about which AWS says nothing: `ForAnyValue` fails without any value, but
 * `IfExists` holds without the key. For `Null` see {@link nullAsks}.
 */
export function heldWithoutKey({
  quantifier,
  negated,
  ifExists,
}: Pick<Operator, "quantifier" | "negated" | "ifExists">): boolean | undefined {
  if (quantifier === "ForAllValues") return true;
  if (quantifier === "ForAnyValue") return ifExists ? undefined : false;
  return ifExists || negated;
}

/**
 * What the values of a `Null` condition ask of the key: "true" asks that the request lacks it, "false" that it has it.
 * `either` with both values, `neither` with no value. Undefined when a value is neither "true" nor "false".
 */
export function nullAsks({
  values,
}: Pick<ConditionEntry, "values">): "present" | "absent" | "either" | "neither" | undefined {
  const asked = new Set(values.map((value) => value.toLowerCase()));
  const [present, absent] = [asked.delete("false"), asked.delete("true")];
  if (asked.size > 0) return undefined;
  return present && absent ? "either" : present ? "present" : absent ? "absent" : "neither";
}

/**
 * Whether a `Null` condition holds for a request with (`present`) or without the key; undefined as in {@link nullAsks}.
 */
export function nullHolds(entry: Pick<ConditionEntry, "values">, present: boolean): boolean | undefined {
  const asks = nullAsks(entry);
  return asks === undefined ? undefined : asks === "either" || asks === (present ? "present" : "absent");
}
