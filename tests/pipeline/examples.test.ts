import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "..", "..");
const example = (name: string) => join(root, "docs", "examples", name);

interface GitLabJob {
  readonly script?: readonly (string | readonly string[])[];
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly environment?: { readonly name: string };
  readonly trigger?: unknown;
}

describe("the examples of pipelines", () => {
  let folder: string;
  before(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "pipeline-example-")))));
  after(() => rmSync(folder, { recursive: true }));

  const {
    default: shared,
    stages,
    variables,
    ...named
  } = parse(readFileSync(example("gitlab-ci.yml"), "utf8")) as {
    readonly default: object;
    readonly stages: readonly string[];
    readonly variables: object;
  } & Readonly<Record<string, GitLabJob & { readonly stage?: string }>>;
  const jobs = Object.entries(named).filter(([name]) => !name.startsWith("."));

  it("GitLab: each job is in a stage, is shell, and signs in for AWS alone", () => {
    assert.ok(shared && variables);
    for (const [name, { stage, script = [], id_tokens: tokens = {}, trigger }] of jobs) {
      assert.ok(stages.includes(stage!), name);
      for (const line of script.flat(2)) assert.equal(typeof line, "string", `${name}: ${JSON.stringify(line)}`);
      const lines = script.flat(2).join("\n");
      assert.ok(trigger !== undefined || lines !== "", name);
      const { status, stderr } = spawnSync("bash", ["-n"], { input: lines, encoding: "utf8" });
      assert.equal(status, 0, `${name}: ${stderr}`);
      // Whoever signs in does not write to GitLab from what it read, but for the review, which runs what was merged.
      for (const { aud } of Object.values(tokens)) assert.equal(aud, "sts.amazonaws.com");
      if (name !== "review") assert.ok(!("AWS_ID_TOKEN" in tokens && /run\.cjs (?:comment|issues)/.test(lines)), name);
      assert.equal(/run\.cjs profiles/.test(lines), "AWS_ID_TOKEN" in tokens, name);
    }
  });

  for (const [code, manual] of [
    [0, undefined],
    [7, "manual"],
    [11, "manual"],
  ] as const)
    it(`GitLab: exit code ${code} of the difference ${manual ? "asks somebody" : "asks nobody"}`, () => {
      const { script = [] } = Object.fromEntries(jobs)["checks"]!;
      const lines = script.flat(2);
      const [start, end] = ["case $code", "approval.yml"].map((text) => lines.findIndex((line) => line.includes(text)));
      const run = `code=${code}\n${lines.slice(start, end! + 1).join("\n")}`;
      execFileSync("bash", ["-e", "-c", run], { cwd: folder });
      const { approval } = parse(readFileSync(join(folder, "approval.yml"), "utf8")) as {
        approval: { environment?: { name: string }; rules: [{ when?: string; allow_failure?: boolean }] };
      };
      assert.deepEqual(
        [approval.rules[0].when, approval.rules[0].allow_failure, approval.environment?.name],
        manual ? [manual, false, "access-widening"] : [undefined, undefined, undefined],
      );
    });

  it("a shell: says what it expects", () => {
    const { status, stderr } = spawnSync("bash", [example("pipeline.sh"), "up"], { encoding: "utf8" });
    assert.equal(stderr, "pipeline.sh: found up, expected preview, deploy or review.\n");
    assert.equal(status, 2);
  });

  it("a shell: says what a branch means, and previews nothing where it concerns no stack", () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder });
    for (const name of ["cross-account", "pipeline"]) symlinkSync(join(root, name), join(folder, name));
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      writeFileSync(join(folder, name), readFileSync(join(root, name)));
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "One");
    writeFileSync(join(folder, "README.md"), "Two\n");
    const run = (...args: string[]) => {
      const env = { PATH: process.env["PATH"], HOME: folder };
      return spawnSync("bash", [example("pipeline.sh"), ...args], { cwd: folder, env, encoding: "utf8" });
    };
    const { status, stderr } = run("preview", "HEAD");
    assert.equal(status, 0, stderr);
    assert.match(readFileSync(join(folder, "diff.md"), "utf8"), /Compared with/);
    const refused = run("preview", "nowhere");
    assert.match(refused.stderr, /found the base "nowhere", which is no revision here/);
    assert.equal(refused.status, 2);
  });

  it("CODEOWNERS: a team for each file that decides, and security for all that judges", () => {
    const rules = readFileSync(example("CODEOWNERS"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split(/\s+/) as [string, ...string[]]);
    const owners = new Map(rules.map(([path, ...teams]) => [path, teams]));
    assert.equal(rules[0]![0], "*");
    for (const path of ["*", "/approvals.yaml", "/policypack.config.json", "/accounts.yaml"])
      assert.deepEqual(owners.get(path), ["@shop/security"]);
    for (const [path, teams] of owners)
      assert.ok(teams.length > 0 && teams.every((team) => /^@[\w-]+\/[\w-]+$/.test(team)), path);
  });
});
