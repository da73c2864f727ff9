import assert from "node:assert/strict";
import {
  combinations,
  type Calls,
  conditionOf,
  type Condition,
  excludes,
  implies,
  negation,
} from "../../../../policypack/iam/difference/conditions";
import { sameValue } from "../../../../policypack/iam/difference/sameValue";
import { Symbols } from "../../../../policypack/iam/difference/symbols";
import type { ConditionEntry } from "../../../../policypack/iam/document/document";
import { parsePolicy } from "../../../../policypack/iam";

const CALLS: Calls = {
  at: new Date("2026-11-24T12:00:00Z"),
  present: new Set(["aws:principalarn", "aws:currenttime"]),
};
type Written = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

function conditions(written: Written, symbols = new Symbols(["aws:username"])): Condition[] {
  const { document } = parsePolicy(
    { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: written } },
    "identity",
  );
  return document!.statements[0]!.conditions.map((entry) => conditionOf(entry, "2012-10-17", symbols));
}

const is = (value: string | string[], key = "aws:SourceAccount"): Written => ({ StringEquals: { [key]: value } });
const op = (operator: string, value: string | string[], key = "aws:SourceAccount"): Written => ({
  [operator]: { [key]: value },
});
const TAG = "aws:PrincipalTag/team";
const TIME = "aws:CurrentTime";
const KEYS = "aws:TagKeys";
const MFA = "aws:MultiFactorAuthPresent";

