import assert from "node:assert/strict";
import { holds, inRange, networkOf, withinRange } from "../../../../policypack/iam/condition/addresses";
import { momentsOf } from "../../../../policypack/iam/condition/moments";
import {
  arnPatternParts,
  compare,
  dateOf,
  isOver,
  numberOf,
  operatorNames,
  parseOperator,
  readsWildcards,
} from "../../../../policypack/iam/condition/operators";
import { compilePattern, literalPattern } from "../../../../policypack/iam/pattern/pattern";
import { parsePolicy } from "../../../../policypack/iam";

const DAY = Date.UTC(2026, 10, 24);
const S3 = "arn:aws:s3:::b";

describe("the name of a condition operator", () => {
  const rows: [name: string, comparison: string, relation: string, negated: boolean][] = [
    ["StringEquals", "string", "=", false],
    ["StringNotEquals", "string", "=", true],
    ["StringEqualsIgnoreCase", "stringIgnoreCase", "=", false],
    ["StringNotEqualsIgnoreCase", "stringIgnoreCase", "=", true],
    ["StringLike", "like", "=", false],
    ["StringNotLike", "like", "=", true],
    ["ArnEquals", "arn", "=", false],
    ["ArnNotEquals", "arn", "=", true],
    ["ArnLike", "arn", "=", false],
    ["ArnNotLike", "arn", "=", true],
    ...(["Numeric", "Date"] as const).flatMap((prefix): [string, string, string, boolean][] => [
      [`${prefix}Equals`, prefix.toLowerCase(), "=", false],
      [`${prefix}NotEquals`, prefix.toLowerCase(), "=", true],
      [`${prefix}LessThan`, prefix.toLowerCase(), "<", false],
      [`${prefix}LessThanEquals`, prefix.toLowerCase(), "<=", false],
      [`${prefix}GreaterThan`, prefix.toLowerCase(), ">", false],
      [`${prefix}GreaterThanEquals`, prefix.toLowerCase(), ">=", false],
    ]),
    ["Bool", "bool", "=", false],
    ["BinaryEquals", "binary", "=", false],
    ["IpAddress", "ip", "=", false],
    ["NotIpAddress", "ip", "=", true],
    ["Null", "null", "=", false],
  ];
  for (const [name, comparison, relation, negated] of rows)
    it(`${name}, by itself, with a quantifier and with IfExists`, () => {
      const plain = { comparison, relation, negated, ifExists: false };
      assert.deepEqual(parseOperator(name), plain);
      assert.deepEqual(parseOperator(name), plain);
      const more = name === "Null" ? () => undefined : (change: object) => ({ ...plain, ...change });
      assert.deepEqual(parseOperator(`${name}IfExists`), more({ ifExists: true }));
      assert.deepEqual(parseOperator(`ForAnyValue:${name}`), more({ quantifier: "ForAnyValue" }));
      assert.deepEqual(
        parseOperator(`ForAllValues:${name}IfExists`),
        more({ quantifier: "ForAllValues", ifExists: true }),
      );
    });

  it("is one of these", () => assert.deepEqual([...operatorNames].sort(), rows.map(([name]) => name).sort()));

  for (const name of [
    "",
    "stringequals",
    "StringEqual",
    "StringEqualsIfExistsIfExists",
    "ForEachValue:StringEquals",
    "ForAnyValue:ForAnyValue:StringEquals",
    "ForAnyValue:",
    "IfExists",
    "StringEquals ",
    " StringEquals",
    "String1Equals",
    "constructor",
    "__proto__",
    "toString",
  ])
    it(`is none: ${JSON.stringify(name)}`, () => assert.equal(parseOperator(name), undefined));
});

