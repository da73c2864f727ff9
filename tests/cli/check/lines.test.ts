import assert from "node:assert/strict";
import { readInput } from "../../../cli/check/input";
import { judgeAll } from "../../../cli/check/results";
import { asSarif } from "../../../cli/check/sarif";

const now = new Date("2026-11-24T12:00:00Z");

/** The findings as `rule line`, as SARIF has them. */
function found(text: string, file: string): string[] {
  const log = JSON.parse(asSarif(judgeAll(readInput(text, file), now), "/project")) as {
    runs: [
      {
        results: {
          ruleId: string;
          locations: [{ physicalLocation: { region: { startLine: number } } }];
        }[];
      },
    ];
  };
  return log.runs[0].results.map(
    ({ ruleId, locations: [{ physicalLocation }] }) => `${ruleId} ${physicalLocation.region.startLine}`,
  );
}

const principals = `# A comment first.
- name: reader
  policies:
    - { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }] }
- name: writer
  maxSessionDuration: 43200
  policies:
    - Version: "2012-10-17"
      Statement:
        - { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }
        - Sid: Writes
          Effect: Allow
          Action: s3:PutObject
          Resource: "*"
    - arn: arn:aws:iam::111111111111:policy/ours
      document:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Action: sqs:SendMessage
          Resource: "*"
    - arn:aws:iam::111111111111:policy/unknown
  trust:
    Version: "2012-10-17"
    Statement:
      - Effect: Allow
        Action: sts:AssumeRole
        Principal: { AWS: "222222222222" }
`;

describe("the line of a finding is that of what it is about", () => {
  it("in YAML: statements of any policy, a trust, a policy by its ARN, the longest session", () => {
    assert.deepEqual(found(principals, "p.yaml").sort(), [
      "mfa-not-required 26",
      "session-too-long 6",
      "unbounded-write 11",
      "unbounded-write 18",
      "unknown-policy 22",
    ]);
  });

  it("in JSON that is laid out, and in a list of documents", () => {
    const broad = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }] };
    const narrow = { ...broad, Statement: [{ ...broad.Statement[0], Resource: "arn:aws:s3:::shop/*" }] };
    assert.deepEqual(found(JSON.stringify(broad, null, 2), "p.json"), ["unbounded-write 4"]);
    assert.deepEqual(found(JSON.stringify([narrow, broad], null, "\t"), "p.json"), ["unbounded-write 15"]);
    const one = { ...broad, Statement: broad.Statement[0] };
    assert.deepEqual(found(JSON.stringify(one, null, 2), "p.json"), ["unbounded-write 3"]);
  });

  it("in one line, and in a document that is JSON text within YAML", () => {
    const broad = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}';
    assert.deepEqual(found(broad, "-"), ["unbounded-write 1"]);
    assert.deepEqual(found(`name: a\npolicies:\n  - '${broad}'\n`, "p.yaml"), ["unbounded-write 3"]);
  });

  it("through an alias the line of the alias; of a name in two policies the first", () => {
    const text = `name: a
policies:
  - &doc
    Version: "2012-10-17"
    Statement: [{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }]
boundary: *doc
`;
    assert.deepEqual(found(text, "p.yaml"), ["unbounded-write 5"]);
    const shared = (action: string) => `  - arn: arn:aws:iam::111111111111:policy/x
    document: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::b/*" }] }
`;
    assert.deepEqual(found(`name: a\npolicies:\n${shared("s3:GetObjekt")}${shared("s3:GetObject")}`, "p.yaml"), [
      "unknown-policy 4",
    ]);
  });
});