/** The conditions that are given, one that is asked for, and whether it follows and whether its opposite follows. */
type Row = [given: Written, wanted: Written, follows: boolean, excluded: boolean];
const ROWS: Row[] = [
  // The same, in other words.
  [is("1"), is("1"), true, false],
  [is(["1", "2"]), is(["2", "1", "2"]), true, false],
  [is("1"), is("1", "AWS:sourceaccount"), true, false],
  [is("1"), is("2"), false, true],
  [is("1"), is("1", "aws:SourceOrgID"), false, false],
  [{}, is("1"), false, false],
  [op("Strange", "1"), op("Strange", "1"), true, false],
  [op("Strange", "1"), op("Strange", "2"), false, false],
  [op("Strange", "1"), is("1"), false, false],
  [is("1"), op("Strange", "1"), false, false],
  // Fewer values, and patterns.
  [is("1"), is(["1", "2"]), true, false],
  [is(["1", "2"]), is("1"), false, false],
  [is("12"), op("StringLike", "1*"), true, false],
  [op("StringLike", "1*"), is("12"), false, false],
  [op("StringLike", "1*"), op("StringLike", "2*"), false, true],
  // Negated.
  [op("StringNotEquals", ["1", "2"]), op("StringNotEquals", "1"), true, false],
  [op("StringNotEquals", "1"), op("StringNotEquals", ["1", "2"]), false, false],
  [is("1"), op("StringNotEquals", "2"), true, false],
  [is("1"), op("StringNotEquals", "1"), false, true],
  [op("StringNotEquals", "1"), is("2"), false, false],
  [op("StringNotEquals", "1"), is("1"), false, true],
  // Keys that may be missing.
  [op("StringEqualsIfExists", "1"), is("1"), false, false],
  [is("1"), op("StringEqualsIfExists", "1"), true, false],
  [op("StringEqualsIfExists", "1"), op("StringEqualsIfExists", ["1", "2"]), true, false],
  [{ ...op("StringEqualsIfExists", "1"), ...op("Null", "false") }, is("1"), true, false],
  [{ ...op("StringEqualsIfExists", "1"), ...op("StringLike", "*") }, is("1"), true, false],
  [{ ...op("StringEqualsIfExists", "1"), ...op("StringNotLike", "2") }, is("1"), false, false],
  [{ ...op("StringEqualsIfExists", "1"), ...op("Null", "true") }, is("1"), false, true],
  [op("StringEqualsIfExists", "a", "aws:PrincipalArn"), is("a", "aws:PrincipalArn"), true, false],
  [op("StringNotEquals", "1"), op("StringNotEqualsIfExists", "1"), true, false],
  [op("StringNotEqualsIfExists", "1"), op("StringNotEquals", "1"), true, false],
  // Null.
  [op("Null", "false"), op("Null", "false"), true, false],
  [op("Null", "false"), op("Null", "FALSE"), true, false],
  [op("Null", "true"), op("Null", "false"), false, true],
  [is("1"), op("Null", "false"), true, false],
  [is("1"), op("Null", "true"), false, true],
  [op("StringEqualsIfExists", "1"), op("Null", "false"), false, false],
  [op("Null", "true"), op("StringNotEquals", "1"), true, false],
  [op("Null", "true"), op("StringEqualsIfExists", "1"), true, false],
  [op("Null", "true"), is("1"), false, true],
  [op("Null", "false"), is("1"), false, false],
  [op("Null", ["true", "false"]), op("Null", "true"), false, false],
  [op("Null", "x"), op("Null", "y"), false, false],
  [{}, op("Null", "false", "aws:PrincipalArn"), true, false],
  [{}, op("Null", "true", "aws:PrincipalArn"), false, true],
  [{}, op("Null", "false"), false, false],
  // Always met.
  [{}, op("StringLike", "*", "aws:PrincipalArn"), true, false],
  [{}, op("StringLike", "*"), false, false],
  [{}, op("StringLikeIfExists", "*"), true, false],
  [{}, op("StringLikeIfExists", "*", KEYS), false, false],
  [{}, op("ForAnyValue:StringLike", "*", "aws:PrincipalArn"), false, false],
  [{}, op("StringNotLike", "*", "aws:PrincipalArn"), false, true],
  [{}, op("StringEquals", "*", "aws:PrincipalArn"), false, false],
  [{}, op("DateGreaterThan", "2026-11-24T11:59:59Z", TIME), true, false],
  [{}, op("DateGreaterThan", ["2030-01-01", "2020-01-01"], TIME), true, false],
  [{}, op("DateGreaterThan", "2026-11-24T12:00:00Z", TIME), false, false],
  [{}, op("DateGreaterThanEquals", "2020-01-01", TIME), true, false],
  [{}, op("DateLessThan", "2020-01-01", TIME), false, true],
  [{}, op("DateGreaterThan", "2020-01-01", "aws:TokenIssueTime"), false, false],
  [{}, op("DateNotEquals", "2020-01-01", TIME), false, false],
  [{}, op("DateEquals", "2020-01-01", TIME), false, false],
  [{}, op("DateGreaterThan", "never", TIME), false, false],
  // Numbers and dates.
  [op("DateLessThan", "2027-01-01", TIME), op("DateLessThan", "2028-01-01", TIME), true, false],
  [op("DateLessThan", "2027-01-01", TIME), op("DateGreaterThan", "2028-01-01", TIME), false, true],
  [op("DateLessThan", "2027-01-01", TIME), op("DateGreaterThanEquals", "2027-01-01", TIME), false, true],
  [op("DateLessThanEquals", "2027-01-01", TIME), op("DateGreaterThanEquals", "2027-01-01", TIME), false, false],
  [op("DateLessThan", ["2027-01-01", "2029-01-01"], TIME), op("DateLessThan", "2028-01-01", TIME), false, false],
  // True and false.
  [op("Bool", "true", MFA), op("Bool", "false", MFA), false, true],
  [op("Bool", "true", MFA), op("BoolIfExists", "true", MFA), true, false],
  [op("BoolIfExists", "true", MFA), op("Bool", "false", MFA), false, true],
  [op("Bool", "true", MFA), op("BoolIfExists", "false", MFA), false, true],
  [op("BoolIfExists", "true", MFA), op("BoolIfExists", "false", MFA), false, false],
  [op("Bool", "true", KEYS), op("Bool", "false", KEYS), false, false],
  // Several values.
  [op("ForAllValues:StringEquals", "a", KEYS), op("ForAllValues:StringEquals", ["a", "b"], KEYS), true, false],
  [op("ForAnyValue:StringEquals", "a", KEYS), op("ForAnyValue:StringEquals", ["a", "b"], KEYS), true, false],
  [op("ForAnyValue:StringEquals", "a", KEYS), op("ForAllValues:StringEquals", "a", KEYS), false, false],
  [op("ForAllValues:StringEquals", "a", KEYS), op("ForAnyValue:StringEquals", "a", KEYS), false, false],
  [
    op("ForAnyValue:StringEqualsIfExists", "a", KEYS),
    op("ForAnyValue:StringEqualsIfExists", ["a", "b"], KEYS),
    true,
    false,
  ],
  [op("ForAllValues:StringEquals", "a", KEYS), op("ForAllValues:StringNotEquals", "b", KEYS), true, false],
  [op("ForAnyValue:StringEquals", "a", KEYS), op("ForAnyValue:StringNotEquals", "b", KEYS), true, false],
  [is("a", KEYS), op("StringNotEquals", "b", KEYS), false, false],
  // ARNs.
  [
    is("arn:aws:iam::1:role/a", "aws:PrincipalArn"),
    op("ArnNotLike", "arn:aws:iam::2:*", "aws:PrincipalArn"),
    true,
    false,
  ],
  [is("x", TAG), op("ArnNotLike", "arn:aws:iam::2:*", TAG), false, false],
  [op("ArnLike", "arn:aws:iam::1:role/a", TAG), op("ArnNotLike", "arn:aws:iam::2:role/*", TAG), true, false],
  // Addresses.
  [op("IpAddress", "10.0.0.0/16", "aws:SourceIp"), op("IpAddress", "10.0.0.0/8", "aws:SourceIp"), true, false],
  [op("IpAddress", "10.0.0.0/16", "aws:SourceIp"), op("NotIpAddress", "11.0.0.0/8", "aws:SourceIp"), true, false],
];

