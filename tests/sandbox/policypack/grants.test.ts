import { IAMClient, ListGroupPoliciesCommand, ListGroupsCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { sampled } from "../../seed";
import { Programs, text, type Run } from "./programs";

/** A program whose component grants: what a document allows, to a group that is made for it. */
const program = (action: string[], resource: string) => `
const pulumi = require("@pulumi/pulumi");
const access = new pulumi.ComponentResource("cross-account-access:index:AccountAccess", "access");
const grant = new pulumi.ComponentResource("cross-account-access:index:AssumeRoleGrant", "group-holder", {}, { parent: access });
const group = new iam.Group("holder", { name: "holder" });
const policy = ${JSON.stringify(JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] }))};
new iam.GroupPolicy("group-holder", { group: group.name, name: "cross-account-access", policy }, { parent: grant });`;

describe("grants under the policy pack in the engine", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let programs: Programs;

  before(async () => {
    sandbox = await openTemporarySandbox();
    programs = new Programs(sandbox);
  });
  after(() => sandbox?.remove());

  async function start(action: string[], resource: string): Promise<Run> {
    const run = await programs.project(program(action, resource));
    const set = await run("config", "set", "aws:allowedAccountIds", '["111111111111"]');
    assert.equal(set.code, 0, text(set));
    return run;
  }

  const stopped: readonly [what: string, action: string[], resource: string, problem: RegExp][] = [
    [
      "a narrow permission besides",
      ["sts:AssumeRole", "s3:GetObject"],
      "arn:aws:iam::222222222222:role/deploy",
      /grant-beyond-roles.*allows s3:GetObject\./s,
    ],
    [
      "a role of its own account",
      ["sts:AssumeRole"],
      "arn:aws:iam::111111111111:role/OrganizationAdmin",
      /grant-beyond-roles.*OrganizationAdmin, of this account itself\./s,
    ],
  ];
  // The rule's own cases have both, and more.
  for (const [what, action, resource, problem] of sampled("grants that the pack stops", stopped, 1)) {
    it(`are stopped where they allow ${what}, by preview, and by up --skip-preview before the policy exists`, async () => {
      const run = await start(action, resource);
      const preview = await run("preview", ...(await programs.pack()));
      assert.notEqual(preview.code, 0, text(preview));
      assert.match(text(preview).replace(/\s+/g, " "), problem);
      const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
      assert.notEqual(up.code, 0, text(up));
      const iam = new IAMClient({
        endpoint: sandbox.endpoint,
        region: "eu-west-1",
        credentials: person(sandbox, "trusting"),
      });
      const { Groups } = await iam.send(new ListGroupsCommand({}));
      for (const { GroupName } of Groups ?? [])
        assert.deepEqual((await iam.send(new ListGroupPoliciesCommand({ GroupName }))).PolicyNames, []);
      await run("destroy", "--yes", "--skip-preview");
    });
  }

  it("are let through where they allow a named role of another account", async () => {
    const run = await start(["sts:AssumeRole", "sts:TagSession"], "arn:aws:iam::222222222222:role/deploy");
    const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
    assert.equal(up.code, 0, text(up));
    const destroy = await run("destroy", "--yes", "--skip-preview");
    assert.equal(destroy.code, 0, text(destroy));
  });
});