describe("a value of a request and one of a policy", () => {
  const rows: [operator: string, actual: string, expected: string, boolean | undefined][] = [
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", "a*", "a*", true],
    ["StringEquals", "ab", "a*", false],
    ["BinaryEquals", "YQ==", "YQ==", true],
    ["BinaryEquals", "YQ==", "Yg==", false],
    ["StringEqualsIgnoreCase", "aB", "Ab", true],
    ["StringEqualsIgnoreCase", "a", "b", false],
    ["StringLike", "ab", "a*", true],
    ["StringLike", "b", "a*", false],
    ["ArnLike", `${S3}/c:d`, `${S3}/*`, true],
    ["ArnEquals", S3, "arn:*:s3:::?", true],
    ["ArnLike", "arn:aws:s3:eu:1:b", "arn:aws:s3:*", undefined],
    ["ArnLike", "arn:aws:s3:eu:1:b", "arn:*:1:b", undefined],
    ["ArnLike", "arn:aws:s3:eu:1:b", "arn:a*:s3:*:*:b", true],
    ["ArnLike", "arn:aws:s3:eu:1:b", "arn:*:*:b:*:*", false],
    ["ArnLike", S3, "*", true],
    ["ArnLike", S3, "**", undefined],
    ["ArnLike", "b", "*", true],
    ["ArnLike", "b", `${S3}*`, false],
    ["ArnLike", `${S3}c`, S3, false],
    ["Bool", "true", "TRUE", true],
    ["Bool", "False", "false", true],
    ["Bool", "true", "false", false],
    ["Bool", "yes", "true", false],
    ["Bool", "yes", "yes", undefined],
    ["Bool", "true", "truest", undefined],
    ["Bool", "true", "untrue", undefined],
    ["NumericEquals", "1", "1.0", true],
    ["NumericEquals", "1", "2", false],
    ["NumericLessThan", "1", "2", true],
    ["NumericLessThan", "2", "2", false],
    ["NumericLessThanEquals", "2", "2", true],
    ["NumericLessThanEquals", "3", "2", false],
    ["NumericGreaterThan", "2", "2", false],
    ["NumericGreaterThan", "3", "2", true],
    ["NumericGreaterThanEquals", "2", "2", true],
    ["NumericGreaterThanEquals", "1", "2", false],
    ["NumericEquals", "x", "1", undefined],
    ["NumericEquals", "1", "x", undefined],
    ["NumericLessThan", "x", "y", undefined],
    ["DateLessThan", "2026-11-23", "2026-11-24", true],
    ["DateLessThan", "2026-11-24", "2026-11-24", false],
    ["DateEquals", "2026-11-24T00:00:00Z", `${DAY / 1000}`, true],
    ["DateEquals", "tomorrow", "2026-11-24", undefined],
    ["IpAddress", "10.1.2.3", "10.0.0.0/8", true],
    ["IpAddress", "11.1.2.3", "10.0.0.0/8", false],
    ["IpAddress", "10.0.0.0/8", "10.0.0.0/8", undefined],
    ["IpAddress", "::1", "10.0.0.0/8", false],
    ["Null", "true", "true", undefined],
  ];
  for (const [name, actual, expected, result] of rows)
    it(`${name} ${expected}: ${actual} ${String(result)}`, () => {
      const operator = parseOperator(name)!;
      const pattern = (readsWildcards(operator) ? compilePattern : literalPattern)(expected);
      assert.equal(compare(operator, actual, pattern), result);
    });

  it("have wildcards for Like and ARNs alone", () => {
    const reading = operatorNames.filter((name) => readsWildcards(parseOperator(name)!));
    assert.deepEqual(reading, ["StringLike", "StringNotLike", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]);
  });
});

