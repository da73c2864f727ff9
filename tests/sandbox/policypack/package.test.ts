import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { Programs, text, type Run } from "./programs";

/** An ordinary project: a function's role named by Pulumi, a policy made of outputs, a bucket with a policy. */
const program = (action: string, principal: object): string => `
const s3 = require("@pulumi/aws/s3");
const bucket = new s3.Bucket("assets", {});
const statements = (...all) => JSON.stringify({ Version: "2012-10-17", Statement: all });
const trust = statements({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
const role = new iam.Role("web", { assumeRolePolicy: trust });
new iam.RolePolicy("table", { role: role.id, policy: bucket.arn.apply((arn) =>
  statements({ Effect: "Allow", Action: "${action}", Resource: "${action}" === "*" ? "*" : arn + "/*" })) });
new iam.RolePolicyAttachment("logs", { role: role.name,
  policyArn: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" });
new s3.BucketPolicy("assets", { bucket: bucket.id, policy: bucket.arn.apply((arn) =>
  statements({ Effect: "Allow", Action: "s3:GetObject", Resource: arn + "/*", Principal: ${JSON.stringify(principal)} })) });
exports.role = role.name;
exports.bucket = bucket.id;
`;

const OURS = { AWS: "arn:aws:iam::111111111111:root" };

describe("the policy pack as a package, in a project of its own", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let programs: Programs;
  let pack: string;

  before(async () => {
    sandbox = await openTemporarySandbox();
    programs = new Programs(sandbox);
    pack = await unpacked(sandbox);
  });
  after(() => sandbox?.remove());

  /** Packs the pack, unpacks it in an empty folder, and installs what it needs there. */
  async function unpacked({ directory, env }: Sandbox): Promise<string> {
    const folder = join(directory, "elsewhere");
    await mkdir(folder);
    const packed = await done(
      execute("npm", ["pack", "--pack-destination", folder], { cwd: join(root, "policypack"), env }),
    );
    await done(execute("tar", ["xzf", packed.stdout.trim().split("\n").at(-1)!], { cwd: folder, env }));
    const installed = join(folder, "package");
    const install = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    await done(execute("npm", install, { cwd: installed, env: { ...env, HOME: process.env.HOME } }));
    return installed;
  }

  async function done(outcome: Promise<Outcome>): Promise<Outcome> {
    const ended = await outcome;
    assert.equal(ended.code, 0, text(ended));
    return ended;
  }

  let configurations = 0;
  async function config(declarations: object): Promise<string[]> {
    const file = join(sandbox.directory, `package-${++configurations}.json`);
    await writeFile(file, JSON.stringify({ declarations }));
    return ["--policy-pack", pack, "--policy-pack-config", file];
  }

  async function start(action: string, principal: object): Promise<Run> {
    const run = await programs.project(program(action, principal));
    await done(run("config", "set", "aws:allowedAccountIds", '["111111111111"]'));
    return run;
  }

  /** The names of the policies that report something, once for each report. */
  const reports = (outcome: Outcome): string[] =>
    [...text(outcome).matchAll(/\[(?:mandatory|advisory)\] +([a-z-]+)/g)].map(([, name]) => name!);

  it("tells what is not known at preview in one finding, and nothing about the function's trust", async () => {
    const run = await start("s3:PutObject", OURS);
    const preview = await run("preview", ...(await config({})));
    assert.notEqual(preview.code, 0, text(preview));
    assert.deepEqual(reports(preview), ["unknown-policy"], text(preview));
    assert.match(text(preview).replace(/\s+/g, " "), /2 documents are not known at preview.*unknownAtPreview/);
  });

  it("lets the update judge them where the configuration says so", async () => {
    const run = await start("s3:PutObject", OURS);
    const args = await config({ unknownAtPreview: "advisory" });
    const preview = await run("preview", ...args);
    assert.equal(preview.code, 0, text(preview));
    assert.deepEqual(reports(preview), ["unknown-policy-advice"], text(preview));
    const up = await run("up", "--yes", "--skip-preview", ...args);
    assert.equal(up.code, 0, text(up));
    const again = await run("preview", ...(await config({})));
    assert.equal(again.code, 0, text(again));
    assert.deepEqual(reports(again), []);
    await done(run("destroy", "--yes", "--skip-preview"));
  });

  for (const [what, action, principal, by] of [
    ["a broad policy", "*", OURS, /administrative-access/],
    ["a bucket that is open to everybody", "s3:PutObject", { AWS: "*" }, /resource-policy-beyond-accounts/],
    ["a bucket that is open to another account", "s3:PutObject", { AWS: "333333333333" }, /account 333333333333/],
  ] as const) {
    it(`stops ${what} in the update, before it exists, once it is known`, async () => {
      const run = await start(action, principal);
      const up = await run("up", "--yes", "--skip-preview", ...(await config({ unknownAtPreview: "advisory" })));
      assert.notEqual(up.code, 0, text(up));
      assert.match(text(up).replace(/\s+/g, " "), by);
      const state = JSON.parse((await run("stack", "export")).stdout) as {
        deployment: { resources?: { type: string }[] };
      };
      const made = (state.deployment.resources ?? []).map(({ type }) => type);
      assert.ok(!made.includes(action === "*" ? "aws:iam/rolePolicy:RolePolicy" : "aws:s3/bucketPolicy:BucketPolicy"));
      await run("destroy", "--yes", "--skip-preview");
    });
  }

  it("tells what is wrong with its configuration, by the key", async () => {
    const run = await programs.project("");
    const wrong = await run(
      "preview",
      ...(await config({
        exeptions: [],
        exceptions: [{ role: "app-*", rule: "unbounded-wrte", reason: "r", approvedBy: "s", until: "2090-01-01" }],
      })),
    );
    assert.notEqual(wrong.code, 0, text(wrong));
    const said = text(wrong).replace(/\s+/g, " ");
    for (const part of [
      /declarations\.exeptions: unknown/,
      /exceptions\[0\]\.role: found "app-\*"/,
      /exceptions\[0\]\.rule/,
      /more than ten years away/,
    ])
      assert.match(said, part);
  });

  it("leaves no role behind", async () => {
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    assert.deepEqual((await iam.send(new ListRolesCommand({}))).Roles, []);
  });
});
