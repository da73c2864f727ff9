import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { openTemporarySandbox, root, type Sandbox } from "../../../sandbox/sandbox";

/** What `pulumi new aws-typescript` writes. */
const compilerOptions = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  noImplicitReturns: true,
  types: ["node"],
};

describe("the library as a package, in a project of its own", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = join(sandbox.directory, "another");
    const modules = join(project, "node_modules");
    await mkdir(modules, { recursive: true });
    const packed = await done(execute("npm", ["pack", "--pack-destination", project], { cwd: root, env: sandbox.env }));
    await done(execute("tar", ["xzf", packed.stdout.trim().split("\n").at(-1)!], { cwd: project, env: sandbox.env }));
    await cp(join(project, "package"), join(modules, "cross-account-access"), { recursive: true });
    for (const name of await readdir(join(root, "node_modules")))
      if (!name.startsWith(".") && !name.includes("cross-account"))
        await symlink(join(root, "node_modules", name), join(modules, name));
    await cp(join(__dirname, "program.ts"), join(project, "index.ts"));
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    await writeFile(join(project, "Pulumi.yaml"), "name: another\nruntime: nodejs\n");
    await writeFile(join(project, "package.json"), '{ "name": "another", "main": "bin/index.js" }\n');
    await writeFile(
      join(project, "Pulumi.test.yaml"),
      'config:\n  aws:region: eu-west-1\n  aws:profile: trusting\n  aws:allowedAccountIds: ["111111111111"]\n',
    );
  });
  after(() => sandbox?.remove());

  const run = (command: string, ...args: string[]) => execute(command, args, { cwd: project, env: sandbox.env });
  const pulumi = (...args: string[]) => run("pulumi", ...args, "--non-interactive", "--color", "never");

  async function done(outcome: Promise<Outcome>): Promise<Outcome> {
    const ended = await outcome;
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    return ended;
  }

  it("holds the compiled library, its licence and what changed, and nothing else", async () => {
    const files = await readdir(join(project, "package"));
    assert.deepEqual(files.sort(), ["CHANGELOG.md", "LICENSE", "README.md", "library", "main.cjs", "package.json"]);
    const manifest = JSON.parse(await readFile(join(project, "package/package.json"), "utf8")) as {
      dependencies: object;
    };
    assert.deepEqual(Object.keys(manifest.dependencies), ["fastest-levenshtein", "ipaddr.js", "yaml", "zod"]);
  });

  it("compiles a strict program, deploys it past the policy pack, and has nothing to do after that", async () => {
    await done(run(process.execPath, require.resolve("typescript/bin/tsc"), "-p", project));
    await pulumi("stack", "select", "--create", "test");
    const pack = ["--policy-pack", join(root, "policypack")];
    await done(pulumi("up", "--yes", "--skip-preview", ...pack));
    const outputs = JSON.parse((await done(pulumi("stack", "output", "--json"))).stdout) as {
      roles: { deploy: { arn: string; maxSessionDuration: number; trustPolicy: unknown } };
      audit: { arn: string };
      document: unknown;
      deployed: string;
      refusals: string[];
    };
    assert.equal(outputs.roles.deploy.arn, "arn:aws:iam::111111111111:role/deploy");
    assert.equal(outputs.roles.deploy.maxSessionDuration, 7200);
    assert.equal(outputs.audit.arn, "arn:aws:iam::111111111111:role/audit");
    assert.deepEqual(outputs.document, outputs.roles.deploy.trustPolicy);
    assert.match(outputs.deployed, /deploy/);
    const [wildcard, output, past, nowhere] = outputs.refusals;
    assert.match(
      wildcard!,
      /roles\[0\]\.arn: found "arn:aws:iam::222222222222:role\/\*", expected the ARN of one role/,
    );
    assert.match(output!, /roles\.unknown\.description: found what only a deployment tells/);
    assert.match(past!, /roles\.past\.review\.by: /);
    assert.match(nowhere!, /account\.id: found "2222".*\n.*account\.region: found "moon"/);
    await done(pulumi("preview", "--expect-no-changes", ...pack));
    await done(pulumi("destroy", "--yes", "--skip-preview"));
  });
});
