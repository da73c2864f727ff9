/**
 * Are all values that meet one condition among those that meet another, or none of them? Unproven answers are false.
 */
import { holds, networkOf } from "../condition/addresses";
import { arnPatternParts, dateOf, type Operator } from "../condition/operators";
import {
  ANY_ONE,
  ANY_RUN,
  hasVariable,
  isVariable,
  matchesEverything,
  type Pattern,
  patternOf,
  samePattern,
} from "../pattern/pattern";
import { apart as apartAsPatterns, within } from "../pattern/relations";

type Values = readonly Pattern[];

/** True when every value that matches one of `inner` matches one of `outer`. The operators' negation is ignored. */
export function subset(a: Operator, inner: Values, b: Operator, outer: Values): boolean {
  if (isText(a) && isText(b)) return inner.every((value) => textWithin(a, value, b, outer));
  if (a.comparison !== b.comparison) return false;
  return inner.every((value) => outer.some((other) => one(a, value, b, other, "within")));
}

/** True when no value matches both one of `some` and one of `others`. The operators' negation is ignored. */
export function apart(a: Operator, some: Values, b: Operator, others: Values): boolean {
  if (isText(a) && isText(b)) return some.every((value) => others.every((other) => textApart(a, value, b, other)));
  if (a.comparison !== b.comparison) return false;
  return some.every((value) => others.every((other) => one(a, value, b, other, "apart")));
}

function isText({ comparison }: Operator): boolean {
  return comparison === "string" || comparison === "like" || comparison === "stringIgnoreCase" || comparison === "arn";
}

function textWithin(a: Operator, value: Pattern, b: Operator, outer: Values): boolean {
  if (
    b.comparison === "like" &&
    outer.some((other) => matchesEverything(other) || (isAnyText(other) && !a.negated && isUserName(value)))
  )
    return true;
  if (b.comparison === "stringIgnoreCase")
    return a.comparison !== "arn" && within(lower(value), outer.filter(isAscii).map(lower)) && isAscii(value);
  if (a.comparison === "stringIgnoreCase") return false;
  if (a.comparison === "arn" && !isArn(value))
    return b.comparison === "arn" && outer.some((other) => samePattern(value, other));
  if (b.comparison !== "arn") return within(value, outer) && !(a.comparison === "arn" && hasVariable(value));
  return outer.some((other) => (a.comparison === "arn" && samePattern(value, other)) || arnWithin(a, value, other));
}

/** True when the pattern matches every text but the empty one. */
function isAnyText({ tokens: [one, rest, ...more] }: Pattern): boolean {
  return one === ANY_ONE && rest === ANY_RUN && more.length === 0;
}

/** True for the caller's user name, which is never empty. Where a caller has none, a "not" may hold or not. */
function isUserName(value: Pattern): boolean {
  return value.tokens.length === 1 && hasVariable(value) && /^\$\{aws:username\}$/i.test(value.source);
}

/** True when a value in a policy has the operator's type. AWS does not document how other values are compared. */
export function isValue(operator: Operator, value: Pattern): boolean {
  switch (operator.comparison) {
    case "arn":
      return isArn(value);
    case "bool":
      return truthValue(value) !== undefined;
    case "numeric":
    case "date":
      return rangeOf(operator, value) !== undefined;
    case "ip":
      return networkOf(value.source) !== undefined;
    case "stringIgnoreCase":
      return isAscii(value);
    case "string":
    case "like":
    case "binary":
    case "null":
      return true;
  }
}

function isArn(value: Pattern): boolean {
  return arnPatternParts(value) !== undefined;
}

/** True when all characters are ASCII. AWS does not document how others are compared without regard to case. */
function isAscii({ tokens }: Pattern): boolean {
  return tokens.every((token) => token < 128);
}

/** Each of the six parts of an ARN is matched by itself, so a `*` does not match the colon between parts. */
function arnWithin(a: Operator, value: Pattern, other: Pattern): boolean {
  if (hasVariable(value) || hasVariable(other)) return false;
  const inner = arnPatternParts(value);
  const outer = arnPatternParts(other);
  if (inner === undefined || outer === undefined) return false;
  if (a.comparison !== "arn" && !inner.slice(0, 5).every(({ exact }) => exact)) return false;
  return inner.every((part, i) => within(part, [outer[i]!]));
}