const shown = (written: Written): string =>
  Object.entries(written)
    .flatMap(([operator, keys]) => Object.entries(keys).map(([key, list]) => `${operator} ${key} ${String(list)}`))
    .join(" and ") || "nothing";

describe("a condition, given others", () => {
  for (const [given, wanted, follows, excluded] of ROWS)
    it(`${shown(given)}: ${shown(wanted)} ${follows ? "follows" : excluded ? "is excluded" : "is open"}`, () => {
      const symbols = new Symbols(["aws:username"]);
      const [all, [one]] = [conditions(given, symbols), conditions(wanted, symbols)];
      assert.equal(implies(all, one!, CALLS), follows);
      assert.equal(excludes(all, one!, CALLS), excluded);
    });

  it("has the text of its meaning", () => {
    const text = (entry: ConditionEntry): string => conditionOf(entry, "2012-10-17", new Symbols()).text;
    assert.equal(text({ operator: "Bool", key: "A", values: ["y", "x", "y"] }), 'Bool a ["x","y"]');
    assert.equal(text({ operator: "Bool", key: "A", values: ["x"], literal: true }), 'literally Bool a ["x"]');
  });

  it("has no value where a variable never resolves, and a symbol where one may", () => {
    const [one] = conditions(is(["a", "${aws:username}", `\${${TAG}}`]));
    assert.deepEqual(
      one!.values.map(({ source }) => source),
      ["a", `\${${TAG}}`],
    );
  });
});

