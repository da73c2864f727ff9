import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../sandbox/execute";
import { example } from "../cli/review/formats/example";
import { TestForge } from "./forge";
import { stepOf } from "./workflow";

const root = join(__dirname, "..", "..");

describe("the steps of the workflows that need no account", function () {
  this.timeout(60_000);
  let folder: string;
  let repository: string;
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "pipeline-steps-")));
    repository = join(folder, "access");
    mkdirSync(repository);
    for (const name of ["cross-account", "pipeline"]) symlinkSync(join(root, name), join(repository, name));
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      writeFileSync(join(repository, name), readFileSync(join(root, name)));
    git("init", "--quiet");
    commit("The settings");
  });
  after(() => rmSync(folder, { recursive: true }));

  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: repository });
  const commit = (message: string) => {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  };

  /** Runs a step as the workflow has it. */
  async function run(
    step: readonly [file: string, job: string, name: string],
    cwd: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    const [output, summary] = [join(folder, "output"), join(folder, "summary")];
    for (const file of [output, summary]) writeFileSync(file, "");
    const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: folder };
    const ended = await execute("bash", ["-e", "-c", stepOf(...step).run], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: folder, ...files, ...env },
    });
    return { ...ended, output: readFileSync(output, "utf8"), summary: readFileSync(summary, "utf8") };
  }
  const difference = ["preview.yml", "checks", "Difference"] as const;
  const concerned = ["preview.yml", "checks", "Stacks concerned"] as const;

  it("say what a pull request means, and which stacks it concerns", async () => {
    const file = join(repository, "Pulumi.trusted.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("members: [alice]", "members: [alice, bob]"));
    commit("Bob, too");
    const wider = await run(difference, repository);
    assert.deepEqual([wider.code, wider.output], [0, "code=7\n"], wider.stderr);
    assert.match(wider.summary, /Who gains access[^]*user\/bob/);
    assert.ok(JSON.parse(readFileSync(join(repository, "diff.sarif"), "utf8")));
    assert.equal((await run(concerned, repository)).output, "stacks=trusted\n");
    rmSync(join(repository, "diff.md"));
    rmSync(join(repository, "diff.sarif"));
    writeFileSync(join(repository, "README.md"), "Nothing of it\n");
    commit("Words");
    const same = await run(difference, repository);
    assert.deepEqual([same.code, same.output], [0, "code=0\n"], same.stderr);
    assert.equal((await run(concerned, repository)).output, "stacks=\n");
  });

  it("fail where the clone is too shallow to know, and give no answer", async () => {
    const clone = join(folder, "clone");
    git("clone", "--quiet", "--depth", "1", `file://${repository}`, clone);
    for (const step of [difference, concerned]) {
      const { code, stderr, output } = await run(step, clone);
      assert.match(stderr, /found the base "HEAD\^1", which is no revision here/);
      assert.deepEqual([code, output], [2, ""]);
    }
  });

  it("write the comment and the issues", async () => {
    const forge = new TestForge();
    try {
      const env = { ...(await forge.open()), GITHUB_REPOSITORY: "shop/access", PULL_REQUEST: "3" };
      mkdirSync(join(repository, "told"));
      writeFileSync(join(repository, "told", "diff.md"), "## Wider\n");
      const due = { ...example.findings[0]!, kind: "review-due", role: example.roles[0]!.arn };
      writeFileSync(join(repository, "review.json"), JSON.stringify({ ...example, findings: [due] }));
      const steps = [
        ["preview.yml", "publish", "Comment"],
        ["review.yml", "publish", "One issue for each owner of a review that is due"],
      ] as const;
      for (const step of steps) {
        assert.equal((await run(step, repository, env)).code, 3, "without a token, as code of a fork");
        const { code, stderr } = await run(step, repository, { ...env, GH_TOKEN: forge.token });
        assert.equal(code, 0, stderr);
      }
      assert.deepEqual([forge.comments.length, forge.issues.length], [1, 1]);
    } finally {
      forge.close();
    }
  });
});