function textApart(a: Operator, value: Pattern, b: Operator, other: Pattern): boolean {
  if (hasVariable(value) || hasVariable(other)) return false;
  if ((a.comparison === "arn" && !isArn(value)) || (b.comparison === "arn" && !isArn(other))) return false;
  const anyCase = a.comparison === "stringIgnoreCase" || b.comparison === "stringIgnoreCase";
  if (anyCase && !(isAscii(value) && isAscii(other))) return false;
  return apartAsPatterns(anyCase ? lower(value) : value, anyCase ? lower(other) : other);
}

function lower(pattern: Pattern): Pattern {
  return patternOf(
    pattern.tokens.map((token) =>
      token < 0 || isVariable(token) ? token : String.fromCharCode(token).toLowerCase().charCodeAt(0),
    ),
    pattern.source,
  );
}

function one(a: Operator, value: Pattern, b: Operator, other: Pattern, relation: "within" | "apart"): boolean {
  if (hasVariable(value) || hasVariable(other))
    return relation === "within" && a.relation === b.relation && samePattern(value, other);
  switch (a.comparison) {
    case "bool":
      return (
        truthValue(value) !== undefined &&
        truthValue(other) !== undefined &&
        (truthValue(value) === truthValue(other)) === (relation === "within")
      );
    case "numeric":
    case "date":
      return ranges(rangeOf(a, value), rangeOf(b, other), relation);
    case "ip":
      return addresses(value.source, other.source, relation);
    case "binary":
      return relation === "within" && samePattern(value, other);
    case "string":
    case "like":
    case "stringIgnoreCase":
    case "arn":
    case "null":
      return false;
  }
}

function truthValue({ source }: Pattern): boolean | undefined {
  return /^true$/i.test(source) ? true : /^false$/i.test(source) ? false : undefined;
}

/** Numbers that are surely read as written: no exponent, and no more digits than a JavaScript number holds. */
const NUMBER = /^-?(?=[\d.]{1,15}$)\d+(\.\d+)?$/;

/** Dates that are surely read as written: a time has a zone, and no more than three digits of a second's fraction. */
const DATE = /^(\d{1,11}|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?)$/;

interface Range {
  readonly from: number;
  readonly to: number;
  /** True for an end that is not itself in the range. */
  readonly open: readonly [from: boolean, to: boolean];
}

function rangeOf({ comparison, relation }: Operator, { source, tokens }: Pattern): Range | undefined {
  const written = comparison === "date" ? DATE : NUMBER;
  const at =
    !written.test(source) || tokens.includes(ANY_RUN)
      ? undefined
      : comparison === "date"
        ? dateOf(source)
        : Number(source);
  if (at === undefined) return undefined;
  switch (relation) {
    case "=":
      return { from: at, to: at, open: [false, false] };
    case "<":
      return { from: -Infinity, to: at, open: [false, true] };
    case "<=":
      return { from: -Infinity, to: at, open: [false, false] };
    case ">":
      return { from: at, to: Infinity, open: [true, false] };
    case ">=":
      return { from: at, to: Infinity, open: [false, false] };
  }
}

function ranges(a: Range | undefined, b: Range | undefined, relation: "within" | "apart"): boolean {
  if (a === undefined || b === undefined) return false;
  if (relation === "within") {
    return (
      (a.from > b.from || (a.from === b.from && (a.open[0] || !b.open[0]))) &&
      (a.to < b.to || (a.to === b.to && (a.open[1] || !b.open[1])))
    );
  }
  const before = (x: Range, y: Range): boolean => x.to < y.from || (x.to === y.from && (x.open[1] || y.open[0]));
  return before(a, b) || before(b, a);
}

function addresses(a: string, b: string, relation: "within" | "apart"): boolean {
  const [x, y] = [networkOf(a), networkOf(b)];
  if (x === undefined || y === undefined) return false;
  if (x.family !== y.family) return relation === "apart";
  return relation === "within" ? holds(y, x) : !holds(x, y) && !holds(y, x);
}
