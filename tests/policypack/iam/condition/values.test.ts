import assert from "node:assert/strict";
import { parseOperator, readsWildcards } from "../../../../policypack/iam/condition/operators";
import {
  type AnalysedSubject,
  compileResources,
  mayLackUserName,
  ownResolverOf,
  principalArn,
  resolverOf,
  type SubjectKind,
} from "../../../../policypack/iam/condition/subject";
import {
  isAmong,
  knownValue,
  narrows,
  neverPresent,
  onObject,
  valuesInSession,
  valuesOf,
} from "../../../../policypack/iam/condition/values";
import { compileValue, segments } from "../../../../policypack/iam/condition/variables";
import { compilePattern, literalPattern, type Pattern } from "../../../../policypack/iam/pattern/pattern";
import { NOW } from "../../cases/case";

const ACCOUNT = "111111111111";
const principal = (kind: SubjectKind, more: Partial<AnalysedSubject> = {}): AnalysedSubject => ({
  kind,
  name: "deploy",
  arn: `arn:aws:iam::${ACCOUNT}:${kind}/deploy`,
  account: ACCOUNT,
  policies: [],
  now: NOW,
  ...more,
});
const ROLE = principal("role");
const USER = principal("user");
const GROUP = principal("group");
const POLICY = principal("policy");
const { arn: _arn, account: _account, ...NOBODY } = ROLE;
const compiled = (operator: string, values: string): Pattern[] =>
  values
    .split(" ")
    .filter(Boolean)
    .map(readsWildcards(parseOperator(operator)!) ? compilePattern : literalPattern);

describe("values that limit what a key may be", () => {
  const TAG = "aws:resourcetag/team";
  const HEX = [..."0123456789abcdef"];
  const rows: [operator: string, key: string, values: string, narrow: boolean][] = [
    ["StringEquals", TAG, "shop", true],
    ["StringEquals", TAG, "", false],
    ["StringEquals", TAG, "*", true],
    ["StringEqualsIgnoreCase", TAG, "s", true],
    ["StringLike", TAG, "shop web", true],
    ["StringLike", TAG, "sh*", true],
    ["StringLike", TAG, "s*", false],
    ["StringLike", TAG, "shop *", false],
    ["StringLike", TAG, "*", false],
    ["StringLike", TAG, "", false],
    ["StringLike", TAG, "*s", false],
    ["StringLike", TAG, "*sh", true],
    ["StringLike", TAG, "*sh*", false],
    ["StringLike", TAG, "*sho*", true],
    ["StringLike", TAG, HEX.map((letter) => `xy${letter}*`).join(" "), true],
    ["StringLike", TAG, HEX.map((letter) => `x${letter}y*`).join(" "), false],
    [
      "StringLike",
      TAG,
      HEX.slice(1)
        .map((letter) => `x${letter}y*`)
        .join(" "),
      true,
    ],
    ["StringLike", TAG, [..."abcdefghijklmnopqrstuvwxyz0123456789"].map((letter) => `${letter}-*`).join(" "), false],
    ["StringLike", "kms:requestalias", "alias/*", false],
    ["StringLike", "kms:requestalias", "alias/a*", false],
    ["StringLike", "kms:requestalias", "alias/ap*", true],
    ["StringLike", "kms:requestalias", "*alias/", true],
    ["StringLike", "iam:passedtoservice", "*.amazonaws.com", false],
    ["StringLike", "iam:passedtoservice", "*.amazonaws.com.cn", false],
    ["StringLike", "iam:passedtoservice", "e*.amazonaws.com", false],
    ["StringLike", "iam:passedtoservice", "ec*.amazonaws.com", true],
    ["StringLike", "iam:passedtoservice", "ec*.amazonaws.com.cn", true],
    ["StringLike", "iam:passedtoservice", "*.amazonaws.com.de", true],
    ["StringLike", "iam:passedtoservice", "*.amazonawsXcom", true],
    ["ArnLike", "iam:policyarn", "arn:aws:iam::aws:policy/*", true],
    ["ArnLike", "iam:policyarn", "arn:aws:iam::aws:*", false],
    ["ArnLike", "iam:policyarn", "arn:aws:iam::aws:p*", false],
    ["ArnLike", "iam:policyarn", "arn:aws:iam::aws:po*", true],
    ["ArnLike", "iam:policyarn", "*aws:iam::aws:*", true],
    ["ArnLike", "iam:policyarn", "arn:aws:*", false],
    ["Bool", "s3:authtype", "true", true],
    ["NumericEquals", TAG, "1", false],
    ["DateEquals", TAG, "2026-11-24", false],
    ["IpAddress", TAG, "10.0.0.1", false],
    ["BinaryEquals", TAG, "YQ==", false],
    ["Null", TAG, "false", false],
    ["Bool", "kms:grantisforawsresource", "true", true],
    ["Bool", "kms:grantisforawsresource", "TRUE", true],
    ["Bool", "kms:grantisforawsresource", "false", false],
    ["Bool", "kms:grantisforawsresource", "true false", false],
    ["StringLike", "kms:grantisforawsresource", "true?", false],
    ["StringLike", "kms:grantisforawsresource", "?true", false],
    ["ForAnyValue:StringEquals", "dynamodb:leadingkeys", "shop", false],
    ["ForAllValues:StringEquals", "dynamodb:leadingkeys", "shop", true],
    ["ForAnyValue:StringLike", "kms:resourcealiases", "alias/shop", true],
  ];
  for (const [operator, key, values, narrow] of rows)
    it(`${operator} ${key} ${values.slice(0, 40) || "nothing"}: ${narrow}`, () =>
      assert.equal(narrows(key, parseOperator(operator)!, compiled(operator, values)), narrow));
});

