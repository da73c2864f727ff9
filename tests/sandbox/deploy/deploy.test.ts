import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { trustedAccount } from "../../../sandbox/world";
import { openProxy, type ApiCall, type Fate, type Proxy } from "../observer/proxy";
import { deploy, fiveStacks, role, writeProject, writeStack } from "./setup";

describe("cross-account deploy", function () {
  this.timeout(900_000);
  let sandbox: Sandbox;
  let project: string;
  let temporary: string;
  let proxy: Proxy;
  let fate: (call: ApiCall) => Fate | Promise<Fate> = () => "pass";

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await writeProject(join(sandbox.directory, "five"), fiveStacks());
    temporary = join(sandbox.directory, "tmp");
    mkdirSync(temporary);
    proxy = await openProxy(sandbox.endpoint, { before: (call) => fate(call) });
  });
  after(async () => {
    await proxy?.close();
    await sandbox?.remove();
  });
  afterEach(() => {
    fate = () => "pass";
    assert.deepEqual(readdirSync(temporary), [], "nothing is left behind");
  });

  const start = (...args: string[]) =>
    deploy(sandbox, project, args, { AWS_ENDPOINT_URL: proxy.url, TMPDIR: temporary });
  const run = (...args: string[]) => start(...args).ended;
  /** The table that it ends with, as stack and words. */
  const table = (stdout: string) =>
    Object.fromEntries(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/) as [string, string]),
    );
  const locks = (stack: string) =>
    join(sandbox.directory, "state", ".pulumi", "locks", "organization", "cross-account-access", stack);
  const lock = (stack: string, pid: number) => {
    mkdirSync(locks(stack), { recursive: true });
    const holder = { pid, username: "somebody", hostname: hostname(), timestamp: new Date().toISOString() };
    writeFileSync(join(locks(stack), "11111111-1111-1111-1111-111111111111.json"), JSON.stringify(holder));
  };
  const unlock = (stack: string) => rmSync(locks(stack), { recursive: true });

  it("previews nothing that the backend does not have, and says so", async () => {
    const { code, stdout } = await run("--all", "--preview");
    assert.equal(code, 1);
    assert.deepEqual(table(stdout), {
      alone: "the backend does not have it yet; deploying creates it",
      audit: "not touched, since logs did not come to its end",
      logs: "the backend does not have it yet; deploying creates it",
      people: "not touched, since logs did not come to its end",
      shop: "the backend does not have it yet; deploying creates it",
    });
    assert.deepEqual(proxy.calls, []);
  });

  it("lets what runs come to its end after one Ctrl-C, and begins nothing more", async () => {
    let release: (fate: Fate) => void = () => {};
    let reached: () => void = () => {};
    const first = new Promise<void>((resolve) => (reached = resolve));
    fate = (call) => {
      if (call.operation !== "CreateRole") return "pass";
      reached();
      return new Promise((resolve) => (release = resolve));
    };
    const running = start("shop", "people", "logs", "--parallel", "1");
    await first;
    running.signal("SIGINT");
    await running.said(/interrupted: what runs comes to its end/);
    fate = () => "pass";
    release("pass");
    const { code, stdout } = await running.ended;
    assert.equal(code, 1);
    assert.deepEqual(table(stdout), { logs: "deployed: 10 created", people: "not begun", shop: "not begun" });
  });

  it("cancels what runs after two", async () => {
    let release: (fate: Fate) => void = () => {};
    let reached: () => void = () => {};
    const first = new Promise<void>((resolve) => (reached = resolve));
    fate = (call) => {
      if (call.operation !== "CreateRole") return "pass";
      reached();
      return new Promise((resolve) => (release = resolve));
    };
    const running = start("alone", "shop", "--parallel", "1");
    await first;
    running.signal("SIGINT");
    await running.said(/interrupted: what runs comes to its end/);
    running.signal("SIGINT");
    await running.said(/cancelling what runs/);
    fate = () => "pass";
    release("pass");
    const { code, stdout } = await running.ended;
    assert.equal(code, 1);
    assert.deepEqual(table(stdout), { alone: "it was cancelled", shop: "not begun" });
  });

  it("carries on, in the order of the grants, and then has nothing to change", async () => {
    const { code, stdout, stderr } = await run("--all", "--parallel", "2");
    assert.equal(code, 0, stderr);
    const line = (text: string) => {
      const at = stderr.split("\n").findIndex((one) => one.startsWith(text));
      assert.ok(at >= 0, `${text} in ${stderr}`);
      return at;
    };
    assert.ok(line("people: deploying") > Math.max(line("shop: deployed"), line("logs: deployed")));
    assert.ok(line("audit: deploying") > line("people: deployed"));
    assert.equal(table(stdout)["logs"], "deployed: no changes");
    assert.match(table(stdout)["people"]!, /^deployed: \d+ created$/);
  });

  it("ends with 7 where the policy pack refuses, and touches nothing that needs that stack", async () => {
    const [account] = fiveStacks()["shop"]!;
    await writeStack(project, "shop", [account, { roles: { deploy: role(trustedAccount, "*", "*") } }]);
    proxy.forget();
    const { code, stdout, stderr } = await run("--all");
    await writeStack(project, "shop", fiveStacks()["shop"]!);
    assert.equal(code, 7, stderr);
    assert.deepEqual(table(stdout), {
      alone: "deployed: no changes",
      audit: "not touched, since shop did not come to its end",
      logs: "deployed: no changes",
      people: "not touched, since shop did not come to its end",
      shop: "the policy pack refuses it",
    });
    assert.match(stderr, /\n {2}administrative-access: role deploy, policy own, /);
    assert.deepEqual(
      proxy.calls.filter(({ mutating }) => mutating),
      [],
    );
  });

  it("takes what it made although the answer was lost, and leaves what somebody else made", async () => {
    const [account, { roles }] = fiveStacks()["alone"]!;
    const more = (key: string) => ({ roles: { ...roles, [key]: role(trustedAccount) } });
    await writeStack(project, "alone", [account, more("lost")]);
    let lost = 0;
    fate = ({ key }) => (key === "iam:CreateRole lost" && lost++ === 0 ? "lose" : "pass");
    const healed = await run("alone");
    assert.equal(healed.code, 0, healed.stderr);
    assert.match(
      healed.stderr,
      /alone: the role lost in 111111111111 was made by an earlier run whose answer was lost; it is part of/,
    );
    fate = () => "pass";
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "sts:AssumeRole" }],
    });
    await iam.send(new CreateRoleCommand({ RoleName: "hand", AssumeRolePolicyDocument }));
    await writeStack(project, "alone", [account, more("hand")]);
    const refused = await run("alone");
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /\n {2}the role hand in 111111111111 is there already, and not as this program would have made it: .*its document.*\. Find out who made it; then import it, /,
    );
    await iam.send(new DeleteRoleCommand({ RoleName: "hand" }));
    iam.destroy();
    await writeStack(project, "alone", [account, { roles: roles! }]);
  });

  it("closes a role whose policies have no right order, and opens it in a second update", async () => {
    const [account, { roles }] = fiveStacks()["alone"]!;
    const both = (action: string, denied: string) => ({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: action, Resource: "arn:aws:s3:::web-shop-artifacts/*" },
        { Effect: "Deny", Action: denied, Resource: "*" },
      ],
    });
    const inline = { one: both("s3:GetObject", "s3:PutObject"), two: both("s3:PutObject", "s3:GetObject") };
    const entangled = { ...role(trustedAccount), session: { maxDuration: "2h" }, policies: { inline } };
    await writeStack(project, "alone", [account, { roles: { ...roles, entangled } }]);
    proxy.forget();
    const { code, stderr } = await run("alone");
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /alone: the policies of entangled each allow and deny: closed first, opened by a second update/,
    );
    assert.doesNotMatch(stderr, /may do what the other denies/);
    const calls = proxy.calls.filter(({ key }) => /^iam:(Put|Delete)RolePolicy entangled /.test(key));
    assert.deepEqual(
      calls.map(({ key }) => key).map((key, at) => (at === 1 || at === 2 ? key.replace(/one|two/, "…") : key)),
      [
        "iam:PutRolePolicy entangled RevokeSessionsBefore",
        "iam:PutRolePolicy entangled …",
        "iam:PutRolePolicy entangled …",
        "iam:DeleteRolePolicy entangled RevokeSessionsBefore",
      ],
    );
  });

  it("does not let the pack judge in a preview what is about to be deleted, though AWS was asked about it", async () => {
    const config = join(sandbox.directory, "strict.json");
    writeFileSync(config, JSON.stringify({ "session-too-long": "mandatory" }));
    const preview = ["alone", "--preview", "--refresh", "--policy-pack-config", config];
    const refused = await run(...preview);
    assert.equal(refused.code, 7, "it is judged while the settings have it");
    assert.match(refused.stderr, /\n {2}session-too-long: role entangled/);
    const [account, { roles }] = fiveStacks()["alone"]!;
    await writeStack(project, "alone", [account, { roles: roles! }]);
    proxy.forget();
    const { code, stdout, stderr } = await run(...preview);
    assert.equal(code, 0, stderr);
    assert.match(table(stdout)["alone"]!, /^previewed: (\d+ \w+, )*\d+ deleted$/);
    assert.ok(
      proxy.calls.some(({ key }) => key.startsWith("iam:GetRole ")),
      "AWS was asked",
    );
  });

  it("says who holds a lock and leaves, or waits; and what to do where nobody holds it any more", async () => {
    lock("shop", process.pid);
    const leaving = await run("shop", "people");
    assert.equal(leaving.code, 1);
    assert.match(
      table(leaving.stdout)["shop"]!,
      new RegExp(`^somebody@\\S+ \\(process ${process.pid}, since \\S+\\) deploys it right now; wait, or add --wait$`),
    );
    const waiting = start("shop", "--wait");
    await waiting.said(/shop: somebody@.* deploys it right now; waiting for that to end/);
    unlock("shop");
    assert.deepEqual(table((await waiting.ended).stdout), { shop: "deployed: no changes" });
    // No process has this number.
    lock("shop", 2 ** 22 + 1);
    const gone = await run("shop", "--wait");
    assert.equal(gone.code, 1);
    assert.match(
      table(gone.stdout)["shop"]!,
      /which runs no more; once nobody deploys it: pulumi cancel --stack shop$/,
    );
    unlock("shop");
  });

  it("removes in the other order, and asks first", async () => {
    const unasked = await run("--all", "--destroy");
    assert.deepEqual([unasked.code, unasked.stdout], [2, ""]);
    assert.match(unasked.stderr, /off a terminal it needs --yes/);
    const { code, stdout, stderr } = await run("--all", "--destroy", "--yes");
    assert.equal(code, 0, stderr);
    assert.ok(stderr.indexOf("\npeople: removing") > stderr.indexOf("audit: removed"));
    assert.ok(stderr.indexOf("\nshop: removing") > stderr.indexOf("people: removed"));
    assert.match(table(stdout)["shop"]!, /^removed: \d+ deleted$/);
  });
});
