import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, type Sandbox } from "../../../sandbox/sandbox";
import { Engine } from "../lifecycle/engine";

const roles = "cross-account-access:roles";

describe("what a preview says of wrong settings", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;
  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "lines"));
    engine = await Engine.start(project, sandbox.env);
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  async function preview(): Promise<{ code: number; said: string; lines: string[] }> {
    const { code, stdout, stderr } = await engine.pulumi("preview", "trusting");
    const lines = (await readFile(join(project, "Pulumi.trusting.yaml"), "utf8")).split("\n");
    return { code: code ?? 1, said: stdout + stderr, lines };
  }

  it("has the file and the line of each, also within a policy document", async () => {
    const inline = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "web-shop-artifacts", Sid: "Find Artifacts" }],
    };
    await changeSettings(project, "trusting", [roles, "deploy", "policies"], { inline: { artifacts: inline } });
    await changeSettings(project, "trusting", [roles, "deploy", "trusts", 0, "account"], "000000000000");
    const { code, said, lines } = await preview();
    assert.notEqual(code, 0);
    for (const [path, marked] of [
      ["trusts[0].account", "000000000000"],
      ["policies.inline.artifacts.Statement[0].Resource", "web-shop-artifacts"],
      ["policies.inline.artifacts.Statement[0].Sid", "Find Artifacts"],
    ] as const) {
      const line = lines.findIndex((text) => text.includes(marked)) + 1;
      const told = said.split("\n").find((text) => text.includes(`roles.deploy.${path}: found`)) ?? said;
      assert.ok(told.trimEnd().endsWith(`(Pulumi.trusting.yaml:${line})`), told);
    }
  });

  it("warns of an action that does not exist, and goes on", async () => {
    const inline = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["s3:GetObjekt"], Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
    };
    await changeSettings(project, "trusting", [roles, "deploy", "policies"], { inline: { artifacts: inline } });
    await changeSettings(project, "trusting", [roles, "deploy", "trusts", 0, "account"], "222222222222");
    const { code, said } = await preview();
    assert.equal(code, 0, said);
    assert.match(
      said,
      /warning: roles\.deploy\.policies\.inline\.artifacts\.Statement\[0\]\.Action\[0\]: found "s3:GetObjekt", .* did you mean s3:GetObject\?/,
    );
  });
});
