/** Condition keys: what policies ask of them, and what requests have. */
import * as fc from "fast-check";
import type { PlainConditions } from "../../../evaluatorConditions";

/** A key with the values that a policy may ask for and those that a request may have; undefined for none. */
export interface Key {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly found: readonly (string | readonly string[] | undefined)[];
  /** True where quantifiers are drawn too. */
  readonly several?: true;
}

const STRINGS = [
  "StringEquals",
  "StringNotEquals",
  "StringLike",
  "StringNotLike",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
];
const ARNS = ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"];
const orders = (kind: string): string[] =>
  ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((one) => kind + one);
const NUMBERS = orders("Numeric");
const DATES = orders("Date");
const ADDRESSES = ["IpAddress", "NotIpAddress"];

/** The moment from which on policies are compared, and later ones. */
export const NOW = new Date("2026-11-24T12:00:00Z");
const MOMENTS = ["2026-11-24T12:00:00Z", "2026-11-30T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"];

/** Keys that AWS sets itself: their values are what they are said to be. */
export const SET_BY_AWS: readonly Key[] = [
  {
    key: "aws:MultiFactorAuthPresent",
    operators: ["Bool"],
    values: ["true", "false", "True"],
    found: [undefined, "true", "false"],
  },
  { key: "aws:SecureTransport", operators: ["Bool"], values: ["true", "false"], found: ["true", "false"] },
  {
    key: "aws:MultiFactorAuthAge",
    operators: NUMBERS,
    values: ["0", "900", "3600", "900.0", "7200"],
    found: [undefined, "0", "899", "900", "3600", "3601", "9000"],
  },
  {
    key: "aws:TokenIssueTime",
    operators: DATES,
    values: ["2026-11-01T00:00:00Z", "2026-11-20", "2027-01-01T00:00:00Z"],
    found: [undefined, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", "2027-02-01T00:00:00Z"],
  },
  { key: "aws:CurrentTime", operators: DATES, values: ["2026-11-01T00:00:00Z", ...MOMENTS], found: MOMENTS },
  {
    key: "aws:SourceIp",
    operators: ADDRESSES,
    values: ["192.0.2.0/24", "192.0.2.0/25", "192.0.2.7", "2001:db8::/32", "0.0.0.0/0"],
    found: [undefined, "192.0.2.7", "192.0.2.200", "203.0.113.1", "2001:db8::1"],
  },
  {
    key: "aws:SourceArn",
    operators: [...ARNS, "StringLike", "StringEquals"],
    values: ["arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:*", "*", "arn:*:*:*:*:*"],
    found: [undefined, "arn:aws:s3:::b", "arn:aws:s3:::c:d", "arn:aws:sns:eu-west-1:1:t"],
  },
  {
    key: "aws:PrincipalOrgID",
    operators: STRINGS,
    values: ["o-a", "o-*", "O-A", "o-b", "*"],
    found: [undefined, "o-a", "o-b"],
  },
  {
    key: "aws:PrincipalArn",
    operators: [...ARNS, "StringLike", "StringNotEquals", "StringEquals"],
    values: ["arn:aws:iam::111111111111:role/deploy", "arn:aws:iam::222222222222:*", "arn:aws:iam::*:role/*", "*"],
    found: [undefined],
  },
];

/** Values of one kind: operators for it, what policies ask for, and what requests have, some of it of no kind. */
interface Kind {
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly found: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    operators: STRINGS,
    values: [
      "yes",
      "w*",
      "*",
      "Web",
      "k",
      "i",
      "",
      "${aws:PrincipalTag/t}",
      "${aws:PrincipalTag/t, 'yes'}",
      "${*}",
      "${aws:userid}",
      "${aws:username}",
    ],
    found: ["yes", "YES", "web", "w*", "", "*", "K", "\u212a", "\u0130", "${aws:PrincipalTag/t}", "AIDAEXAMPLE:x"],
  },
  {
    operators: [...ARNS, ...ARNS, "StringLike", "StringNotLike", "StringEquals", "StringNotEquals"],
    values: ["arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:*", "*", "arn:*:*:*:*:b"],
    found: ["arn:aws:s3:::b", "arn:aws:s3:::b:c", "arn:aws:sqs:x:1:b", "b"],
  },
  {
    operators: NUMBERS,
    values: ["5", "7", "10.0", "1e1", "+5", "9007199254740992", "9007199254740993", "many"],
    found: ["4", "5", "5.0", "6", "10", " 5", "1e1", "9007199254740992", "9007199254740993", "many"],
  },
  {
    operators: DATES,
    values: ["2026-11-01T00:00:00Z", "2027-01-01", "2027-01-01T00:00:00", "1798761600", "soon"],
    found: ["2026-11-01T00:00:00Z", "2026-12-01", "2027-01-01T00:00:00Z", "1700000000", "soon"],
  },
  {
    operators: ADDRESSES,
    values: ["192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "office"],
    found: ["192.0.2.7", "192.0.2.9", "2001:db8::1", "office"],
  },
  {
    operators: ["Bool", "Bool", "StringEquals", "StringNotEquals"],
    values: ["true", "false", "yes"],
    found: ["true", "TRUE", "false", "yes", ""],
  },
  { operators: ["BinaryEquals"], values: ["eWVz", "bm8="], found: ["eWVz", "bm8=", "no"] },
];

/** A tag, which has one value, with what conditions of one kind ask of it; and of all kinds together. */
const TAG: readonly Key[] = [
  ...KINDS,
  {
    operators: KINDS.flatMap(({ operators }) => operators),
    values: KINDS.flatMap(({ values }) => values.slice(0, 2)),
    found: KINDS.flatMap(({ found }) => found),
  },
].map((kind) => ({ ...kind, key: "aws:ResourceTag/t", found: [undefined, ...kind.found, "soon"] }));

/** A key that nobody has described: it may have several values. */
const MADE_UP: readonly Key[] = KINDS.map(({ operators, values, found }) => ({
  key: "made:Up",
  several: true,
  operators,
  values,
  found: [undefined, ...found, [found[0]!, found[1]!], [found[0]!, found.at(-1)!], [found[1]!]],
}));

/** Keys that people fill in, and keys that nobody has described: any operator, and values that are not what it expects. */
export const FILLED_IN: readonly Key[] = [
  ...TAG,
  ...MADE_UP,
  {
    key: "aws:PrincipalTag/t",
    operators: STRINGS,
    values: ["yes", "w*", "Web", "${aws:ResourceTag/t}"],
    found: [undefined, "yes", "web", "w*", "*", "5"],
  },
  {
    key: "aws:TagKeys",
    several: true,
    operators: STRINGS,
    values: ["a", "b", "a*", "ab"],
    found: [undefined, "a", ["a"], ["b"], ["a", "b"], ["ab", "a"], ["c"], ["a", "c"]],
  },
];

/** A condition on a key; `Null` and an empty list now and then. */
export function condition({ key, operators, values, several }: Key): fc.Arbitrary<PlainConditions> {
  const drawn = fc.record({
    quantifier: several
      ? fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:")
      : fc.oneof(
          { weight: 14, arbitrary: fc.constant("") },
          { weight: 1, arbitrary: fc.constantFrom("ForAllValues:", "ForAnyValue:") },
        ),
    operator: fc.constantFrom(...operators),
    ifExists: fc.constantFrom("", "", "IfExists"),
    list: fc.oneof(
      { weight: 30, arbitrary: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant<string[]>([]) },
    ),
  });
  return fc.oneof(
    {
      weight: 9,
      arbitrary: drawn.map(({ quantifier, operator, ifExists, list }): PlainConditions => ({
        [quantifier + operator + ifExists]: { [key]: list.length === 1 ? list[0]! : list },
      })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<string | string[]>("true", "false", ["true", "false"])
        .map((value): PlainConditions => ({ Null: { [key]: value } })),
    },
  );
}

const OPPOSITES: readonly (readonly [string, string])[] = [
  ["Equals", "NotEquals"],
  ["Like", "NotLike"],
  ["EqualsIgnoreCase", "NotEqualsIgnoreCase"],
  ["LessThan", "GreaterThanEquals"],
  ["LessThanEquals", "GreaterThan"],
  ["IpAddress", "NotIpAddress"],
];

/** What seems to be the opposite of each condition. */
export function opposite(conditions: PlainConditions): PlainConditions {
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => {
      const [, quantifier = "", base, ifExists] = /^(ForA\w+:)?(\w+?)(IfExists)?$/.exec(operator)!;
      const kind = /^(String|Numeric|Date|Arn)/.exec(base!)?.[1] ?? "";
      const rest = base!.slice(kind.length);
      const pair = OPPOSITES.find((one) => one.includes(rest));
      const turned = pair === undefined ? rest : pair[0] === rest ? pair[1] : pair[0];
      const flip = (value: string): string =>
        /^(Bool|Null)$/.test(base!)
          ? /^true$/i.test(value)
            ? "false"
            : /^false$/i.test(value)
              ? "true"
              : value
          : value;
      const flipped = Object.fromEntries(
        Object.entries(keys).map(([key, values]) => [
          key,
          typeof values === "string" ? flip(values) : values.map(flip),
        ]),
      );
      const missing = base === "Null" || turned.startsWith("Not") ? "" : ifExists === undefined ? "IfExists" : "";
      return [quantifier + kind + turned + missing, flipped];
    }),
  );
}
