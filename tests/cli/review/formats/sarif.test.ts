import type { ValidateFunction } from "ajv";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asSarif, type Sources } from "../../../../cli/review/formats/sarif";
import { findingKinds, type Review } from "../../../../cli/review/model";
import { visible } from "../../../../settings/visible";
import { sarifValidator } from "../../sarifSchema";
import { bigReview, example, hostile, quiet } from "./example";
import { hostileTexts } from "../../../hostileTexts";

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }];
  partialFingerprints: Record<string, string>;
}
interface Log {
  runs: [
    {
      tool: { driver: { rules: { id: string }[] } };
      invocations: [{ executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }];
      results: Result[];
    },
  ];
}

const runOf = (review: Review, sources?: Sources) => (JSON.parse(asSarif(review, sources)) as Log).runs[0];
const placeOf = ({
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri },
        region: { startLine },
      },
    },
  ],
}: Result) => `${uri}:${startLine}`;
const fingerprintsOf = (review: Review) =>
  runOf(review).results.map(({ partialFingerprints }) => partialFingerprints["finding/v1"]);

const settings = `# Settings
config:
  aws:allowedAccountIds: ["111111111111"]
  other:roles: no map
  shop-access:roles:
    read-logs: {}
    "deploy":
      description: deploy
`;
const approvals = `# Who decided what
roles:
  - arn: arn:aws:iam::111111111111:role/gone-too
  - arn: arn:aws:iam::111111111111:role/gone # left the company
`;

describe("a review as SARIF", () => {
  let valid: ValidateFunction;

  before(() => {
    valid = sarifValidator();
  });

  for (const [what, review] of [
    ["with every kind of finding", example],
    ["without any", quiet],
    ...hostileTexts.map((text) => [`whose texts are ${visible(text.slice(0, 40))}`, hostile(text)] as const),
  ] as const) {
    it(`is valid by the published schema: ${what}`, () => {
      assert.equal(valid(JSON.parse(asSarif(review))), true, JSON.stringify(valid.errors));
    });
  }

  it("has a rule for every kind, and each result names its own", () => {
    const { tool, results } = runOf(example);
    assert.deepEqual(
      tool.driver.rules.map(({ id }) => id),
      Object.keys(findingKinds),
    );
    assert.deepEqual(
      results.map(({ ruleId, level }) => [ruleId, level]),
      example.findings.map(({ kind, level }) => [kind, level]),
    );
    for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]!.id, ruleId);
  });

  it("has the same rules in every run, whatever was found, each with the level that docs/review.md gives it", () => {
    const rules = runOf(quiet).tool.driver.rules as unknown as {
      id: string;
      defaultConfiguration: { level: string };
    }[];
    assert.deepEqual(runOf(example).tool.driver.rules, rules);
    const documented = new Map(
      [
        ...readFileSync(join(__dirname, "../../../../docs/review.md"), "utf8").matchAll(
          /^\| `([a-z-]+)` \| (error|warning)/gm,
        ),
      ].map(([, kind, level]) => [kind!, level!]),
    );
    assert.deepEqual(
      new Map(rules.map(({ id, defaultConfiguration: { level } }) => [id, level])),
      new Map(Object.keys(findingKinds).map((kind) => [kind, documented.get(kind)!])),
    );
  });

  it("points to the file of a role that has one", () => {
    const plain: Sources = { stacks: new Map([["trusting", { path: "Pulumi.trusting.yaml", text: settings }]]) };
    const key = example.roles.find(({ stack }) => stack === "trusting")!.key!;
    const own = { ...plain, roles: new Map([["trusting", new Map([[key, `access/trusting/roles/${key}.yaml`]])]]) };
    const [before, after] = [plain, own].map((sources) => runOf(example, sources).results.map(placeOf));
    assert.ok(after!.includes(`access/trusting/roles/${key}.yaml:1`));
    // Roles without such a file stay where they are.
    assert.ok(after!.some((place, at) => place === before![at] && place.startsWith("Pulumi.trusting.yaml")));
  });

  it("points to the role's key in the stack's settings, or to the approvals", () => {
    const sources: Sources = {
      stacks: new Map([["trusting", { path: "access/Pulumi.trusting.yaml", text: settings }]]),
      approvals: { path: "approvals.yaml", text: approvals },
    };
    const places = Object.fromEntries(
      runOf(example, sources).results.map((result) => [result.ruleId, placeOf(result)]),
    );
    assert.equal(places["broader-than-approved"], "access/Pulumi.trusting.yaml:7");
    assert.equal(places["approval-expired"], "Pulumi.data.yaml:1");
    assert.equal(places["stale-principal"], "Pulumi.trusted.yaml:1");
    assert.equal(places["approved-but-gone"], "approvals.yaml:4");
    assert.equal(places["undeclared-role"], "approvals.yaml:1");
  });

  for (const [what, text] of [
    ["no YAML", "a: [\n\t- {"],
    ["empty", ""],
    ["a list", "- config"],
    ["without roles", "config:\n  a:roles:\n"],
  ] as const) {
    it(`points to the first line when the settings are ${what}`, () => {
      const sources: Sources = { stacks: new Map([["trusting", { path: "Pulumi.trusting.yaml", text }]]) };
      assert.equal(
        placeOf(runOf(example, sources).results.find(({ ruleId }) => ruleId === "broader-than-approved")!),
        "Pulumi.trusting.yaml:1",
      );
    });
  }

  it("keeps a finding's fingerprint when it is worded anew or others come before it, and gives each its own", () => {
    const reworded: Review = {
      ...example,
      findings: [...example.findings].reverse().map((finding) => ({ ...finding, message: "Else.", remedy: "Else." })),
    };
    assert.deepEqual(fingerprintsOf(reworded).reverse(), fingerprintsOf(example));
    const doubled: Review = { ...example, findings: [...example.findings, ...example.findings] };
    assert.equal(new Set(fingerprintsOf(doubled)).size, doubled.findings.length);
    const elsewhere: Review = {
      ...example,
      findings: example.findings.map((finding) => ({ ...finding, account: "999999999999" })),
    };
    assert.ok(fingerprintsOf(elsewhere).every((one) => !fingerprintsOf(example).includes(one)));
  });

  it("counts as unsuccessful where evidence is missing, and as successful where none is", () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = runOf(example).invocations;
    assert.equal(executionSuccessful, false);
    assert.equal(
      toolExecutionNotifications[0]!.message.text,
      "Not known: the IAM of the account 444444444444 (account 444444444444 (far away)). AccessDenied: not authorized " +
        "to perform iam:GetAccountAuthorizationDetails. Give the profile iam:GetAccountAuthorizationDetails.",
    );
    assert.deepEqual(runOf(quiet).invocations, [{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it("makes no link of what others wrote, and hides nothing in it", () => {
    const { results } = runOf(hostile("[safe](https://evil.example)\u202e"));
    assert.match(results[0]!.message.text, /^\[safe\] \(https:\/\/evil\.example\)\\u202e\n\n/);
  });

  it("leaves out what code scanning would refuse, and says so", () => {
    const [finding] = example.findings;
    const run = runOf({ ...bigReview(1, 1, 1), findings: Array.from({ length: 25_001 }, () => finding!) });
    assert.equal(run.results.length, 25_000);
    assert.match(run.invocations[0].toolExecutionNotifications[0]!.message.text, /^1 finding left out/);
  });
});
