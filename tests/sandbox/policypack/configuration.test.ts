import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pageFile } from "../../../policypack/documentation/generate";
import { openTemporarySandbox, type Sandbox } from "../../../sandbox/sandbox";
import { Programs, text, type Run } from "./programs";

/** The configuration that the page about the pack shows, with its exception good for a month from today. */
function shown(): Record<string, unknown> {
  const block = [...readFileSync(pageFile, "utf8").matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, json]) => json!)
    .find((json) => json.includes('"exceptions"'))!;
  const until = new Date(Date.now() + 30 * 24 * 3600_000).toISOString().slice(0, 10);
  return JSON.parse(block.replace(/"until": "[^"]*"/, `"until": "${until}"`)) as Record<string, unknown>;
}

const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
  ],
};
const topics = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sns:*", Resource: "*" }] };
const reviewBy = new Date(Date.now() + 30 * 24 * 3600_000).toISOString().slice(0, 10);
const role = {
  name: "migration",
  maxSessionDuration: 7200,
  assumeRolePolicy: JSON.stringify(trust),
  inlinePolicies: [{ name: "topics", policy: JSON.stringify(topics) }],
  tags: { "review-owner": "platform", "review-reason": "a test", "review-by": reviewBy },
};

describe("the policy pack's configuration in the engine", () => {
  let sandbox: Sandbox;
  let programs: Programs;
  let run: Run;
  before(async () => {
    sandbox = await openTemporarySandbox();
    programs = new Programs(sandbox);
    run = await programs.project(`new iam.Role("migration", ${JSON.stringify(role)});`);
  });
  after(() => sandbox?.remove());

  /** Whether a preview passes, and which of these policies the engine names. */
  async function preview(config: object): Promise<readonly [passes: boolean, named: readonly string[]]> {
    const outcome = await run("preview", ...(await programs.configured(config)));
    const names = ["service-wide-access", "session-too-long", "trust-beyond-accounts", "unbounded-write"];
    return [outcome.code === 0, names.filter((name) => text(outcome).includes(name))];
  }

  it("is taken as the page shows it: an account, an exception, an option and a level", async () => {
    assert.deepEqual(await preview(shown()), [true, ["service-wide-access"]]);
  });

  it("is what makes the difference", async () => {
    assert.deepEqual(await preview({}), [
      false,
      ["service-wide-access", "session-too-long", "trust-beyond-accounts", "unbounded-write"],
    ]);
  });

  it("sets levels for one policy and for all others", async () => {
    const { declarations } = shown();
    const levels = {
      declarations,
      "unbounded-write": "disabled",
      "service-wide-access": "disabled",
      "session-too-long": "mandatory",
    };
    assert.deepEqual(await preview(levels), [false, ["session-too-long"]]);
    assert.deepEqual(await preview({ all: "disabled", "service-wide-access": "advisory" }), [
      true,
      ["service-wide-access"],
    ]);
  });
});
