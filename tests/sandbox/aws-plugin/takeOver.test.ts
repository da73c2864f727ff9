import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hiddenCharacters, hostileTexts } from "../../hostileTexts";
import { visible } from "../../../settings/visible";
import { takeOverCommand } from "../../../sandbox/aws-plugin/takeOver";
import { execute } from "../../../sandbox/execute";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { region } from "./accounts";
import { document, trust } from "./lives";

const own = "cross-account-access:index:";
const urn = (types: string, name: string) => `urn:pulumi:prod::cross-account-access::${types}::${name}`;

describe("AWS plugin: the command that takes over what is there", () => {
  const cases: [title: string, urn: string, id: string, command: string][] = [
    [
      "at the top",
      urn("aws:iam/role:Role", "deploy"),
      "deploy",
      "pulumi import aws:iam/role:Role deploy deploy --protect=false --stack prod",
    ],
    [
      "a role under its component, which has its name",
      urn(`${own}AccountAccess$${own}CrossAccountRole$aws:iam/role:Role`, "deploy"),
      "deploy",
      "pulumi import aws:iam/role:Role deploy deploy --parent 'component=" +
        `${urn(`${own}AccountAccess$${own}CrossAccountRole`, "deploy")}' --protect=false --stack prod`,
    ],
    [
      "a policy under the account's component",
      urn(`${own}AccountAccess$aws:iam/policy:Policy`, "shared"),
      "arn:aws:iam::111111111111:policy/shared",
      "pulumi import aws:iam/policy:Policy shared arn:aws:iam::111111111111:policy/shared --parent component=" +
        `${urn(`${own}AccountAccess`, "access")} --protect=false --stack prod`,
    ],
    [
      "under a component of somebody else's",
      urn("web:index:Shop$aws:iam/role:Role", "deploy"),
      "deploy",
      "pulumi import aws:iam/role:Role deploy deploy --parent component=<URN of its web:index:Shop: pulumi " +
        "stack --show-urns> --protect=false --stack prod",
    ],
    [
      "a name with blanks and quotes",
      urn("aws:iam/role:Role", "it's a::b"),
      "x",
      String.raw`pulumi import aws:iam/role:Role 'it'\''s a::b' x --protect=false --stack prod`,
    ],
  ];
  for (const [title, of, id, command] of cases) it(title, () => assert.equal(takeOverCommand(of, id), command));

  for (const shell of ["bash", "zsh"]) {
    it(`${shell} hands each word on as it is, whatever is in a name`, async function () {
      if (spawnSync(shell, ["-c", "true"]).error) return this.skip();
      const texts = [...hostileTexts, ...hiddenCharacters].filter(
        (text) => text !== "" && !/\0|\p{Surrogate}/u.test(text),
      );
      for (const text of texts) {
        const name = `a${text}`;
        const command = takeOverCommand(
          urn(`${own}AccountAccess$${own}CrossAccountRole$aws:iam/role:Role`, name),
          text,
        );
        assert.equal(visible(command), command);
        const { stdout, stderr } = await execute(shell, ["-c", `pulumi() { printf '%s\\0' "$@"; }\n${command}`]);
        const parent = `component=${urn(`${own}AccountAccess$${own}CrossAccountRole`, name)}`;
        const what = ["aws:iam/role:Role", name, text];
        const options = ["--parent", parent, "--protect=false", "--stack", "prod"];
        assert.deepEqual(
          stdout.split("\0"),
          ["import", ...(text.startsWith("-") ? [...options, "--", ...what] : [...what, ...options]), ""],
          stderr,
        );
      }
    });
  }
  for (const text of ["a\u0000b", "\ud800"]) {
    it(`no shell takes ${JSON.stringify(text)}, so that word is left to the reader`, () => {
      const command = takeOverCommand(urn("aws:iam/role:Role", "x"), text);
      assert.equal(
        command,
        `pulumi import aws:iam/role:Role x <what shows as ${visible(text)}> --protect=false --stack prod`,
      );
    });
  }

  describe("on the engine", () => {
    let sandbox: Sandbox;
    let project: string;
    const pulumi = (...args: string[]) =>
      execute("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: project, env: sandbox.env });

    before(async () => {
      sandbox = await openTemporarySandbox();
      project = join(sandbox.directory, "top");
      await mkdir(project);
      await symlink(join(root, "node_modules"), join(project, "node_modules"));
      await writeFile(join(project, "Pulumi.yaml"), "name: top\nruntime: nodejs\nmain: main.cjs\n");
      await writeFile(
        join(project, "main.cjs"),
        `const iam = require("@pulumi/aws/iam");
new iam.Role("a role", { name: "deploy", path: "/web/", assumeRolePolicy: ${JSON.stringify(trust("222222222222"))} });
new iam.Policy("policy", { name: "shared", path: "/web/", policy: ${JSON.stringify(document("s3:GetObject"))} });
new iam.Group("group", { name: "deployers" });
new iam.User("user", { name: "robot" });
`,
      );
      await writeFile(join(project, "Pulumi.prod.yaml"), `config:\n  aws:region: ${region}\n  aws:profile: trusting\n`);
      const made = await pulumi("stack", "init", "prod", "--no-select");
      assert.equal(made.code, 0, made.stderr);
    });
    after(() => sandbox?.remove());

    it("works for a role, a policy, a group and a user outside of components: afterwards nothing is to be changed", async () => {
      const iam = new IAMClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, "trusting") });
      await iam.send(
        new CreateRoleCommand({ RoleName: "deploy", Path: "/web/", AssumeRolePolicyDocument: trust("222222222222") }),
      );
      await iam.send(
        new CreatePolicyCommand({ PolicyName: "shared", Path: "/web/", PolicyDocument: document("s3:GetObject") }),
      );
      await iam.send(new CreateGroupCommand({ GroupName: "deployers" }));
      await iam.send(new CreateUserCommand({ UserName: "robot" }));
      const taken = new Set<string>();
      for (let turn = 0; turn < 5; turn += 1) {
        const { code, stdout, stderr } = await pulumi("up", "--yes", "--skip-preview", "--stack", "prod");
        if (code === 0) break;
        const commands = new Set((stdout + stderr).match(/pulumi import .*--stack prod/g));
        assert.ok(commands.size > 0, stdout + stderr);
        for (const command of commands) {
          const typed = await execute("sh", ["-c", command], {
            cwd: project,
            env: { ...sandbox.env, PULUMI_SKIP_CONFIRMATIONS: "true" },
          });
          assert.equal(typed.code, 0, typed.stdout + typed.stderr);
          taken.add(command);
        }
      }
      assert.equal(taken.size, 4, [...taken].join("\n"));
      const again = await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "prod");
      assert.equal(again.code, 0, again.stdout + again.stderr);
      const destroyed = await pulumi("destroy", "--yes", "--skip-preview", "--stack", "prod");
      assert.equal(destroyed.code, 0, "nothing is protected");
    });
  });
});
