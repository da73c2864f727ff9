import assert from "node:assert/strict";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, root, type Sandbox } from "../../../sandbox/sandbox";

describe("settings whose entries have files of their own", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "entries"));
  });
  after(() => sandbox?.remove());

  const run = async (command: string, ...args: string[]) => {
    const { code, stdout, stderr } = await execute(command, args, { cwd: project, env: sandbox.env });
    return { code, said: stdout + stderr };
  };
  const pulumi = (verb: string, stack: string, ...more: string[]) =>
    run(
      "pulumi",
      verb,
      "--stack",
      stack,
      "--non-interactive",
      "--color",
      "never",
      "--policy-pack",
      "policypack",
      ...more,
    );
  const command = (...args: string[]) => run(join(root, "cli", "bin", "cross-account.cjs"), ...args);

  it("deploy as before they were split, with roles that only files have, and other stacks see them", async () => {
    const whole = await pulumi("up", "trusting", "--yes");
    assert.equal(whole.code, 0, whole.said);
    assert.equal((await command("format", "--split")).code, 0);
    const same = await pulumi("preview", "trusting", "--expect-no-changes");
    assert.equal(same.code, 0, same.said);
    const roles = join(project, "access", "trusting", "roles");
    await copyFile(join(roles, "deploy.yaml"), join(roles, "read.yaml"));
    await copyFile(join(roles, "deploy.yaml"), join(roles, "read.v2.yaml"));
    const more = await pulumi("up", "trusting", "--yes");
    assert.equal(more.code, 0, more.said);
    const outputs = await run("pulumi", "stack", "output", "roles", "--json", "--stack", "trusting");
    assert.deepEqual(Object.keys(JSON.parse(outputs.said) as object).sort(), ["deploy", "read", "read.v2"]);
    const trusted = await pulumi("up", "trusted", "--yes");
    assert.equal(trusted.code, 0, trusted.said);
  });

  it("have the file and the line of each problem", async () => {
    const file = join(project, "access", "trusting", "roles", "read.yaml");
    const text = (await readFile(file, "utf8")).replace("maxDuration: 1h", "maxDuration: 13h");
    await writeFile(file, text);
    const line = text.split("\n").findIndex((one) => one.includes("13h")) + 1;
    const { code, said } = await pulumi("preview", "trusting");
    assert.notEqual(code, 0);
    assert.match(
      said,
      new RegExp(`roles\\.read\\.session\\.maxDuration: found "13h".* \\(access/trusting/roles/read\\.yaml:${line}\\)`),
    );
  });
});
