import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";

const page = readFileSync(join(root, "docs", "terraform.md"), "utf8");
/** The commands of the page below an anchor, for the role and the stack of the example. */
const commands = (anchor: string): string =>
  new RegExp(`<a id="${anchor}"></a>\n+\`\`\`sh\n(.*?)\`\`\``, "s")
    .exec(page)![1]!
    .replace(/\bNAME\b/g, "deploy")
    .replace(/\bSTACK\b/g, "trusting")
    .replace(/pulumi (import|up)/g, "pulumi $1 --yes --non-interactive");

const document = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
  });

describe("docs/terraform.md", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let project: string;
  let iam: IAMClient;

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "project"));
    iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    // As Terraform made it.
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::222222222222:user/alice" } },
      ],
    };
    await iam.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    for (const [PolicyName, action] of [
      ["artifacts", "s3:GetObject"],
      ["left", "s3:DeleteObject"],
    ] as const)
      await iam.send(new PutRolePolicyCommand({ RoleName: "deploy", PolicyName, PolicyDocument: document(action) }));
    const PolicyArn = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
    await iam.send(new AttachRolePolicyCommand({ RoleName: "deploy", PolicyArn }));
  });
  after(() => sandbox?.remove());

  const run = (script: string): Promise<Outcome> =>
    execute("sh", ["-ec", script], { cwd: project, env: { ...sandbox.env, AWS_PROFILE: "trusting" } });

  it("takes a role over by its commands: the role stays, and what is left over is told and taken away", async () => {
    const before = (await iam.send(new GetRoleCommand({ RoleName: "deploy" }))).Role!;
    const refused = await run("pulumi up --yes --skip-preview --non-interactive --stack trusting");
    assert.notEqual(refused.code, 0, "without the import the role is in the way");
    const taken = await run(commands("take-over"));
    assert.equal(taken.code, 0, taken.stdout + taken.stderr);
    const after = (await iam.send(new GetRoleCommand({ RoleName: "deploy" }))).Role!;
    assert.equal(after.RoleId, before.RoleId);
    assert.match(decodeURIComponent(after.AssumeRolePolicyDocument!), /MultiFactorAuthPresent/);

    const review = () => run(`"${join(root, "cross-account")}" review --no-usage --stack trusting`);
    assert.match((await review()).stdout, /changed-by-hand[^]*inline policy left[^]*CloudWatchReadOnlyAccess/);
    const script = commands("left-over").replace(/\bLEFT\b/g, "left");
    assert.equal(script, "aws iam delete-role-policy --role-name deploy --policy-name left\n");
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "deploy", PolicyName: "left" }));
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: "deploy" }));
    assert.deepEqual(PolicyNames, ["artifacts"]);
    const agree = await run("pulumi preview --refresh --expect-no-changes --non-interactive --stack trusting");
    assert.equal(agree.code, 0, agree.stdout + agree.stderr);
  });
});