describe("what holds for requests that do not meet a condition", () => {
  const opposite = (written: Written): string[] | undefined =>
    negation(conditions(written)[0]!)?.map(
      ({ entry: { operator, key, values } }) => `${operator} ${key} ${values.join()}`,
    );
  const rows: [written: Written, opposite: string[] | undefined][] = [
    [is("1"), ["StringNotEquals aws:SourceAccount 1"]],
    [op("StringNotEquals", ["1", "2"]), ["StringEquals aws:SourceAccount 1,2"]],
    [op("StringEqualsIfExists", "1"), ["StringNotEquals aws:SourceAccount 1", "Null aws:SourceAccount false"]],
    [op("StringNotEqualsIfExists", "1"), ["StringEquals aws:SourceAccount 1"]],
    [op("StringLike", "1*"), ["StringNotLike aws:SourceAccount 1*"]],
    [op("StringNotLike", "1*"), ["StringLike aws:SourceAccount 1*"]],
    [op("StringEqualsIgnoreCase", "a"), ["StringNotEqualsIgnoreCase aws:SourceAccount a"]],
    [op("ArnLike", "arn:aws:iam::1:*", "aws:PrincipalArn"), ["ArnNotLike aws:PrincipalArn arn:aws:iam::1:*"]],
    [op("ArnEquals", "arn:aws:iam::1:*", "aws:PrincipalArn"), ["ArnNotLike aws:PrincipalArn arn:aws:iam::1:*"]],
    [op("ArnLike", "x", "aws:PrincipalArn"), undefined],
    [op("IpAddress", "10.0.0.0/8", "aws:SourceIp"), ["NotIpAddress aws:SourceIp 10.0.0.0/8"]],
    [op("NotIpAddress", "10.0.0.0/8", "aws:SourceIp"), ["IpAddress aws:SourceIp 10.0.0.0/8"]],
    [op("IpAddress", "x", "aws:SourceIp"), undefined],
    [op("Bool", "true", MFA), [`BoolIfExists ${MFA} false`]],
    [op("BoolIfExists", "FALSE", MFA), [`Bool ${MFA} true`]],
    [op("Bool", ["true", "false"], MFA), undefined],
    [op("Bool", "yes", MFA), undefined],
    [op("Null", "true"), ["Null aws:SourceAccount false"]],
    [op("Null", "false"), ["Null aws:SourceAccount true"]],
    [op("Null", ["true", "false"]), undefined],
    [
      op("NumericLessThan", "5", "aws:MultiFactorAuthAge"),
      ["NumericGreaterThanEqualsIfExists aws:MultiFactorAuthAge 5"],
    ],
    [
      op("NumericLessThanEqualsIfExists", "5", "aws:MultiFactorAuthAge"),
      ["NumericGreaterThan aws:MultiFactorAuthAge 5"],
    ],
    [
      op("NumericGreaterThan", "5", "aws:MultiFactorAuthAge"),
      ["NumericLessThanEqualsIfExists aws:MultiFactorAuthAge 5"],
    ],
    [
      op("NumericGreaterThanEquals", "5", "aws:MultiFactorAuthAge"),
      ["NumericLessThanIfExists aws:MultiFactorAuthAge 5"],
    ],
    [op("NumericEquals", "5", "aws:MultiFactorAuthAge"), ["NumericNotEquals aws:MultiFactorAuthAge 5"]],
    [op("NumericNotEquals", "5", "aws:MultiFactorAuthAge"), ["NumericEquals aws:MultiFactorAuthAge 5"]],
    [op("NumericLessThan", ["5", "6"], "aws:MultiFactorAuthAge"), undefined],
    [op("DateLessThan", "2027-01-01", TIME), [`DateGreaterThanEqualsIfExists ${TIME} 2027-01-01`]],
    [op("DateEquals", "2027-01-01", TIME), [`DateNotEquals ${TIME} 2027-01-01`]],
    [op("DateLessThan", "soon", TIME), undefined],
    [op("NumericLessThan", "5", "aws:SourceAccount"), undefined],
    [is("a", KEYS), undefined],
    [is("a", "aws:Unheard"), undefined],
    [is("${aws:userid}"), undefined],
    [is(["a", "${aws:username}"]), undefined],
    [op("BinaryEquals", "a"), undefined],
    [op("ForAllValues:StringEquals", "a"), undefined],
    [op("ForAnyValue:StringEquals", "a", KEYS), undefined],
    [op("Strange", "a"), undefined],
  ];
  for (const [written, expected] of rows)
    it(`${shown(written)}: ${expected?.join(" and ") ?? "nothing is sure"}`, () =>
      assert.deepEqual(opposite(written), expected));
});

