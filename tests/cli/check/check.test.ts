import assert from "node:assert/strict";
import { asJson, asTable } from "../../../cli/check/formats";
import { readInput, UnusableInput } from "../../../cli/check/input";
import { exitCodeOf, judgeAll, type Result } from "../../../cli/check/results";
import { RULES } from "../../../policypack/rules";
import { asSarif } from "../../../cli/check/sarif";

const NOW = new Date("2026-11-24T12:00:00Z");
const doc = (action: string, resource: string): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});
const NARROW = doc("s3:GetObject", "arn:aws:s3:::shop/*");

function check(input: unknown, file = "policy.json", accounts?: string[]): Result[] {
  return judgeAll(readInput(typeof input === "string" ? input : JSON.stringify(input), file, accounts), NOW);
}

describe("cross-account check", () => {
  it("judges a policy document", () => {
    assert.deepEqual(
      check(NARROW).map(({ name, verdict }) => [name, verdict]),
      [["policy.json", "acceptable"]],
    );
    const [broad] = check(doc("*", "*"));
    assert.equal(broad!.verdict, "too-broad");
    assert.match(
      broad!.findings[0]!.message,
      /^policy document policy\.json, Statement\[0\] and what else is attached allow 100 % of all \d+ AWS actions on all resources\. For example iam:CreateUser on arn:aws:iam::111111111111:user\/anything\./,
    );
  });

  it("judges principals with all that they have", () => {
    const trust = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: "222222222222" },
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
    };
    const role = {
      name: "deploy",
      arn: "arn:aws:iam::111111111111:role/deploy",
      policies: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess", NARROW],
      trust,
    };
    assert.equal(check(role)[0]!.verdict, "acceptable");
    assert.equal(check(role, "r.json", ["333333333333"])[0]!.findings[0]!.rule, "trust-beyond-accounts");
    assert.equal(check({ ...role, policies: [doc("*", "*")], boundary: NARROW })[0]!.verdict, "acceptable");
    assert.equal(
      check({ ...role, policies: [{ arn: "arn:aws:iam::111111111111:policy/x", document: doc("*", "*") }] })[0]!
        .verdict,
      "too-broad",
    );
    assert.equal(check({ ...role, policies: ["arn:aws:iam::111111111111:policy/x"] })[0]!.verdict, "unprovable");
  });

  it("reads lists, and principals of a list know each other", () => {
    const passes = {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Action: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
            Resource: ["arn:aws:iam::111111111111:role/run", "arn:aws:lambda:*:*:function:web"],
          },
        },
      ],
    };
    const run = (policies: unknown[]): object => ({ name: "run", arn: "arn:aws:iam::111111111111:role/run", policies });
    assert.deepEqual(
      check([passes, run([NARROW])]).map(({ verdict, findings }) => [verdict, findings.length]),
      [
        ["acceptable", 0],
        ["acceptable", 0],
      ],
    );
    assert.deepEqual(
      check([passes, run([doc("*", "*")])]).map(({ verdict }) => verdict),
      ["too-broad", "too-broad"],
    );
    assert.deepEqual(
      check([passes]).map(({ verdict, findings }) => [verdict, findings[0]?.level]),
      [["acceptable", "advisory"]],
    );
  });

  it("reads YAML", () => {
    assert.equal(
      check("Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action: '*'\n    Resource: '*'\n", "p.yaml")[0]!
        .verdict,
      "too-broad",
    );
    assert.equal(check("name: a\npolicies: []\n", "-")[0]!.verdict, "acceptable");
  });

  for (const [name, text, file, message] of [
    [
      "text that is no JSON",
      "{",
      "p.json",
      /^p\.json: not valid JSON, line 1, column 2: expected a key in double quotes, found the end of the text$/,
    ],
    [
      "a duplicate key",
      '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}',
      "p.json",
      /the key "Version" is written twice/,
    ],
    ["text that is no YAML", "a: [", "p.yaml", /^p\.yaml: not valid YAML, /],
    ["a number", "7", "-", /^-: found 7, expected a policy document/],
    ["an empty list", "[]", "p.json", /empty list/],
    ["an unknown key", '{"name":"a","policy":[]}', "p.json", /^p\.json: unknown key "policy"; expected/],
    ["a principal without policies", '[{"name":"a"}]', "p.json", /^p\.json: \[0\]: policies: missing/],
    [
      "an ARN of something else",
      '{"name":"a","arn":"arn:aws:s3:::x","policies":[]}',
      "p.json",
      /arn: found "arn:aws:s3:::x", expected the ARN of a role/,
    ],
    [
      "a deep text",
      "[".repeat(30_000),
      "p.json",
      /^p\.json: not valid JSON, line 1, column 66: nested more than 64 levels deep$/,
    ],
    [
      "a deep YAML text",
      "- ".repeat(30_000),
      "-",
      /^-: not valid YAML, line 1, column \d+: found more than 100 levels, expected fewer$/,
    ],
    [
      "a tag that only another program knows",
      "Version: '2012-10-17'\nStatement:\n  Effect: Allow\n  Action: s3:GetObject\n  Resource: !Sub 'arn:aws:s3:::${Bucket}/*'\n",
      "p.yaml",
      /^p\.yaml: not valid YAML, line 5, column 13: Unresolved tag: !Sub/,
    ],
    [
      "a YAML key that stands twice",
      "Version: '2012-10-17'\nVersion: '2012-10-17'\n",
      "p.yaml",
      /^p\.yaml: not valid YAML, line 2, column 1: found the key "Version" a second time, expected each once$/,
    ],
  ] as const) {
    it(`refuses ${name}`, () =>
      assert.throws(
        () => readInput(text, file),
        (error) => error instanceof UnusableInput && message.test(error.message),
      ));
  }

  const other = "arn:aws:lambda:eu-west-1:111111111111:function:web";
  const hundred = "x".repeat(100);
  for (const [fields, message] of [
    [
      { policies: [{ arn: {}, document: NARROW }] },
      /^p\.json: policies\[0\]\.arn: found \{\}, expected the ARN of a managed policy$/,
    ],
    [{ policies: [NARROW, { arn: "x", document: NARROW }] }, /policies\[1\]\.arn: found "x", expected the ARN/],
    [{ policies: [{ document: NARROW }] }, /policies\[0\]\.arn: missing, expected the ARN/],
    [
      { policies: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }] },
      /policies\[0\]\.document: missing, expected a policy document$/,
    ],
    [
      { policies: [{ arn: "arn:a", document: { arn: "arn:b", document: {} } }] },
      /policies\[0\]\.document: found \{"arn".*, expected a policy document$/,
    ],
    [
      { policies: [{ arn: "arn:a", document: "arn:aws:iam::aws:policy/ReadOnlyAccess" }] },
      /policies\[0\]\.document: found "arn:aws/,
    ],
    [{ policies: [{ arn: "arn:a", document: [] }] }, /policies\[0\]\.document: found \[\]/],
    [
      { policies: [{ arn: "arn:a", document: {}, name: "x" }] },
      /policies\[0\]: unknown key "name", expected a policy document, the ARN of a managed policy, or \{ arn, document \}$/,
    ],
    [{ policies: [null] }, /policies\[0\]: found null, expected a policy document, the ARN/],
    [{ policies: [[NARROW]] }, /policies\[0\]: found \[/],
    [{ policies: [7] }, /policies\[0\]: found 7/],
    [{ policies: { a: hundred } }, /policies: found \{"a":"x{71}…, expected a list/],
    [{ policies: [], boundary: { arn: [] } }, /boundary\.arn: found \[\]/],
    [{ policies: [], boundary: null }, /boundary: found null/],
    [{ policies: [], trust: [] }, /trust: found \[\], expected a trust policy$/],
    [{ policies: [], trust: null }, /trust: found null/],
    [{ policies: [], maxSessionDuration: "3600" }, /maxSessionDuration: found "3600", expected seconds$/],
    [{ policies: [], maxSessionDuration: -1 }, /maxSessionDuration: found -1/],
    [{ policies: [], others: [] }, /others: found \[\], expected what other principals are/],
    [{ policies: [], others: { deploy: {} } }, /others\["deploy"\]: found this key, expected an ARN$/],
    [
      { policies: [], others: { [other]: null } },
      /others\["arn:.*web"\]: found null, expected an object with keys out of policies, trust, runsAs$/,
    ],
    [
      { policies: [], others: { [other]: { runAs: "arn:a" } } },
      /others\["arn:.*web"\]: unknown key "runAs", expected keys out of policies/,
    ],
    [
      { policies: [], others: { [other]: { runsAs: {} } } },
      /others\["arn:.*web"\]\.runsAs: found \{\}, expected the ARN of a role$/,
    ],
    [
      { policies: [], others: { [other]: { policies: [{ arn: {}, document: {} }] } } },
      /others\["arn:.*web"\]\.policies\[0\]\.arn: found \{\}/,
    ],
    [
      { policies: [], others: { [other]: { policies: { arn: {} } } } },
      /others\["arn:.*web"\]\.policies\.arn: found \{\}/,
    ],
    [{ policies: [], others: { [other]: { trust: 7 } } }, /others\["arn:.*web"\]\.trust: found 7/],
    [{ name: ["a"], policies: [] }, /name: found \["a"\], expected the principal's name$/],
    [{ arn: {}, policies: [] }, /arn: found \{\}, expected the ARN of a role, user or group$/],
  ] as const) {
    it(`refuses ${JSON.stringify(fields).slice(0, 90)}`, () =>
      assert.throws(
        () => readInput(JSON.stringify({ name: "a", ...fields }), "p.json"),
        (error) => error instanceof UnusableInput && message.test(error.message),
      ));
  }

  it("takes every form that is documented", () => {
    const role = {
      name: "a",
      arn: "arn:aws:iam::111111111111:role/a",
      policies: [
        NARROW,
        JSON.stringify(NARROW),
        "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
        { arn: "arn:aws:iam::111111111111:policy/x", document: NARROW },
        { arn: "arn:aws:iam::111111111111:policy/y", document: JSON.stringify(NARROW) },
      ],
    };
    const others = {
      [other]: { runsAs: "arn:aws:iam::111111111111:role/b" },
      "arn:aws:iam::111111111111:role/b": { policies: [NARROW], trust: NARROW },
      "arn:aws:iam::111111111111:role/c": { policies: NARROW },
    };
    assert.equal(
      check({ ...role, boundary: "arn:aws:iam::aws:policy/PowerUserAccess", maxSessionDuration: 3600, others })[0]!
        .verdict,
      "acceptable",
    );
  });

  it("a malformed document is unprovable, and says where", () => {
    const [result] = check({
      Version: "2012-10-17",
      Statement: [{ Effect: "allow", Action: "s3:GetObject", Resource: "*" }],
    });
    assert.equal(result!.verdict, "unprovable");
    assert.match(
      result!.findings[0]!.message,
      /Statement\[0\]\.Effect: found "allow"; expected "Allow" or "Deny", written just so/,
    );
  });

  it("exits by the worst verdict", () => {
    const of = (...verdicts: Result["verdict"][]): number =>
      exitCodeOf(verdicts.map((verdict) => ({ name: "", verdict, findings: [], file: "", lineOf: () => undefined })));
    assert.deepEqual([of("acceptable"), of("acceptable", "unprovable"), of("unprovable", "too-broad")], [0, 11, 7]);
  });

  it("prints JSON of the documented shape", () => {
    const { roles } = JSON.parse(asJson(check(doc("s3:PutObject", "*")))) as {
      roles: { name: string; verdict: string; findings: Record<string, string>[] }[];
    };
    assert.deepEqual(Object.keys(roles[0]!), ["name", "verdict", "findings"]);
    assert.deepEqual(Object.keys(roles[0]!.findings[0]!).sort(), [
      "level",
      "message",
      "policy",
      "rule",
      "statement",
      "witness",
    ]);
  });

  it("prints a table", () => {
    const table = asTable(check([NARROW, doc("s3:PutObject", "*")], "p.json"));
    assert.match(
      table,
      /^p\.json\[0\] {2}acceptable\np\.json\[1\] {2}TOO BROAD\n {2}✗ unbounded-write\n {4}policy document/,
    );
  });

  it("shows the hidden characters of names and messages in the table", () => {
    const results = check([
      {
        name: "dep\u202eloy\u001b[31m\n",
        policies: [doc("s3:PutObject", "*"), doc("s3:Put\u200bObj\u001b[2Kect", "*")],
      },
    ]);
    const table = asTable(results);
    assert.ok(table.startsWith("dep\\u202eloy\\u001b[31m\\n  TOO BROAD\n"), table);
    assert.ok(table.includes("s3:Put\\u200bObj\\u001b[2Kect"), table);
    assert.match(table, /role dep\\u202eloy/);
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    assert.doesNotMatch(table, /[\u0000-\u0009\u000b-\u001f\u200b\u202e]/);
  });

  it("cuts a name and a message without end", () => {
    const table = asTable(check({ name: "x".repeat(100_000), policies: [doc("s3:PutObject", "*")] }));
    assert.ok(table.length < 6_000, String(table.length));
    assert.match(table, /^x{200}… \(99800 more characters\) {2}TOO BROAD\n/);
  });

  it("colours the table only where asked to", () => {
    const results = check(doc("s3:PutObject", "*"));
    assert.ok(!asTable(results).includes("\u001b"));
    assert.ok(asTable(results, 100, true).includes("\u001b[31m"));
  });

  it("prints SARIF with what code scanning needs", () => {
    const log = JSON.parse(
      asSarif(
        check([doc("s3:PutObject", "*"), doc("logs:PutLogEvents", "*")], "/project/policies/a b.json"),
        "/project",
      ),
    ) as Sarif;
    assert.equal(log.version, "2.1.0");
    assert.match(log.$schema, /sarif-schema-2\.1\.0\.json$/);
    const [run] = log.runs;
    assert.equal(run!.tool.driver.rules.length, RULES.length);
    assert.deepEqual(
      run!.results.map(({ level }) => level),
      ["error", "warning"],
    );
    for (const result of run!.results) {
      assert.equal(run!.tool.driver.rules[result.ruleIndex]!.id, result.ruleId);
      assert.ok(result.message.text.length > 0);
      assert.deepEqual(result.locations[0]!.physicalLocation, {
        artifactLocation: { uri: "policies/a%20b.json" },
        region: { startLine: 1 },
      });
      assert.equal(result.partialFingerprints.primaryLocationLineHash, result.partialFingerprints["finding/v1"]);
      assert.match(result.partialFingerprints["finding/v1"]!, /^[0-9a-f]{64}$/);
    }
  });
});

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: object }[];
      readonly partialFingerprints: Record<string, string>;
    }[];
  }[];
}
