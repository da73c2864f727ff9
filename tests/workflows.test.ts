import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const folder = join(__dirname, "..", ".github", "workflows");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What is wrong with a workflow that has secrets, or could. */
function problems(text: string): string[] {
  const { on, permissions, env, jobs } = parse(text) as Workflow;
  const found: string[] = [];
  const check = (holds: boolean, problem: string): void => void (holds || found.push(problem));
  check(
    permissions !== undefined && !Object.values(permissions).includes("write"),
    "all jobs may write, or whatever the default is",
  );
  check(!("pull_request_target" in on), "what a stranger wrote would run with this repository's rights");
  check(env === undefined, "every step of every job has what env has");
  for (const [name, { permissions: own = {}, env: shared, environment, steps, ...job }] of Object.entries(jobs)) {
    const writes = Object.keys(own).filter((scope) => own[scope] === "write");
    check(job["timeout-minutes"] !== undefined, `${name}: no time limit`);
    check(shared === undefined, `${name}: every step has what env has`);
    check(!writes.includes("id-token") || writes.length === 1, `${name}: whoever may sign in may write too`);
    check(!writes.includes("id-token") || environment !== undefined, `${name}: any branch may sign in`);
    check(
      !("pull_request" in on) ||
        writes.length === 0 ||
        (job.if ?? "").endsWith("&& github.event.pull_request.head.repo.full_name == github.repository"),
      `${name}: what a fork wrote would run with more than the right to read`,
    );
    for (const [at, step] of steps.entries()) {
      const where = `${name}.steps[${at}]`;
      check(step.uses === undefined || /@[0-9a-f]{40}$/.test(step.uses), `${where}: ${step.uses} is not a commit`);
      check(
        !/^actions\/checkout@/.test(step.uses ?? "") || step.with?.["persist-credentials"] === false,
        `${where}: the repository's token stays in the checkout`,
      );
      check(!/\$\{\{/.test(step.run ?? ""), `${where}: an expression would become part of the script`);
      check(
        !writes.includes("id-token") || !/npm (ci|install)(?!.*--ignore-scripts)/.test(step.run ?? ""),
        `${where}: packages' scripts run beside the right to sign in`,
      );
      check(
        !writes.includes("id-token") || step.with?.["cache"] === undefined,
        `${where}: what others put into a cache runs beside the right to sign in`,
      );
      check(
        !/secrets\./.test(JSON.stringify(step.env ?? {})) || environment !== undefined,
        `${where}: any branch may use the secret`,
      );
      check(!/secrets\./.test(JSON.stringify(step.with ?? {})), `${where}: an action has the secret`);
    }
  }
  return found;
}

describe("the workflows", () => {
  for (const file of readdirSync(folder)) {
    it(`${file} gives what is secret to the steps that need it, and to no others`, () =>
      assert.deepEqual(problems(readFileSync(join(folder, file), "utf8")), []));
  }

  const right = readFileSync(join(folder, "review.yml"), "utf8");
  const wrong: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
    [
      "an action by its tag",
      "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
      "actions/checkout@v4",
      /checkout@v4 is not a commit/,
    ],
    ["no permissions", "permissions: {}\n", "", /whatever the default is/],
    ["rights of all jobs", "permissions: {}", "permissions: { contents: write }", /all jobs may write/],
    [
      "a job that may sign in and write",
      "      id-token: write",
      "      security-events: write\n      id-token: write",
      /may sign in may write too/,
    ],
    ["scripts of packages", "npm ci --ignore-scripts", "npm ci", /packages' scripts/],
    ["a secret for any branch", "${{ github.token }}", "${{ secrets.TOKEN }}", /any branch may use the secret/],
    ["a job of any branch that may sign in", "    environment: access-review\n", "", /any branch may sign in/],
    ["the token in the checkout", "{ persist-credentials: false }", "{ fetch-depth: 1 }", /stays in the checkout/],
    [
      "a secret of all steps",
      "    environment: access-review\n",
      "    environment: access-review\n    env: { A: '${{ secrets.A }}' }\n",
      /every step has what env has/,
    ],
    ["a cache", "{ node-version: 20 }", "{ node-version: 20, cache: npm }", /what others put into a cache/],
    ["an expression in a script", "code=0\n", "code=${{ vars.CODE }}\n", /part of the script/],
    ["a stranger's pull request", "on:\n", "on:\n  pull_request_target:\n", /stranger/],
    ["a fork's pull request", "on:\n", "on:\n  pull_request:\n", /what a fork wrote/],
  ];
  for (const [what, from, to, said] of wrong) {
    it(`${what} would be found`, () => {
      assert.ok(right.includes(from), from);
      assert.match(problems(right.replace(from, to)).join("\n"), said);
    });
  }
});