describe("what is known of a principal's requests", () => {
  const MINE = `arn:aws:iam::${ACCOUNT}:role/deploy`;
  const rows: [key: string, subject: AnalysedSubject, value: string | undefined][] = [
    ["aws:principalisawsservice", ROLE, "false"],
    ["aws:principaltype", ROLE, "AssumedRole"],
    ["aws:principaltype", USER, "User"],
    ["aws:principaltype", GROUP, "User"],
    ["aws:principaltype", POLICY, undefined],
    ["aws:principalarn", ROLE, MINE],
    ["aws:principalarn", USER, `arn:aws:iam::${ACCOUNT}:user/deploy`],
    ["aws:principalarn", GROUP, undefined],
    ["aws:principalarn", POLICY, undefined],
    ["aws:principalarn", NOBODY, undefined],
    ["aws:principalaccount", ROLE, ACCOUNT],
    ["aws:principalaccount", NOBODY, undefined],
    ["aws:userid", ROLE, undefined],
  ];
  for (const [key, subject, value] of rows)
    it(`${key} of a ${subject.kind}: ${value}`, () => assert.equal(knownValue(key, subject), value));

  it("is that a role has no user name", () => {
    assert.deepEqual(
      [ROLE, USER, GROUP, POLICY].map((subject) => neverPresent("aws:username", subject)),
      [true, false, false, false],
    );
    assert.equal(neverPresent("aws:userid", ROLE), false);
  });

  it("is the ARN of a role or user with an account", () => {
    const of = (arn: string): string | undefined => principalArn({ ...ROLE, arn });
    for (const arn of [MINE, `arn:aws-cn:iam::${ACCOUNT}:user/a/b`]) assert.equal(of(arn), arn);
    for (const arn of [
      `x${MINE}`,
      "arn:aws:iam::1111:role/x",
      `arn:aws:iam::${ACCOUNT}:group/x`,
      `arn:aws:sts::${ACCOUNT}:role/x`,
      `arn:aws:iam::${ACCOUNT}:roles/x`,
      "",
    ])
      assert.equal(of(arn), undefined, arn);
  });

  it("and a value is among others, or not, or neither is known", () => {
    const among: [operator: string, known: string | undefined, values: string, boolean | undefined][] = [
      ["StringEquals", "a", "b a", true],
      ["StringNotEquals", "a", "b a", true],
      ["StringEquals", "a", "b", false],
      ["StringEquals", undefined, "a", undefined],
      ["StringLike", "ab", "b a*", true],
      ["StringLike", "ab", "b", false],
      ["ArnLike", MINE, `x arn:aws:iam::${ACCOUNT}:role/*`, true],
      ["ArnLike", MINE, `x arn:aws:iam::${ACCOUNT}:user/*`, undefined],
      ["ArnLike", MINE, `arn:aws:iam::${ACCOUNT}:user/*`, false],
      ["ArnLike", MINE, "*", undefined],
      ["ArnLike", MINE, "", false],
      ["StringEqualsIgnoreCase", "User", "b USER", true],
      ["StringEqualsIgnoreCase", "User", "b", false],
      ["Bool", "false", "FALSE", true],
      ["Bool", "false", "true", false],
      ["NumericEquals", "1", "1", undefined],
      ["DateEquals", "1", "1", undefined],
      ["IpAddress", "10.0.0.1", "10.0.0.1", undefined],
      ["BinaryEquals", "a", "a", undefined],
      ["Null", "a", "a", undefined],
    ];
    for (const [operator, known, values, expected] of among)
      assert.equal(
        isAmong(known, parseOperator(operator)!, compiled(operator, values)),
        expected,
        `${operator} ${values}`,
      );
  });

  it("and a key may be about what is acted on", () => {
    assert.ok(onObject("aws:ResourceTag/x") && !onObject("aws:TagKeys") && !onObject("aws:unheard"));
  });
});

