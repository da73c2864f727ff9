import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { narrow, type Refused, writtenPolicy } from "../../../../cli/assume/sessionPolicy/narrow";
import { longestPolicy, readOnlyPolicy } from "../../../../cli/assume/sessionPolicy/readOnly";
import { scopePolicy } from "../../../../cli/assume/sessionPolicy/scopes";
import { parseRoleArn } from "../../../../cli/assume/roles/roleArn";
import { actionCatalogue, managedPolicy, namedActions, parsePolicy, remaining } from "../../../../policypack/iam";

const catalogue = actionCatalogue();
const set = (...values: string[]) => namedActions(catalogue, { not: false, values }).set;
const actionsOf = (text: string) => (JSON.parse(text) as { Statement: [{ Action: string[] }] }).Statement[0].Action;
const role = parseRoleArn("arn:aws:iam::111111111111:role/deploy")!;

const assertRefused = ({ refused }: { refused?: Refused }, exitCode: number, message: RegExp) => {
  assert.equal(refused?.exitCode, exitCode);
  assert.match(refused.lines.join("\n"), message);
};

describe("the session policy of --read-only", () => {
  it("has the reads of what the role allows, and nothing that writes", () =>
    assert.deepEqual(actionsOf(readOnlyPolicy(catalogue, set("s3:GetObject", "s3:PutObject", "s3:ListBucket"))!), [
      "s3:GetObject",
      "s3:ListBucket",
    ]));
  it("has no reads that give out credentials or secrets", () =>
    assert.equal(readOnlyPolicy(catalogue, set("secretsmanager:GetSecretValue", "acm:ExportCertificate")), undefined));
  it("is none for a role that reads nothing", () =>
    assert.equal(readOnlyPolicy(catalogue, set("s3:PutObject")), undefined));
  it("is none where the reads do not fit", () => assert.equal(readOnlyPolicy(catalogue, set("*")), undefined));

  it("written with patterns, it never has an action that changes something, for any service", () => {
    let patterns = 0;
    for (const { prefix, first, end } of catalogue.services) {
      const text = readOnlyPolicy(catalogue, set(`${prefix}:*`));
      if (text === undefined) continue;
      assert.ok(text.length <= longestPolicy, prefix);
      const values = actionsOf(text);
      patterns += values.filter((value) => value.includes("*")).length;
      const named = [...namedActions(catalogue, { not: false, values }).set];
      assert.deepEqual(
        named
          .filter((action) => catalogue.changes(action) || action < first || action >= end)
          .map((action) => catalogue.name(action)),
        [],
      );
      assert.ok(named.length > 0, prefix);
    }
    assert.ok(patterns > 20, `${patterns} patterns`);
  });

  it("leaves the same of every managed policy of AWS as its reads, where it fits", () => {
    let fits = 0;
    for (const name of [
      "AmazonS3FullAccess",
      "AmazonSQSFullAccess",
      "AWSLambda_FullAccess",
      "CloudWatchReadOnlyAccess",
    ]) {
      const { document } = parsePolicy(managedPolicy(`arn:aws:iam::aws:policy/${name}`)!.document, "identity");
      const subject = { kind: "role", name: "r", policies: [{ name, document: document! }], now: new Date() } as const;
      const own = remaining(subject, undefined)!;
      const text = readOnlyPolicy(catalogue, own.allowed);
      if (text === undefined) continue;
      fits++;
      const { left } = remaining(subject, [{ name: "session", document: parsePolicy(text, "identity").document! }])!;
      assert.deepEqual(
        [...left].filter((action) => catalogue.changes(action)),
        [],
        name,
      );
      const reads = [...own.allowed].filter((action) => !catalogue.changes(action));
      assert.ok([...left].length >= reads.length - 2, `${name}: ${[...left].length} of ${reads.length} reads`);
    }
    assert.ok(fits >= 3, String(fits));
  });
});

