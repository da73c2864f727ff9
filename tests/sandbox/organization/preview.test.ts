import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { inOrganization } from "../../../sandbox/organization";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, root, type Sandbox } from "../../../sandbox/sandbox";
import { makePeople } from "../../../sandbox/world";
import type { World } from "../../../sandbox/emulator/world";

/** The sandbox's organization, in which the accounts of People may assume no role called deploy. */
function withoutDeploy(world: World): World {
  const { organization, ...rest } = inOrganization(world);
  const Statement = [
    { Sid: "NoDeploy", Effect: "Deny", Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/deploy" },
  ];
  const own = {
    name: "KeepOut",
    type: "SERVICE_CONTROL_POLICY",
    document: { Version: "2012-10-17", Statement },
  } as const;
  return { ...rest, organization: { ...organization!, policies: { "p-keepinside": own } } };
}

describe("a preview with a file of the organization", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;

  before(async () => {
    sandbox = await openTemporarySandbox({ people: makePeople(3), adjust: withoutDeploy });
    project = await copyProject(join(sandbox.directory, "project"));
  });
  after(() => sandbox?.remove());

  const run = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await execute(program, args, { cwd: project, env: sandbox.env });
    return { code, text: `${stdout}${stderr}` };
  };
  const pulumi = (command: string, stack: string, ...more: string[]) =>
    run("pulumi", command, "--stack", stack, "--non-interactive", "--color", "never", ...more);

  it("fails where an SCP makes a grant void, naming policy and unit, and passes where it does not", async () => {
    const deployed = await pulumi("up", "trusting", "--yes", "--skip-preview");
    assert.equal(deployed.code, 0, deployed.text);
    const command = join(root, "cli", "bin", "cross-account.cjs");
    const written = await run(process.execPath, command, "organization", "--profile", "third");
    assert.equal(written.code, 0, written.text);

    const forbidden = await pulumi("preview", "trusted");
    assert.notEqual(forbidden.code, 0, forbidden.text);
    const said = forbidden.text.replace(/\s+/g, " ");
    assert.match(
      said,
      /grants\.\S+: the organization forbids the group deployers of the account 222222222222 to assume arn:aws:iam::111111111111:role\/deploy/,
    );
    assert.match(
      said,
      /the service control policy KeepOut \(p-keepinside\) on the unit People \(ou-sand-22222222\) denies it in Statement\[0\] \(NoDeploy\)/,
    );
    assert.doesNotMatch(forbidden.text, /AssumeRoleGrant/, "nothing is planned");

    const file = join(project, "organization.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("role/deploy", "role/other"));
    const allowed = await pulumi("preview", "trusted");
    assert.equal(allowed.code, 0, allowed.text);
    assert.match(allowed.text, /AssumeRoleGrant/);

    await writeFile(file, text);
    await changeSettings(project, "trusted", ["cross-account-access:grants"], {});
    const none = await pulumi("preview", "trusted");
    assert.equal(none.code, 0, "without the grant there is nothing to forbid");
  });
});