describe("a value with variables", () => {
  it("is taken apart at them", () => {
    const rows: [value: string, parts: unknown[]][] = [
      ["", [{ text: "", literal: false }]],
      ["a*", [{ text: "a*", literal: false }]],
      ["a${x}b", [{ text: "a", literal: false }, { variable: "x" }, { text: "b", literal: false }]],
      ["${x}${y}", [{ variable: "x" }, { variable: "y" }]],
      ["${ x }", [{ variable: "x" }]],
      ["${x, 'y'}", [{ variable: "x", fallback: "y" }]],
      ["${x ,'y z'}", [{ variable: "x", fallback: "y z" }]],
      ["${x,''}", [{ variable: "x", fallback: "" }]],
      ["${x, y}", [{ text: "${x, y}", literal: true }]],
      ["${x, 'y}", [{ text: "${x, 'y}", literal: true }]],
      ["${}", [{ text: "${}", literal: true }]],
      ["${*}${?}${$}", ["*", "?", "$"].map((text) => ({ text, literal: true }))],
      ["a${x", [{ text: "a${x", literal: false }]],
      ["${${x}}", [{ text: "${", literal: false }, { variable: "x" }, { text: "}", literal: false }]],
    ];
    for (const [value, parts] of rows) assert.deepEqual(segments(value, "2012-10-17"), parts, value);
    assert.deepEqual(segments("${x}", "2008-10-17"), [{ text: "${x}", literal: false }]);
  });

  it("is compiled with what they stand for", () => {
    const known: Readonly<Record<string, Pattern | null>> = {
      x: literalPattern("X*"),
      any: compilePattern("*"),
      secret: null,
    };
    const compile = (value: string, wildcards: boolean): unknown => {
      const pattern = compileValue(value, "2012-10-17", wildcards, (name) => known[name]);
      return (
        pattern && [
          pattern.source,
          pattern.tokens.map((token) => (token < 0 ? token : String.fromCharCode(token))).join(""),
        ]
      );
    };
    assert.deepEqual(compile("a*", true), ["a*", "a-2"]);
    assert.deepEqual(compile("a*", false), ["a*", "a*"]);
    assert.deepEqual(compile("a${x}*", true), ["aX**", "aX*-2"]);
    assert.deepEqual(compile("a${x}*", false), ["aX**", "aX**"]);
    assert.deepEqual(compile("${any}", false), ["*", "-2"]);
    assert.deepEqual(compile("${*}?", true), ["*?", "*-1"]);
    assert.deepEqual(compile("${none, 'f*'}", true), ["f*", "f*"]);
    assert.deepEqual(compile("${x, 'f'}", true), ["X*", "X*"]);
    assert.equal(compile("a${none}", true), undefined);
    assert.equal(compile("a${secret, 'f'}", true), undefined);
  });

  it("has what they stand for in the policies of each principal", () => {
    const of =
      (subject: AnalysedSubject, wide: boolean, own = false) =>
      (variable: string): string => {
        const found = (own ? ownResolverOf(subject) : resolverOf(subject, wide))(variable, undefined);
        return found === undefined ? "none" : found === null ? "not known" : (found.exact ? "" : "~") + found.source;
      };
    const names = ["aws:UserName", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalType", "saml:Sub"];
    const mine = (kind: string): string => `arn:aws:iam::${ACCOUNT}:${kind}/deploy`;
    assert.deepEqual(names.map(of(ROLE, true)), ["none", ACCOUNT, mine("role"), "AssumedRole", "~*"]);
    assert.deepEqual(names.map(of(ROLE, false)), ["none", ACCOUNT, mine("role"), "AssumedRole", "not known"]);
    assert.deepEqual(names.map(of(USER, false)), ["${aws:username}", ACCOUNT, mine("user"), "not known", "not known"]);
    assert.deepEqual(names.map(of(GROUP, true)), ["${aws:username}", ACCOUNT, "~*", "~*", "~*"]);
    assert.deepEqual(names.map(of(POLICY, true)), ["${aws:username}", ACCOUNT, "~*", "~*", "~*"]);
    assert.deepEqual(names.map(of(POLICY, false)), ["not known", ACCOUNT, "not known", "not known", "not known"]);
    assert.deepEqual(names.map(of(NOBODY, true)), ["none", "~*", "~*", "AssumedRole", "~*"]);
    assert.deepEqual(names.map(of(NOBODY, false)), ["none", "not known", "not known", "AssumedRole", "not known"]);
    assert.deepEqual(
      [
        "aws:username",
        "SAML:sub",
        "aws:userid",
        "ec2:SourceInstanceArn",
        "lambda:sourceFunctionArn",
        "aws:SourceIp",
      ].map(of(ROLE, true, true)),
      [
        "none",
        "${saml:sub}",
        "${aws:userid}",
        "~arn:*:ec2:*:*:instance/${ec2:SourceInstanceARN}",
        "~arn:*:lambda:*:*:function:${lambda:SourceFunctionArn}",
        "~*",
      ],
    );
  });

  it("is left out of resources where it matches nothing", () => {
    const sources = (subject: AnalysedSubject): string[] =>
      compileResources(["a", "${aws:username}", "b*"], "2012-10-17", resolverOf(subject, true)).map(
        ({ source }) => source,
      );
    assert.deepEqual(sources(ROLE), ["a", "b*"]);
    assert.deepEqual(sources(USER), ["a", "${aws:username}", "b*"]);
  });

  it("may lack the user name that it needs", () => {
    const lacks = (value: string, subject = ROLE, version: "2012-10-17" | "2008-10-17" = "2012-10-17"): boolean =>
      mayLackUserName(subject, ["a", value], version);
    assert.deepEqual(
      ["x${AWS:username}", "${aws:username, 'x'}", "${aws:userid}", "aws:username"].map((value) => lacks(value)),
      [true, false, false, false],
    );
    assert.deepEqual(
      [ROLE, POLICY, USER, GROUP].map((subject) => lacks("${aws:username}", subject)),
      [true, true, false, false],
    );
    assert.equal(lacks("${aws:username}", ROLE, "2008-10-17"), false);
  });
});

describe("the values of a condition", () => {
  const OWN = "${aws:PrincipalTag/team}";
  const values = (operator: string, list: string[], subject: AnalysedSubject, wide: boolean): string[] =>
    valuesOf({ operator, key: "x", values: list }, parseOperator(operator)!, "2012-10-17", subject, wide).map(
      ({ source, exact }) => (exact ? source : `~${source}`),
    );
  const inSession = (operator: string, ...list: string[]): string[] =>
    valuesInSession({ operator, key: "x", values: list }, parseOperator(operator)!, "2012-10-17", ROLE).map(
      ({ source, exact }) => (exact ? source : `~${source}`),
    );

  it("are read widely or surely", () => {
    assert.deepEqual(values("StringLike", ["a*", OWN], ROLE, true), ["~a*", "~*"]);
    assert.deepEqual(values("StringLike", ["a*", OWN], ROLE, false), ["~a*"]);
    assert.deepEqual(values("StringEquals", ["a*", "${aws:username}"], ROLE, true), ["a*"]);
  });

  it("on an object are one text where a variable has one value in a session", () => {
    assert.deepEqual(inSession("StringEquals", OWN, "a*"), [OWN, "a*"]);
    assert.deepEqual(inSession("StringEquals", "${aws:PrincipalArn}"), ["${aws:PrincipalArn}"]);
    assert.deepEqual(inSession("StringEquals", "${aws:PrincipalArns}", "${xaws:PrincipalArn}"), ["~*", "~*"]);
    assert.deepEqual(inSession("StringEquals", "${aws:PrincipalTag/}", "${xaws:PrincipalTag/y}"), ["~*", "~*"]);
    assert.deepEqual(inSession("StringEquals", "${aws:userid}", "${aws:SourceIp}", "${aws:username}"), [
      "${aws:userid}",
      "~*",
    ]);
    // With a wildcard beside it the variable may be empty, and the rest matches everything.
    assert.deepEqual(inSession("StringLike", OWN, `${OWN}*`, `?${OWN}`), [OWN, "~**", "~?*"]);
    assert.deepEqual(inSession("StringEquals", `${OWN}*`), [`${OWN}*`]);
    assert.deepEqual(inSession("StringLike", "${aws:PrincipalTag/a*}"), ["${aws:PrincipalTag/a*}"]);
  });
});
