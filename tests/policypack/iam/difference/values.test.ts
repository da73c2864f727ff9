import assert from "node:assert/strict";
import { parseOperator, readsWildcards } from "../../../../policypack/iam/condition/operators";
import { apart, isValue, subset } from "../../../../policypack/iam/difference/values";
import {
  compilePattern,
  FIRST_VARIABLE,
  literalPattern,
  type Pattern,
  patternOf,
} from "../../../../policypack/iam/pattern/pattern";

const VARIABLES: Readonly<Record<string, Pattern>> = {
  "${v}": patternOf([FIRST_VARIABLE], "${v}"),
  "${aws:UserName}": patternOf([FIRST_VARIABLE + 1], "${aws:UserName}"),
  "${aws:username,'x'}": patternOf([FIRST_VARIABLE + 2], "${aws:username, 'x'}"),
};
const values = (operator: string, texts: string): Pattern[] =>
  texts
    .split(" ")
    .filter(Boolean)
    .map(
      (text) => VARIABLES[text] ?? (readsWildcards(parseOperator(operator)!) ? compilePattern : literalPattern)(text),
    );

/** `a 'values' in|apart b 'values'`: whether each value of the first is among, or is none of, those of the second. */
type Row = [a: string, some: string, b: string, others: string, within: boolean, apart: boolean];
const R = "arn:aws:iam::1:role/";
const ROWS: Row[] = [
  ["StringEquals", "x", "StringEquals", "x y", true, false],
  ["StringEquals", "x z", "StringEquals", "x y", false, false],
  ["StringEquals", "x", "StringEquals", "y z", false, true],
  ["StringEquals", "", "StringEquals", "y", true, true],
  ["StringEquals", "x", "StringEquals", "", false, true],
  ["StringNotEquals", "x", "StringEquals", "x", true, false],
  ["StringEquals", "x*", "StringEquals", "x*", true, false],
  ["StringEquals", "xy", "StringLike", "x*", true, false],
  ["StringLike", "x*", "StringEquals", "xy", false, false],
  ["StringLike", "xy*", "StringLike", "x*", true, false],
  ["StringLike", "x*", "StringLike", "xy* *", true, false],
  ["StringLike", "x*", "StringLike", "y*", false, true],
  ["StringEquals", "${v}", "StringLike", "*", true, false],
  ["StringEquals", "${v}", "StringEquals", "${v}", true, false],
  ["StringEquals", "${v}", "StringLike", "?*", false, false],
  ["StringEquals", "${aws:UserName}", "StringLike", "?*", true, false],
  ["StringLike", "${aws:UserName}", "StringLike", "x ?*", true, false],
  ["StringNotLike", "${aws:UserName}", "StringNotLike", "?*", false, false],
  ["StringLike", "${aws:UserName}", "StringLike", "?", false, false],
  ["StringLike", "${aws:UserName}", "StringLike", "??*", false, false],
  ["StringLike", "${aws:UserName}", "StringLike", "x?*", false, false],
  ["StringLike", "${aws:UserName}", "StringEquals", "?*", false, false],
  ["StringEquals", "${aws:username,'x'}", "StringLike", "?*", false, false],
  ["StringEquals", "${v}", "StringEquals", "x", false, false],
  ["StringEquals", "x", "StringEquals", "${v}", false, false],
  ["StringEquals", "X", "StringEqualsIgnoreCase", "x", true, false],
  ["StringEqualsIgnoreCase", "X", "StringEqualsIgnoreCase", "x", true, false],
  ["StringEqualsIgnoreCase", "X", "StringEqualsIgnoreCase", "y", false, true],
  ["StringEqualsIgnoreCase", "x", "StringEquals", "x", false, false],
  ["StringEqualsIgnoreCase", "x", "StringLike", "*", true, false],
  ["StringEqualsIgnoreCase", "x", "StringEquals", "y", false, true],
  ["StringLike", "X*", "StringEqualsIgnoreCase", "x", false, false],
  ["StringEquals", "É", "StringEqualsIgnoreCase", "é", false, false],
  ["StringEquals", "é", "StringEqualsIgnoreCase", "é", false, false],
  ["StringEquals", "x", "StringEqualsIgnoreCase", "é", false, false],
  ["StringEquals", "\u007f", "StringEqualsIgnoreCase", "\u007f", true, false],
  ["StringEquals", "\u0080", "StringEqualsIgnoreCase", "\u0080", false, false],
  ["StringEquals", "é", "StringEquals", "è", false, true],
  ["ArnLike", `${R}a`, "ArnLike", `${R}*`, true, false],
  ["ArnLike", `${R}a`, "ArnLike", `${R}b`, false, true],
  ["ArnLike", `${R}*`, "ArnLike", `${R}a`, false, false],
  ["ArnLike", "arn:*:iam::1:role/a", "ArnLike", "arn:*:iam::1:role/*", true, false],
  ["ArnLike", "arn:*:iam::1:role/a", "ArnLike", `${R}a`, false, false],
  ["ArnLike", "arn:*:*:*:*:*", "ArnLike", "arn:*:*:*:*:*", true, false],
  ["ArnLike", "x*", "ArnLike", "x*", true, false],
  ["ArnLike", "x", "ArnLike", "*", false, false],
  ["ArnLike", "x", "ArnLike", `${R}a`, false, false],
  ["ArnLike", `${R}a`, "ArnLike", "x", false, false],
  ["ArnLike", `${R}a`, "StringEquals", `${R}a`, true, false],
  ["ArnLike", `${R}a`, "StringLike", "arn:*", true, false],
  ["ArnLike", `${R}a`, "StringEqualsIgnoreCase", `${R}a`, false, false],
  ["ArnLike", "x", "StringEquals", "x", false, false],
  ["ArnLike", "x", "StringLike", "*", true, false],
  ["StringEquals", `${R}a`, "ArnLike", `${R}*`, true, false],
  ["StringEquals", `${R}a`, "ArnLike", `${R}b`, false, true],
  ["StringLike", `${R}a*`, "ArnLike", `${R}*`, true, false],
  ["StringLike", "arn:*:iam::1:role/a", "ArnLike", "arn:*:iam::1:role/a", false, false],
  ["StringLike", "arn:aws:iam::1*:role/a", "ArnLike", "arn:aws:iam::1*:role/a", false, false],
  ["StringEquals", "x", "ArnLike", "x", false, false],
  ["ArnLike", "${v}", "ArnLike", "${v}", true, false],
  ["Bool", "true", "Bool", "TRUE", true, false],
  ["Bool", "true", "Bool", "false", false, true],
  ["Bool", "false", "Bool", "False", true, false],
  ["Bool", "true false", "Bool", "true", false, false],
  ["Bool", "yes", "Bool", "yes", false, false],
  ["Bool", "true", "Bool", "yes", false, false],
  ["Bool", "yes", "Bool", "true", false, false],
  ["Bool", "${v}", "Bool", "${v}", true, false],
  ["Bool", "true", "Bool", "${v}", false, false],
  ["Bool", "true", "StringEquals", "true", false, false],
  ["NumericLessThan", "5", "NumericLessThan", "5", true, false],
  ["NumericLessThan", "5", "NumericLessThan", "6", true, false],
  ["NumericLessThan", "6", "NumericLessThan", "5", false, false],
  ["NumericLessThan", "5", "NumericLessThanEquals", "5", true, false],
  ["NumericLessThanEquals", "5", "NumericLessThan", "5", false, false],
  ["NumericLessThanEquals", "4", "NumericLessThan", "5", true, false],
  ["NumericGreaterThan", "5", "NumericGreaterThan", "5", true, false],
  ["NumericGreaterThan", "6", "NumericGreaterThan", "5", true, false],
  ["NumericGreaterThan", "5", "NumericGreaterThan", "6", false, false],
  ["NumericGreaterThan", "5", "NumericGreaterThanEquals", "5", true, false],
  ["NumericGreaterThanEquals", "5", "NumericGreaterThan", "5", false, false],
  ["NumericEquals", "5", "NumericLessThan", "6", true, false],
  ["NumericEquals", "5", "NumericLessThan", "5", false, true],
  ["NumericEquals", "5", "NumericLessThanEquals", "5", true, false],
  ["NumericEquals", "5", "NumericGreaterThan", "5", false, true],
  ["NumericEquals", "5", "NumericGreaterThanEquals", "5", true, false],
  ["NumericEquals", "5", "NumericEquals", "5.0", true, false],
  ["NumericEquals", "5", "NumericEquals", "6", false, true],
  ["NumericLessThan", "5", "NumericGreaterThan", "5", false, true],
  ["NumericLessThanEquals", "5", "NumericGreaterThan", "5", false, true],
  ["NumericLessThan", "5", "NumericGreaterThanEquals", "5", false, true],
  ["NumericLessThanEquals", "5", "NumericGreaterThanEquals", "5", false, false],
  ["NumericGreaterThanEquals", "5", "NumericLessThanEquals", "5", false, false],
  ["NumericGreaterThan", "5", "NumericLessThan", "6", false, false],
  ["NumericLessThan", "5", "NumericEquals", "5", false, true],
  ["NumericEquals", "-5", "NumericLessThan", "-4.5", true, false],
  ["NumericEquals", "5e0", "NumericEquals", "5e0", false, false],
  ["NumericEquals", "1234567890123456", "NumericEquals", "1234567890123456", false, false],
  ["NumericEquals", "123456789012345", "NumericEquals", "123456789012345", true, false],
  ["NumericEquals", "+5", "NumericEquals", "5", false, false],
  ["NumericEquals", "5.", "NumericEquals", "5", false, false],
  ["NumericEquals", "x5", "NumericLessThan", "9", false, false],
  ["NumericEquals", "5", "NumericLessThan", "9x", false, false],
  ["NumericLessThan", "${v}", "NumericLessThan", "${v}", true, false],
  ["NumericLessThan", "${v}", "NumericGreaterThan", "${v}", false, false],
  ["DateLessThan", "2027-01-01", "DateLessThan", "2027-01-02T00:00:00Z", true, false],
  ["DateLessThan", "2027-01-01", "DateGreaterThan", "2027-01-01T00:00Z", false, true],
  ["DateLessThan", "2027-01-01T00:00", "DateLessThan", "2028-01-01", false, false],
  ["DateEquals", "0", "DateEquals", "1970-01-01", true, false],
  ["DateEquals", "12345678901", "DateEquals", "12345678901", true, false],
  ["DateEquals", "123456789012", "DateEquals", "123456789012", false, false],
  ["DateEquals", "2027-01-01T00:00:00.123Z", "DateEquals", "2027-01-01T00:00:00.123+00:00", true, false],
  ["DateEquals", "2027-01-01T00:00:00.1234Z", "DateEquals", "2027-01-01T00:00:00.1234Z", false, false],
  ["DateEquals", "2027-01-01x", "DateEquals", "2027-01-01x", false, false],
  ["DateLessThan", "5", "NumericLessThan", "6", false, false],
  ["IpAddress", "10.1.0.0/16", "IpAddress", "10.0.0.0/8", true, false],
  ["IpAddress", "10.0.0.0/8", "IpAddress", "10.1.0.0/16", false, false],
  ["IpAddress", "10.0.0.0/8", "IpAddress", "11.0.0.0/8", false, true],
  ["IpAddress", "10.0.0.0/8", "IpAddress", "::/0", false, true],
  ["IpAddress", "x", "IpAddress", "10.0.0.0/8", false, false],
  ["IpAddress", "10.0.0.0/8", "IpAddress", "x", false, false],
  ["BinaryEquals", "YQ==", "BinaryEquals", "YQ==", true, false],
  ["BinaryEquals", "YQ==", "BinaryEquals", "Yg==", false, false],
];

