import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteUserPolicyCommand,
  GetGroupCommand,
  GetRoleCommand,
  IAMClient,
  ListGroupsCommand,
  ListRolesCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Outcome } from "../../../sandbox/execute";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { openRelay, stsError, type Relay } from "../../../sandbox/emulator/relay";
import { Engine } from "../lifecycle/engine";

const own = (section: string) => `cross-account-access:${section}`;
const members = [own("groups"), "deployers", "members"];
const to = [own("grants"), "deployers-deploy", "to"];
const policyOf = (name: string) => `arn:aws:iam::111111111111:policy/${name}`;
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
});

describe("mistakes on the sandbox, after both stacks were deployed", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let relay: Relay;
  let engine: Engine;
  let project: string;
  let projects = 0;

  const pulumi = (command: string, stack: string, ...more: string[]) =>
    engine.in(project).pulumi(command, stack, ...more);
  const preview = (stack: string) => pulumi("preview", stack);
  const up = (stack: string, ...more: string[]) => pulumi("up", stack, "--yes", "--skip-preview", ...more);
  const iam = (profile: string) =>
    new IAMClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, profile) });
  const said = ({ stdout, stderr }: Outcome) => stdout + stderr;

  before(async () => {
    sandbox = await openTemporarySandbox();
    relay = await openRelay(sandbox.endpoint);
    project = await copyProject(join(sandbox.directory, "deployed"));
    engine = await Engine.start(project, { ...sandbox.env, AWS_ENDPOINT_URL: relay.url });
    for (const stack of ["trusting", "trusted"]) succeeds(await up(stack));
  });
  after(async () => {
    await engine?.stop();
    relay?.close();
    await sandbox?.remove();
  });
  beforeEach(async () => {
    project = await copyProject(join(sandbox.directory, `project-${++projects}`));
    relay.bodies.length = 0;
  });
  // Whatever was wrong, what was deployed is as it was.
  afterEach(async () => {
    relay.instead = undefined;
    assert.deepEqual(await people(), ["alice"]);
    assert.deepEqual(
      (await iam("trusting").send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
      ["deploy"],
    );
  });

  const people = async () =>
    (await iam("trusted").send(new GetGroupCommand({ GroupName: "deployers" }))).Users?.map(({ UserName }) => UserName);

  const denial = { UserName: "admin", PolicyName: "no-reading" };
  /** Takes an action away from the one who deploys the trusted stack. */
  async function deny(Action: string): Promise<void> {
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action, Resource: "*" }],
    });
    await iam("trusted").send(new PutUserPolicyCommand({ ...denial, PolicyDocument }));
  }
  const mayReadAgain = () => iam("trusted").send(new DeleteUserPolicyCommand(denial));

  function succeeds(outcome: Outcome): void {
    assert.equal(outcome.code, 0, said(outcome));
  }

  /** As a deployment that nobody previewed, unless another run is named; nothing is written. */
  async function refused(stack: string, message: RegExp, runs = [up]): Promise<void> {
    for (const run of runs) {
      const outcome = await run(stack);
      assert.notEqual(outcome.code, 0, said(outcome));
      assert.match(said(outcome), message);
      assert.doesNotMatch(said(outcome), /\.ts:\d+|aws:iam:\S+ \S+ (created|deleted|updated)/);
    }
    assert.deepEqual(
      relay.bodies.filter((body) => /Action=(Create|Put|Attach|Add|Update|Delete|Detach|Remove|Tag)/.test(body)),
      [],
    );
  }

  async function rewrite(file: string, change: (text: string) => string): Promise<void> {
    const path = join(project, file);
    const before = await readFile(path, "utf8");
    const after = change(before);
    assert.notEqual(after, before);
    await writeFile(path, after);
  }

  describe("in the keys", () => {
    it("a slip in the namespace deletes nothing", async () => {
      await rewrite("Pulumi.trusting.yaml", (text) =>
        text.replace("cross-account-access:roles", "cross-acount-access:roles"),
      );
      await refused(
        "trusting",
        /cross-acount-access:roles: found the namespace cross-acount-access, did you mean cross-account-access:roles\?/,
        [preview, up],
      );
      // Taking all away does not read the settings.
      succeeds(await pulumi("destroy", "trusting", "--preview-only"));
    });

    it("a project that was renamed is told to rename its keys, and then goes on", async () => {
      await rewrite("Pulumi.yaml", (text) => text.replace("name: cross-account-access", "name: acme-access"));
      succeeds(await pulumi("stack init", "trusting", "--no-select"));
      await refused(
        "trusting",
        /cross-account-access:roles: found the namespace cross-account-access, did you mean acme-access:roles\? expected acme-access, the project's name/,
      );
      await rewrite("Pulumi.trusting.yaml", (text) => text.replaceAll("cross-account-access:", "acme-access:"));
      succeeds(await preview("trusting"));
    });

    it("a stack of a grant that is misspelt", async () => {
      await rewrite("Pulumi.trusted.yaml", (text) => text.replace("stack: trusting", "stack: trustin"));
      await refused(
        "trusted",
        /grants\.deployers-deploy\.roles\[0\]\.stack: found "trustin", did you mean trusting\? expected a stack of this project: trusted, trusting \(Pulumi\.trusted\.yaml:\d+\)/,
      );
    });

    it("organizations and projects of a grant that are misspelt are told by the path, not by the engine", async () => {
      await changeSettings(
        project,
        "trusted",
        [own("grants"), "deployers-deploy", "roles"],
        [{ stack: "organisation/cross-account-access/trusting", role: "deploy" }],
      );
      await refused(
        "trusted",
        /roles\[0\]\.stack: found "organisation\/cross-account-access\/trusting" of the organization organisation, did you mean organization\/cross-account-access\/trusting\?.* \(Pulumi\.trusted\.yaml:\d+\)/,
      );
      await changeSettings(
        project,
        "trusted",
        [own("grants"), "deployers-deploy", "roles"],
        [{ stack: "cross-acount-access/trusting", role: "deploy", account: "111111111111" }],
      );
      await refused(
        "trusted",
        /roles\[0\]\.stack: found "cross-acount-access\/trusting", did you mean trusting\? expected a stack that the backend has/,
      );
    });

    const nothing = /found no entry in any of them.* say so: cross-account-access:empty: true/;
    const lost: [what: string, written: string, told: RegExp][] = [
      ["a section that was lost", "", nothing],
      ["a section of nothing", "  cross-account-access:roles: {}\n", nothing],
      // Today's engine makes it an empty text.
      [
        "a section that was left blank",
        "  cross-account-access:roles:\n",
        /roles: found "", expected an object of entries by their names/,
      ],
    ];
    for (const [what, written, told] of lost) {
      it(`${what} deletes nothing`, async () => {
        await rewrite("Pulumi.trusting.yaml", (text) => text.replace(/ {2}cross-account-access:roles:[^]*/, written));
        await refused("trusting", told);
      });
    }

    it("keys of others are let through", async () => {
      await rewrite(
        "Pulumi.trusting.yaml",
        (text) => `${text}  pulumi:tags: { team: web }\n  github:owner: acme\n  other:roles: [a]\n`,
      );
      succeeds(await preview("trusting"));
    });
  });

  describe("in names of what is there already", () => {
    it("a member who does not exist is told before anybody is taken out", async () => {
      await changeSettings(project, "trusted", members, ["alicia"]);
      await refused(
        "trusted",
        /The settings of this stack name something that does not exist; nothing was changed\.\s+groups\.deployers\.members\[0\]: found "alicia", expected a user who exists: the account 222222222222 has no user of this name \(Pulumi\.trusted\.yaml:\d+\)/,
        [preview, up],
      );
      await changeSettings(project, "trusted", members, ["alice", "mallory"]);
      succeeds(await preview("trusted"));
    });

    it("groups, users and roles that are granted to are told together", async () => {
      await changeSettings(project, "trusted", to, {
        groups: ["deployers", "deployrs"],
        users: ["alcie"],
        roles: ["ci"],
      });
      await refused(
        "trusted",
        /name 3 things that do not exist; nothing was changed\.\s+\S+to\.groups\[1\]: found "deployrs", did you mean deployers\?.*\s+\S+to\.users\[0\]: found "alcie", did you mean alice\?.*\s+\S+to\.roles\[0\]: found "ci", expected a role under roles, or one that exists/,
      );
      // Where they are there, the next question is whether the trust admits them.
      await iam("trusted").send(new CreateGroupCommand({ GroupName: "deployrs" }));
      await iam("trusted").send(
        new CreateRoleCommand({
          RoleName: "ci",
          AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" } }],
          }),
        }),
      );
      await changeSettings(project, "trusted", [...to, "users"], ["mallory"]);
      await refused("trusted", /does not admit the role ci of 222222222222/);
      await changeSettings(project, "trusted", [...to, "roles"], undefined);
      succeeds(await preview("trusted"));
    });

    it("a new group and its grant are not made for a member who does not exist", async () => {
      await changeSettings(project, "trusted", [own("groups"), "second"], { members: ["nobody"] });
      await refused("trusted", /groups\.second\.members\[0\]: found "nobody"/);
      assert.ok(
        !(await iam("trusted").send(new ListGroupsCommand({}))).Groups?.some(({ GroupName }) => GroupName === "second"),
      );
    });

    it("boundaries and managed policies that do not exist are told, of the account and of AWS", async () => {
      await changeSettings(project, "trusting", [own("roles"), "deploy", "boundary"], policyOf("limits"));
      await changeSettings(
        project,
        "trusting",
        [own("roles"), "deploy", "policies", "managed"],
        [policyOf("shop"), "arn:aws:iam::aws:policy/CloudWatchReadOnlyAcess", "CloudWatchReadOnlyAccess"],
      );
      await refused(
        "trusting",
        /name 3 things that do not exist; nothing was changed\.\s+roles\.deploy\.policies\.managed\[0\]: found "arn:aws:iam::111111111111:policy\/shop", expected .*\s+\S+managed\[1\]: found "\S+", did you mean arn:aws:iam::aws:policy\/CloudWatchReadOnlyAccess\? expected a managed policy of AWS.*\s+roles\.deploy\.boundary: found "\S+limits"/,
      );
      for (const PolicyName of ["limits", "shop"])
        await iam("trusting").send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document }));
      await changeSettings(project, "trusting", [own("roles"), "deploy", "policies", "managed", 1], undefined);
      succeeds(await preview("trusting"));
    });

    it("a member who cannot join takes nobody out, and once corrected nothing is left of it", async () => {
      await deny("iam:GetUser");
      try {
        await changeSettings(project, "trusted", members, ["alicia"]);
        const outcome = await up("trusted");
        assert.notEqual(outcome.code, 0);
        assert.match(said(outcome), /iam:AddUserToGroup: NoSuchEntity: The user with name alicia cannot be found/);
        assert.deepEqual(await people(), ["alice"]);
      } finally {
        await mayReadAgain();
      }
      await changeSettings(project, "trusted", members, ["alice"]);
      succeeds(await up("trusted"));
      succeeds(await up("trusted", "--refresh", "--expect-no-changes"));
    });

    it("members join before others leave", async () => {
      for (const wanted of ["mallory", "alice"]) {
        const [left] = (await people())!;
        relay.bodies.length = 0;
        await changeSettings(project, "trusted", members, [wanted]);
        succeeds(await up("trusted"));
        const calls = relay.bodies.flatMap((body) => {
          const call = new URLSearchParams(body);
          return /^(AddUserTo|RemoveUserFrom)Group$/.test(call.get("Action") ?? "")
            ? [`${call.get("Action")} ${call.get("UserName")}`]
            : [];
        });
        assert.equal(calls[0], `AddUserToGroup ${wanted}`);
        assert.ok(calls.includes(`RemoveUserFromGroup ${left}`), calls.join(", "));
        assert.ok(!calls.includes(`RemoveUserFromGroup ${wanted}`), calls.join(", "));
        assert.deepEqual(await people(), [wanted]);
      }
    });

    it("what may not be read is one warning, and the deployment goes on", async () => {
      await changeSettings(project, "trusted", [...to, "users"], ["alice"]);
      await deny("iam:GetUser");
      try {
        for (const run of [preview, up]) {
          const outcome = await run("trusted");
          succeeds(outcome);
          assert.equal(
            said(outcome).match(/^ {4}warning: Nothing has checked that these exist/gm)?.length,
            1,
            said(outcome),
          );
          assert.match(
            said(outcome),
            /may not read them \(reading IAM User \(alice\): AccessDenied: User: arn:\S+ is not authorized to perform: iam:GetUser .*\): the user alice \(groups\.deployers\.members\[0\], grants\.deployers-deploy\.to\.users\[0\]\)\. Allow iam:GetUser to have it checked\./,
          );
        }
      } finally {
        await mayReadAgain();
      }
      const outcome = await up("trusted", "--expect-no-changes");
      succeeds(outcome);
      assert.doesNotMatch(said(outcome), /Nothing has checked/);
    });

    it("what cannot be asked for another reason fails, and says for which", async () => {
      relay.instead = (body, response) =>
        /Action=GetUser&/.test(body) && stsError(response, 503, "ServiceUnavailable", "Come again later");
      await refused(
        "trusted",
        /Not all that the settings of this stack name could be asked for; nothing was changed\.\s+groups\.deployers\.members\[0\]: whether the user alice exists could not be asked: reading IAM User \(alice\): ServiceUnavailable: Come again later \(Pulumi\.trusted\.yaml:\d+\)\s+Run the same command again/,
      );
    });
  });

  describe("and what is meant", () => {
    it("an empty stack that says so has nothing left, and keeps no member", async () => {
      const before = await iam("trusting").send(new GetRoleCommand({ RoleName: "deploy" }));
      await changeSettings(project, "trusted", [own("groups")], undefined);
      await changeSettings(project, "trusted", [own("grants")], undefined);
      await changeSettings(project, "trusted", [own("empty")], true);
      succeeds(await up("trusted"));
      assert.ok(
        !(await iam("trusted").send(new ListGroupsCommand({}))).Groups?.some(
          ({ GroupName }) => GroupName === "deployers",
        ),
      );
      project = await copyProject(join(sandbox.directory, "again"));
      succeeds(await up("trusted"));
      assert.equal(
        (await iam("trusting").send(new GetRoleCommand({ RoleName: "deploy" }))).Role?.RoleId,
        before.Role?.RoleId,
      );
    });
  });
});