describe("conditions with several values", () => {
  const divided = (written: Written): string[] =>
    combinations(conditions(written)).map((all) =>
      all.map(({ entry, values }) => `${entry.values.join()}=${values.map(({ source }) => source).join()}`).join(" "),
    );

  it("are divided into single values", () => {
    assert.deepEqual(divided({ StringEquals: { a: ["1", "2"], b: ["3", "4"], c: "5" } }), [
      "1=1 3=3 5=5",
      "1=1 4=4 5=5",
      "2=2 3=3 5=5",
      "2=2 4=4 5=5",
    ]);
    assert.deepEqual(divided(op("ForAnyValue:StringEquals", ["1", "2"])), ["1=1", "2=2"]);
    assert.deepEqual(divided({}), [""]);
    assert.equal(combinations(conditions(is(["1", "2"])))[1]![0]!.text, 'StringEquals aws:sourceaccount ["2"]');
  });

  it("stay whole where one value alone does not do", () => {
    for (const operator of ["StringNotEquals", "ForAllValues:StringEquals", "Strange"])
      assert.deepEqual(divided(op(operator, ["1", "2"])), ["1,2=1,2"], operator);
    assert.equal(combinations(conditions(op("Null", ["true", "false"]))).length, 1);
    assert.equal(combinations(conditions(is(["1", "${aws:username}"]))).length, 1);
  });

  it("stay whole where there are too many", () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `v${i}`);
    assert.equal(combinations(conditions({ StringEquals: { a: many(16), b: many(16) } })).length, 256);
    assert.equal(combinations(conditions({ StringEquals: { a: many(257) } })).length, 1);
    assert.equal(combinations(conditions({ StringEquals: { a: many(257) } }))[0]![0]!.entry.values.length, 257);
  });
});

describe("two values of JSON", () => {
  const same: [unknown, unknown][] = [
    [1, 1],
    [null, null],
    [undefined, undefined],
    [{}, {}],
    [[], []],
    [
      { a: 1, b: [2, { c: 3 }] },
      { b: [2, { c: 3 }], a: 1 },
    ],
  ];
  const different: [unknown, unknown][] = [
    [1, 2],
    [1, "1"],
    [null, {}],
    [{}, null],
    [[], {}],
    [{}, []],
    [[1], [1, 2]],
    [[1, 2], [1]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, { b: undefined }],
    [{ toString: undefined }, { x: undefined }],
    ["a", ["a"]],
    [{ 0: "a", length: 1 }, ["a"]],
  ];
  it("are the same whatever the order of keys", () => {
    for (const [a, b] of same) assert.ok(sameValue(a, b), JSON.stringify([a, b]));
  });
  it("are different where anything is", () => {
    for (const [a, b] of different) assert.ok(!sameValue(a, b) && !sameValue(b, a), JSON.stringify([a, b]));
  });
});

describe("a variable of two policies", () => {
  it("has one symbol wherever it stands, and is written as it was", () => {
    const symbols = new Symbols();
    const tokens = (value: string): readonly number[] => symbols.compile(value, "2012-10-17", true)!.tokens;
    assert.deepEqual(tokens("${saml:Sub}"), tokens("${SAML:sub}"));
    assert.notDeepEqual(tokens("${saml:Sub}"), tokens("${saml:Sub, 'x'}"));
    assert.notDeepEqual(tokens("${saml:Sub, ''}"), tokens("${saml:Sub}"));
    assert.notDeepEqual(tokens("${saml:Sub, 'x'}"), tokens("${saml:Sub, 'y'}"));
    assert.notDeepEqual(tokens("${saml:Sub}"), tokens("${saml:Iss}"));
    assert.equal(symbols.text(tokens("a-${saml:Iss}-${saml:Sub, 'y'}b")), "a-${saml:Iss}-${saml:Sub, 'y'}b");
  });
});
