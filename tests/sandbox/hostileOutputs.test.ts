import { GetGroupPolicyCommand, IAMClient, ListGroupsCommand, ListUserPoliciesCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../../sandbox/execute";
import { changeSettings, copyProject } from "../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../sandbox/sandbox";
import { allowing, goodRole, trust, trusted, trusting } from "../components/hostile/published";
import { sampled } from "../seed";

const region = "eu-west-1";
const reference = ["cross-account-access:grants", "deployers-deploy", "roles", 0];
/** For a role that the settings of this project offer to users with MFA. */
const good = goodRole({ trusts: [{ account: trusted, principals: ["user/*"] }], mfa: { maxAge: "1h" } });

/** A program of the trusting account that publishes what it likes. */
const program = `exports.roles = require("./roles.json");`;

describe("a trusting stack that lies, on the sandbox", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let liar: string;

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "project"));
    liar = join(sandbox.directory, "liar");
    await mkdir(liar);
    await symlink(join(root, "node_modules"), join(liar, "node_modules"));
    await copyFile(join(root, "Pulumi.yaml"), join(liar, "Pulumi.yaml"));
    await Promise.all([
      writeFile(join(liar, "main.cjs"), program),
      writeFile(join(liar, "package.json"), '{ "main": "main.cjs" }'),
      writeFile(join(liar, "Pulumi.trusting.yaml"), "config: {}\n"),
    ]);
  });
  after(() => sandbox?.remove());

  const pulumi = (cwd: string, ...args: string[]) =>
    execute("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd, env: sandbox.env });

  async function publish(role: object): Promise<void> {
    await writeFile(join(liar, "roles.json"), JSON.stringify({ deploy: role }));
    const { code, stdout, stderr } = await pulumi(liar, "up", "--yes", "--skip-preview", "--stack", "trusting");
    assert.equal(code, 0, stdout + stderr);
  }

  const iam = () => new IAMClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, "trusted") });

  /** Nothing is made for a grant that is refused, whether or not somebody previews. */
  async function assertRefused(problem: RegExp): Promise<void> {
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, stdout, stderr } = await pulumi(project, ...args, "--stack", "trusted");
      assert.notEqual(code, 0, stdout + stderr);
      assert.match(stdout + stderr, problem);
      assert.doesNotMatch(stdout + stderr, /\n\s+at .*:\d+:\d+/, "a stack trace is of no use to the reader");
    }
    assert.deepEqual((await iam().send(new ListGroupsCommand({}))).Groups, []);
    assert.deepEqual((await iam().send(new ListUserPoliciesCommand({ UserName: "alice" }))).PolicyNames, []);
  }

  // tests/components/hostile has each of them, and many more, without an engine.
  const lies: readonly [what: string, role: object, problem: RegExp][] = [
    [
      "the trusted account's own administrator",
      { ...good, arn: `arn:aws:iam::${trusted}:role/OrganizationAdmin`, accountId: trusted },
      /publishes deploy as arn:aws:iam::222222222222:role\/OrganizationAdmin, which is in this account itself, expected a role of 111111111111, as Pulumi\.trusting\.yaml says/,
    ],
    [
      "a role of a third account",
      { ...good, arn: "arn:aws:iam::999999999999:role/Admin", accountId: "999999999999" },
      /publishes deploy as arn:aws:iam::999999999999:role\/Admin, which is in another account, expected a role of 111111111111/,
    ],
    [
      "any role, with all of IAM",
      {
        ...good,
        arn: `arn:aws:iam::${trusted}:role/*`,
        trustPolicy: trust(allowing({ Action: ["sts:AssumeRole", "iam:*"] })),
      },
      /roles\.deploy\.arn: found "arn:aws:iam::222222222222:role\/\*", expected the ARN of one role/,
    ],
    [
      "a right role with all of IAM",
      { ...good, trustPolicy: trust(allowing({ Action: ["sts:AssumeRole", "iam:*"] })) },
      /says more than a grant may follow.*\n.*Statement\[0\] allows iam:\*/,
    ],
    [
      "text that would hide what is printed",
      { ...good, arn: `arn:aws:iam::${trusting}:role/\u202eyolped\nwarning: all is well` },
      /roles\.deploy\.arn: found "arn:aws:iam::111111111111:role\/\\u202eyolped\\nwarning: all is well"/,
    ],
  ];
  for (const [what, role, problem] of sampled("lies of a trusting stack", lies, 2)) {
    it(`is refused, and nothing is made: ${what}`, async () => {
      await publish(role);
      await assertRefused(problem);
    });
  }

  it("is granted what it should be once it tells the truth, and the grant and the file agree on the account", async () => {
    await publish(good);
    await changeSettings(project, "trusted", [...reference, "account"], "333333333333");
    await assertRefused(
      /roles\[0\]: found 333333333333 by its account, 111111111111 by Pulumi\.trusting\.yaml, expected one account in all of them/,
    );
    await changeSettings(project, "trusted", [...reference, "account"], trusting);
    const { code, stdout, stderr } = await pulumi(project, "up", "--yes", "--skip-preview", "--stack", "trusted");
    assert.equal(code, 0, stdout + stderr);
    const { PolicyDocument } = await iam().send(
      new GetGroupPolicyCommand({ GroupName: "deployers", PolicyName: "cross-account-access" }),
    );
    assert.deepEqual((JSON.parse(decodeURIComponent(PolicyDocument!)) as { Statement: unknown }).Statement, [
      {
        Sid: "AssumeRoles",
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: [`arn:aws:iam::${trusting}:role/deploy`],
      },
    ]);
  });
});