describe("the values of one condition among those of another", () => {
  for (const [a, some, b, others, isWithin, isApart] of ROWS)
    it(`${a} ${some || "nothing"}, ${b} ${others || "nothing"}`, () => {
      const [one, other] = [parseOperator(a)!, parseOperator(b)!];
      assert.equal(subset(one, values(a, some), other, values(b, others)), isWithin, "within");
      assert.equal(apart(one, values(a, some), other, values(b, others)), isApart, "apart");
      // To share no value is the same from either side.
      assert.equal(apart(other, values(b, others), one, values(a, some)), isApart, "apart, the other way");
    });

  const typed: [operator: string, taken: string, refused: string][] = [
    ["ArnLike", `${R}a arn:*:*:*:*:*`, "x *"],
    ["Bool", "true FALSE", "yes truest untrue"],
    ["NumericEquals", "5 -5.5", "x 1e3"],
    ["DateEquals", "2027-01-01 5", "x"],
    ["IpAddress", "10.0.0.1 ::/0", "x"],
    ["StringEqualsIgnoreCase", "x", "é"],
    ["StringEquals", "é x", ""],
    ["StringLike", "é* x", ""],
    ["BinaryEquals", "x", ""],
  ];
  for (const [operator, taken, refused] of typed)
    it(`are of the type of ${operator}, or not`, () => {
      for (const value of values(operator, taken)) assert.ok(isValue(parseOperator(operator)!, value), value.source);
      for (const value of values(operator, refused)) assert.ok(!isValue(parseOperator(operator)!, value), value.source);
    });
});
