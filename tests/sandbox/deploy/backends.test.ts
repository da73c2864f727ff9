import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { openProxy, type ApiCall, type Fate, type Proxy } from "../observer/proxy";
import { deploy, fiveStacks, writeProject } from "./setup";

describe("a backend that two deployments use at once", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let proxy: Proxy;
  let s3: S3Client;
  let fate: (call: ApiCall) => Fate | Promise<Fate> = () => "pass";
  before(async () => {
    sandbox = await openTemporarySandbox();
    proxy = await openProxy(sandbox.endpoint, { before: (call) => fate(call) });
    s3 = new S3Client({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      forcePathStyle: true,
      credentials: person(sandbox, "trusting"),
    });
    await s3.send(
      new CreateBucketCommand({ Bucket: "states", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
  });
  after(async () => {
    s3?.destroy();
    await proxy?.close();
    await sandbox?.remove();
  });

  const backends: Readonly<Record<string, () => Promise<NodeJS.ProcessEnv>>> = {
    "a folder": async () => {
      const folder = join(sandbox.directory, "elsewhere");
      await mkdir(folder);
      return { PULUMI_BACKEND_URL: `file://${folder}` };
    },
    "a bucket of S3": () =>
      Promise.resolve({
        PULUMI_BACKEND_URL: `s3://states?region=eu-west-1&endpoint=${sandbox.endpoint}&s3ForcePathStyle=true`,
        AWS_PROFILE: "trusting",
      }),
  };
  for (const [number, [title, backendOf]] of Object.entries(backends).entries())
    it(`has one lock for both: ${title}`, async () => {
      const backend = await backendOf();
      const env = {
        ...backend,
        CROSS_ACCOUNT_TRUSTED_BACKEND: backend["PULUMI_BACKEND_URL"],
        AWS_ENDPOINT_URL: proxy.url,
      };
      const key = `shop${number}`;
      const [account, { roles }] = fiveStacks()["shop"]!;
      const settings = { [key]: [account, { roles: { [key]: Object.values(roles!)[0] as object } }] } as const;
      const project = await writeProject(join(sandbox.directory, `project-${number}`), settings);
      let release: (fate: Fate) => void = () => {};
      let reached: () => void = () => {};
      const begun = new Promise<void>((resolve) => (reached = resolve));
      fate = ({ operation }) => {
        if (operation !== "CreateRole") return "pass";
        reached();
        return new Promise((resolve) => (release = resolve));
      };
      const first = deploy(sandbox, project, [key], env);
      await begun;
      const second = await deploy(sandbox, project, [key], env).ended;
      assert.equal(second.code, 1, second.stderr);
      assert.match(
        second.stdout,
        new RegExp(
          `^${key}  \\S+@${hostname()} \\(process \\d+, since \\S+\\) deploys it right now; wait, or add --wait\\n$`,
        ),
      );
      const third = deploy(sandbox, project, [key, "--wait"], env);
      await third.said(/waiting for that to end/);
      fate = () => "pass";
      release("pass");
      assert.match((await first.ended).stdout, new RegExp(`^${key}  deployed: \\d+ created\\n$`));
      const waited = await third.ended;
      assert.deepEqual([waited.code, waited.stdout], [0, `${key}  deployed: no changes\n`], waited.stderr);
      if (!title.includes("bucket")) return;
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "states" }));
      const keys = Contents.map(({ Key }) => Key!);
      assert.ok(keys.includes(`.pulumi/stacks/cross-account-access/${key}.json`));
      assert.deepEqual(
        keys.filter((one) => one.startsWith(".pulumi/locks/")),
        [],
      );
    });
});