describe("the session policy of --scope", () => {
  const made = (...scopes: string[]) => JSON.parse(scopePolicy(scopes, catalogue).text) as { Statement: object[] };
  it("actions alone are on every resource", () =>
    assert.deepEqual(made("s3:Get*,s3:ListBucket").Statement, [
      { Effect: "Allow", Action: ["s3:Get*", "s3:ListBucket"], Resource: ["*"] },
    ]));
  it("resources with the same actions share a statement, and each has its own else", () =>
    assert.deepEqual(
      made("s3:GetObject=arn:aws:s3:::a/*", "s3:GetObject=arn:aws:s3:::b=c/*", "sqs:SendMessage").Statement,
      [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b=c/*"] },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["*"] },
      ],
    ));
  for (const [scope, message] of [
    ["", /found "", expected an action such as s3:GetObject/],
    ["GetObject", /found "GetObject", expected an action/],
    ["*", /found "\*", expected an action/],
    ["*:*", /found "\*:\*", expected an action/],
    ["s3:GetObject,", /found "", expected an action/],
    [
      "s3:GetObjekt",
      /found "s3:GetObjekt", which no service has \(catalogue of [\d-]+.*\); did you mean s3:GetObject\?/,
    ],
    ["s3:Frob*", /found "s3:Frob\*", which no service has/],
    ["s3:GetObject=shop", /found the resource "shop", expected an ARN such as/],
    ["s3:GetObject=", /found the resource "", expected an ARN/],
    ["s3:GetObject=s3:PutObject", /found the resource "s3:PutObject", expected an ARN/],
  ] as const)
    it(`${JSON.stringify(scope)} is refused`, () =>
      assert.match(scopePolicy([scope], catalogue).problems[0]!, message));
});

describe("the session policy of --policy-file", () => {
  const folder = mkdtempSync(join(tmpdir(), "session-policy-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, "policy.json");
    writeFileSync(path, text);
    return path;
  };
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const refused = (text: string, exitCode: number, message: RegExp) =>
    assertRefused(writtenPolicy({ policyFile: file(text) }), exitCode, message);

  it("is sent without white space", () =>
    assert.equal(
      writtenPolicy({ policyFile: file(JSON.stringify(JSON.parse(policy(statement)), undefined, 4)) }).policy,
      policy(statement),
    ));
  for (const [title, text, message] of [
    ["no JSON", "Version: 1", /policy\.json: /],
    ["nothing", "", /policy\.json: /],
    ["a key twice", `{"Version":"2012-10-17","Statement":[],"Statement":[${JSON.stringify(statement)}]}`, /Statement/],
    ["a principal", policy({ ...statement, Principal: "*" }), /Statement\[0\]\.Principal/],
    ["an effect that is none", policy({ ...statement, Effect: "allow" }), /Statement\[0\]\.Effect: found "allow"/],
    ["a resource that is no ARN", policy({ ...statement, Resource: "shop" }), /Statement\[0\]\.Resource/],
    ["a character that AWS does not take", policy({ ...statement, Resource: "arn:aws:s3:::š" }), /U\+0161/],
  ] as const)
    it(`${title} is refused before any call`, () => refused(text, 2, message));
  it("longer than AWS takes is a limit, and white space does not count", () => {
    const of = (length: number) => policy({ ...statement, Resource: `arn:aws:s3:::${"a".repeat(length)}` });
    const room = longestPolicy - of(0).length;
    assert.equal(writtenPolicy({ policyFile: file(`${of(room)}\n   `) }).policy!.length, longestPolicy);
    refused(of(room + 1), 5, /found a session policy of 2,049 characters without white space, expected at most 2,048/);
  });
  it("one that is not there, and a folder", () => {
    for (const [path, message] of [
      [join(folder, "none.json"), /there is no such file; expected a policy in JSON/],
      [folder, /found a folder; expected a policy/],
    ] as const)
      assertRefused(writtenPolicy({ policyFile: path }), 2, message);
  });
});

describe("session policies for a role that nobody publishes", () => {
  for (const [arn, taken] of [
    ["arn:aws:iam::aws:policy/ReadOnlyAccess", true],
    ["arn:aws:iam::111111111111:policy/team/own", true],
    ["arn:aws:iam::222222222222:policy/theirs", false],
    ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess", false],
  ] as const)
    it(`${arn} is ${taken ? "passed on" : "refused: it cannot be the role's"}`, () => {
      const made = () => narrow({ policyArn: [arn] }, undefined, role, undefined);
      if (taken) assert.deepEqual(made().policies, { policyArns: [arn] });
      else assertRefused(made(), 2, /expected a policy of AWS .* or of the role's account/);
    });
  it("--read-only is AWS's own policy, in the role's partition", () =>
    assert.deepEqual(
      narrow({ readOnly: true }, undefined, parseRoleArn("arn:aws-cn:iam::111111111111:role/a")!, undefined).policies,
      { policyArns: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] },
    ));
});