describe("a date of IAM", () => {
  const rows: [text: string, milliseconds: number | undefined][] = [
    ["2026-11-24", DAY],
    ["2026-11-24T01:00", DAY + 3_600_000],
    ["2026-11-24T01:00:01", DAY + 3_601_000],
    ["2026-11-24T01:00:01.5", DAY + 3_601_500],
    ["2026-11-24T01:00:01.123Z", DAY + 3_601_123],
    ["2026-11-24T01:00Z", DAY + 3_600_000],
    ["2026-11-24T01:00:00+01:00", DAY],
    ["2026-11-24T00:00:00-01:00", DAY + 3_600_000],
    ["2026-11-24T01:00:01.1234Z", undefined],
    ["2026-11-24T01Z", undefined],
    ["2026-11-24Z", undefined],
    ["2026-11-24 ", undefined],
    [" 2026-11-24", undefined],
    ["12026-11-24", undefined],
    ["2026-13-24", undefined],
    ["2026-11-24T25:00Z", undefined],
    ["2026", 2_026_000],
    ["0", 0],
    [`${DAY / 1000}`, DAY],
    ["999999999999", 999_999_999_999_000],
    ["1000000000000", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["", undefined],
  ];
  for (const [text, milliseconds] of rows)
    it(`${JSON.stringify(text)}: ${milliseconds}`, () => assert.equal(dateOf(text), milliseconds));

  it("is over when the time before it is", () => {
    assert.deepEqual(
      [9, 10, 11].map((now) => isOver("<", 10, now)),
      [false, true, true],
    );
    assert.deepEqual(
      [9, 10, 11].map((now) => isOver("<=", 10, now)),
      [false, false, true],
    );
  });
});

describe("a number of IAM", () => {
  const rows: [text: string, number: number | undefined][] = [
    ["0", 0],
    ["12", 12],
    ["+12", 12],
    ["-12", -12],
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    ["1e3", 1000],
    ["1E-2", 0.01],
    ["1e+2", 100],
    ["123456789012345", 123456789012345],
    ["1234567890123456", undefined],
    ["1e123456789012345678", Infinity],
    ["", undefined],
    [".", undefined],
    ["1.5.5", undefined],
    ["e3", undefined],
    ["1e", undefined],
    [" 1", undefined],
    ["1 ", undefined],
    ["0x10", undefined],
    ["--1", undefined],
    ["one", undefined],
  ];
  for (const [text, number] of rows)
    it(`${JSON.stringify(text)}: ${number}`, () => assert.equal(numberOf(text), number));
});

describe("the pattern of an ARN", () => {
  it("has six parts, of which the last keeps its colons", () => {
    const parts = (source: string): string[] | undefined =>
      arnPatternParts(compilePattern(source))?.map((part) => part.source);
    assert.deepEqual(parts("arn:aws:*:eu-?::a:b*"), ["arn", "aws", "*", "eu-?", "", "a:b*"]);
    assert.deepEqual(parts(":::::"), ["", "", "", "", "", ""]);
    assert.equal(parts("arn:aws:s3::*"), undefined);
    assert.equal(parts("*"), undefined);
  });
});

describe("a range of addresses", () => {
  it("is a network or one address", () => {
    const shown = (text: string): unknown => {
      const network = networkOf(text);
      return network && [network.base, network.bits, network.family];
    };
    assert.deepEqual(shown("203.0.113.0/24"), ["203.0.113.0", 24, "ipv4"]);
    assert.deepEqual(shown("203.0.113.7"), ["203.0.113.7", 32, "ipv4"]);
    assert.deepEqual(shown("0.0.0.0/0"), ["0.0.0.0", 0, "ipv4"]);
    assert.deepEqual(shown("10.0.0.0/32"), ["10.0.0.0", 32, "ipv4"]);
    assert.deepEqual(shown("2001:db8::/32"), ["2001:db8::", 32, "ipv6"]);
    assert.deepEqual(shown("2001:db8::/128"), ["2001:db8::", 128, "ipv6"]);
    assert.deepEqual(shown("2001:db8::1"), ["2001:db8::1", 128, "ipv6"]);
    for (const text of [
      "",
      "/8",
      "10.0.0.0/33",
      "::/129",
      "10.0.0.0/",
      "10.0.0.0/x",
      "10.0.0.0/-1",
      "10.0.0.0/8/8",
      "10.0.0",
      "10.0.0.0/1x",
      "10.0.0.0/x1",
      "*",
    ])
      assert.equal(shown(text), undefined, text);
  });

  it("is within another, or not, or one of the two cannot be read", () => {
    const rows: [inner: string, outer: string, boolean | undefined][] = [
      ["10.1.0.0/16", "10.0.0.0/8", true],
      ["10.0.0.0/8", "10.1.0.0/16", false],
      ["10.0.0.0/8", "10.0.0.0/8", true],
      ["10.0.0.0/8", "10.0.0.0/9", false],
      ["11.0.0.0/16", "10.0.0.0/8", false],
      ["10.0.0.1", "0.0.0.0/0", true],
      ["::1", "0.0.0.0/0", false],
      ["10.0.0.1", "::/0", false],
      ["2001:db8::1", "2001:db8::/32", true],
      ["x", "0.0.0.0/0", undefined],
      ["10.0.0.1", "x", undefined],
    ];
    for (const [inner, outer, expected] of rows) {
      assert.equal(withinRange(inner, outer), expected, `${inner} ${outer}`);
      if (expected !== undefined) assert.equal(holds(networkOf(outer)!, networkOf(inner)!), expected);
    }
    assert.equal(inRange("10.0.0.1", "10.0.0.0/8"), true);
    assert.equal(inRange("10.0.0.0/9", "10.0.0.0/8"), undefined);
    assert.equal(inRange("10.0.0.1", "x"), undefined);
  });
});

describe("the moments that conditions tell apart", () => {
  it("are now, and each date from now on that they name, and the second after it", () => {
    const condition = {
      DateLessThan: { "aws:CurrentTime": ["2026-11-26", "2026-11-20", "x"] },
      DateGreaterThan: { "AWS:currenttime": "2026-11-24" },
      NumericLessThan: { "aws:EpochTime": `${DAY / 1000 + 86_400}` },
      DateEquals: {
        "aws:TokenIssueTime": "2026-12-01",
        "x:aws:CurrentTime": "2026-12-02",
        "aws:CurrentTimes": "2026-12-03",
      },
      DateNotEquals: { "aws:CurrentTime": "2026-11-26" },
    };
    const { document } = parsePolicy(
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }] },
      "identity",
    );
    const texts = momentsOf(document!.statements, new Date(DAY)).map((moment) => moment.toISOString());
    assert.deepEqual(texts, [
      "2026-11-24T00:00:00.000Z",
      "2026-11-24T00:00:00.000Z",
      "2026-11-24T00:00:01.000Z",
      "2026-11-25T00:00:00.000Z",
      "2026-11-25T00:00:01.000Z",
      "2026-11-26T00:00:00.000Z",
      "2026-11-26T00:00:01.000Z",
    ]);
  });
});
