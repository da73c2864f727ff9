import assert from "node:assert/strict";
import { heldWithoutKey, nullAsks, nullHolds } from "../../../../policypack/iam/condition/missing";
import { parseOperator } from "../../../../policypack/iam/condition/operators";

/** What a condition is for a request without its key, as the reference of the operators has it. */
const without: readonly [operator: string, held: boolean | undefined][] = [
  ["StringEquals", false],
  ["StringEqualsIfExists", true],
  ["StringNotEquals", true],
  ["StringNotEqualsIfExists", true],
  ["Bool", false],
  ["BoolIfExists", true],
  ["ForAllValues:StringEquals", true],
  ["ForAllValues:StringNotLike", true],
  ["ForAllValues:StringEqualsIfExists", true],
  ["ForAnyValue:StringEquals", false],
  ["ForAnyValue:StringNotEquals", false],
  // Some value of none is none, and IfExists asks for nothing then: AWS does not say which of the two wins.
  ["ForAnyValue:StringEqualsIfExists", undefined],
  ["DateLessThan", false],
  ["NotIpAddress", true],
];

const nulls: readonly [
  values: readonly string[],
  asks: ReturnType<typeof nullAsks>,
  absent: boolean | undefined,
  present: boolean | undefined,
][] = [
  [["true"], "absent", true, false],
  [["false"], "present", false, true],
  [["TRUE"], "absent", true, false],
  [["true", "false"], "either", true, true],
  [["false", "false"], "present", false, true],
  [[], "neither", false, false],
  [["yes"], undefined, undefined, undefined],
  [["true", "yes"], undefined, undefined, undefined],
];

describe("a condition whose key is not in the request", () => {
  for (const [operator, held] of without) {
    it(`${operator}: ${held === undefined ? "not decided" : held ? "holds" : "does not hold"}`, () =>
      assert.equal(heldWithoutKey(parseOperator(operator)!), held));
  }
  for (const [values, asks, absent, present] of nulls) {
    it(`Null ${JSON.stringify(values)}: ${asks ?? "not decided"}`, () =>
      assert.deepEqual(
        [nullAsks({ values }), nullHolds({ values }, false), nullHolds({ values }, true)],
        [asks, absent, present],
      ));
  }
});
