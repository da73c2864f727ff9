import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { cacheDirectory } from "../../sandbox/cache";
import { execute, type Outcome } from "../../sandbox/execute";
import { copyProject } from "../../sandbox/project";
import { root } from "../../sandbox/sandbox";

/** The places of an organization's file, by their ids. */
function organizationAs(text: string) {
  const { places } = JSON.parse(text) as { places: { id: string; name: string; parent?: string }[] };
  return new Map(places.map((place) => [place.id, place]));
}

describe("npm run sandbox", () => {
  let cache: string;
  let project: string;

  // A cache of its own, so that a sandbox that somebody has open is left alone; what is costly is shared.
  before(async () => {
    cache = await mkdtemp(join(tmpdir(), "cache-"));
    const own = join(cache, "cross-account-access");
    await mkdir(own);
    for (const name of await readdir(cacheDirectory())) {
      if (/^(engine|emulator)-/.test(name)) await symlink(join(cacheDirectory(), name), join(own, name));
    }
    project = await copyProject(join(cache, "project"));
  });
  after(async () => {
    await run("--stop");
    await rm(cache, { recursive: true });
  });

  const run = (...args: string[]): Promise<Outcome> =>
    execute(
      process.execPath,
      ["-r", join(root, "sandbox", "register.cjs"), join(root, "sandbox", "main.ts"), ...args],
      {
        cwd: root,
        env: {
          ...process.env,
          XDG_CACHE_HOME: cache,
          INIT_CWD: project,
          AWS_PROFILE: "production",
          AWS_ACCESS_KEY_ID: "AKIAREAL",
        },
      },
    );

  it("says that nothing runs where nothing does", async () => {
    const { code, stdout } = await run("--status");
    assert.deepEqual([code, stdout], [1, "No sandbox is running.\n"]);
  });

  it("runs a command in the sandbox's environment, where the caller stands, and returns its exit code", async () => {
    const { code, stdout, stderr } = await run(
      "sh",
      "-c",
      "pwd; echo $AWS_ENDPOINT_URL; echo ${AWS_PROFILE-none} ${AWS_ACCESS_KEY_ID-none}; exit 7",
    );
    assert.equal(code, 7, stderr);
    const [where, endpoint, inherited] = stdout.split("\n");
    assert.equal(where, project);
    assert.match(endpoint ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(inherited, "none none");
  });

  it("keeps its emulator for the next command", async () => {
    const endpoints = [await run("printenv", "AWS_ENDPOINT_URL"), await run("printenv", "AWS_ENDPOINT_URL")];
    assert.equal(endpoints[0]?.stdout, endpoints[1]?.stdout);
    const { code, stdout } = await run("--status");
    assert.equal(code, 0);
    assert.ok(stdout.includes(endpoints[0]!.stdout.trim()));
    assert.match(stdout, /^Engine {5}Pulumi \d+\.\d+\.\d+ in /m);
    assert.match(
      stdout,
      /trusting \(admin of 111111111111\), trusted \(admin of 222222222222\), alice \(alice of 222222222222\), mallory/,
    );
  });

  it("passes the command's own options on", async () => {
    assert.equal((await run("echo", "--status", "-n")).stdout, "--status -n\n");
  });

  it("says so when the command does not exist, and refuses options it does not know", async () => {
    const missing = await run("no-such-command");
    assert.deepEqual(
      [missing.code, missing.stderr],
      [127, "no-such-command: no such command in the sandbox; is it installed?\n"],
    );
    const unknown = await run("--stauts");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /unknown option '--stauts'\n\(Did you mean --status\?\)/);
  });

  it("deploys as typed and leaves the settings file as it was, dates without quotes included", async () => {
    const file = join(project, "Pulumi.trusting.yaml");
    const text = (await readFile(file, "utf8")).replace(/by: "(.*?)"/, "by: $1");
    await writeFile(file, text);
    const up = await run("pulumi", "up", "--yes", "--stack", "trusting", "--non-interactive");
    assert.equal(up.code, 0, up.stdout + up.stderr);
    assert.doesNotMatch(up.stdout + up.stderr, /warning/i);
    assert.equal(await readFile(file, "utf8"), text);
    const set = await run("pulumi", "config", "set", "note", "kept", "--stack", "trusting");
    assert.equal(set.code, 0, set.stderr);
    const after = await readFile(file, "utf8");
    assert.match(after, /cross-account-access:note: kept/);
    assert.doesNotMatch(after, /encryptionsalt/);
  });

  it("runs the command as typed: the sandbox's own stacks are trusted there, whatever folder names them", async () => {
    const home = join(cache, "home");
    const listed = await run(
      "env",
      `XDG_STATE_HOME=${home}`,
      "AWS_PROFILE=alice",
      join(root, "cross-account"),
      "assume",
      "--list",
    );
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /^deploy {2}arn:aws:iam::111111111111:role\/deploy {2}\(stack trusting/);
    assert.ok(!existsSync(home), "and are trusted nowhere else");
    const elsewhere = await run(
      "env",
      `XDG_STATE_HOME=${home}`,
      "PULUMI_BACKEND_URL=",
      "AWS_PROFILE=alice",
      join(root, "cross-account"),
      "assume",
      "--list",
    );
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.stderr, /is none that you have trusted/);
  });

  it("imports as typed, and says that no code is written", async () => {
    const { code, stdout, stderr } = await run(
      "pulumi",
      "import",
      "--yes",
      "--stack",
      "trusted",
      "aws:iam/user:User",
      "alice",
      "alice",
      "--non-interactive",
    );
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /= 2 imported|= 1 imported/);
    assert.match(stderr, /^The sandbox imports without writing code \(--generate-code=false\)/m);
    const missing = await run(
      "pulumi",
      "import",
      "--yes",
      "--stack",
      "trusted",
      "aws:iam/user:User",
      "nobody",
      "nobody",
      "--non-interactive",
    );
    assert.notEqual(missing.code, 0);
    assert.match(missing.stdout, /nobody/);
  });

  it("runs an AWS CLI of any version against the emulator, and never against AWS", async () => {
    const folder = join(cache, "aws-cli");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "aws"), '#!/bin/sh\necho "$HTTPS_PROXY" "$NO_PROXY" "$@"\nexit 3\n', { mode: 0o755 });
    const inPath = (after: string) => ["sh", "-c", `PATH="\${PATH%%:*}:${after}" aws s3 ls 's3://a b'`];
    const { code, stdout } = await run(...inPath(`${folder}:/usr/bin:/bin`));
    const [, endpoint] = /--endpoint-url (\S+)/.exec(stdout) ?? [];
    assert.match(endpoint ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(stdout, `http://127.0.0.1:9 127.0.0.1,localhost --endpoint-url ${endpoint} s3 ls s3://a b\n`);
    assert.equal(code, 3);
    const bare = join(cache, "bare");
    await mkdir(bare);
    for (const program of ["sh", "dirname"]) await symlink(join("/bin", program), join(bare, program));
    const none = await run(...inPath(bare));
    assert.deepEqual([none.code, none.stderr], [127, "aws: no such command in the sandbox; is it installed?\n"]);
  });

  it("has a third account for those who ask, and says that this is decided at the start", async () => {
    const two = await run("--accounts", "3", "true");
    assert.deepEqual(
      [two.code, two.stderr],
      [1, "This sandbox has 2 accounts. Start afresh: npm run sandbox -- --reset --accounts 3\n"],
    );
    for (const count of ["1", "6"]) {
      const { code, stderr } = await run("--accounts", count, "true");
      assert.equal(code, 1);
      assert.match(stderr, /Expected a number from 2 to 5\./);
    }
    assert.equal((await run("--reset", "--accounts", "3")).code, 0);
    assert.match((await run("--status")).stdout, /third \(admin of 333333333333\)/);
    assert.equal((await run("--accounts", "3", "true")).code, 0);
    assert.equal((await run("true")).code, 0, "whatever it has is right for who does not ask");
  });

  it("has an organization for those who ask, which the third account manages and reads", async () => {
    const without = await run("--organization", "true");
    assert.deepEqual(
      [without.code, without.stderr],
      [1, "This sandbox has no organization. Start afresh: npm run sandbox -- --reset --organization\n"],
    );
    const few = await run("--organization", "--accounts", "2", "true");
    assert.equal(few.code, 2);
    assert.match(few.stderr, /^An organization takes 3 accounts/);
    assert.equal((await run("--reset", "--organization")).code, 0);
    assert.match((await run("--status")).stdout, /^Organization /m);
    const command = join(root, "cli", "bin", "cross-account.cjs");
    const { code, stdout, stderr } = await run(
      process.execPath,
      command,
      "organization",
      "--profile",
      "third",
      "--output",
      "-",
    );
    assert.equal(code, 0, stderr);
    const places = organizationAs(stdout);
    assert.deepEqual(
      ["111111111111", "222222222222", "333333333333"].map((id) => places.get(places.get(id)?.parent ?? "")?.name),
      ["Workloads", "People", "Root"],
    );
  });

  it("shows the codes of MFA devices", async () => {
    assert.match((await run("mfa-code", "alice")).stdout, /^\d{6}\n$/);
    const nobody = await run("mfa-code", "bob");
    assert.deepEqual([nobody.code, nobody.stderr], [2, "Usage: mfa-code NAME, where NAME is one of alice, mallory.\n"]);
  });

  it("starts afresh, and says so, when the emulator has died", async () => {
    const { stdout } = await run("--status");
    process.kill(Number(/process (\d+)/.exec(stdout)?.[1]), "SIGKILL");
    await pause(200);
    const { code, stderr } = await run("true");
    assert.equal(code, 0);
    assert.match(stderr, /^The emulator of this sandbox is gone, and what was deployed with it: starting afresh\.$/m);
  });

  describe("with a record that is damaged", () => {
    const home = async () => {
      const own = join(cache, "cross-account-access");
      return join(
        own,
        (await readdir(own)).find((name) => /^sandbox-[0-9a-f]{16}$/.test(name))!,
      );
    };
    const pidOf = async () => Number(/process (\d+)/.exec((await run("--status")).stdout)?.[1]);
    const isGone = (pid: number) => assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });

    it("says so, and what to type", async () => {
      await run("true");
      const file = join(await home(), "sandbox.json");
      await truncate(file, 100);
      assert.deepEqual(await run("--status"), {
        code: 1,
        stdout: "",
        stderr: `${file} is damaged. Start afresh: npm run sandbox -- --reset\n`,
      });
      const codes = await execute(join(root, "sandbox", "bin", "mfa-code"), ["alice"], {
        env: { ...process.env, CROSS_ACCOUNT_ACCESS_SANDBOX: await home() },
      });
      assert.deepEqual(
        [codes.code, codes.stdout, codes.stderr],
        [1, "", `${file} is missing or damaged. Start afresh: npm run sandbox -- --reset\n`],
      );
    });

    for (const option of ["--stop", "--reset", "true"]) {
      it(`${option} ends the emulator all the same`, async () => {
        await run("true");
        const pid = await pidOf();
        await truncate(join(await home(), "sandbox.json"), 50);
        // A note that a full disk cut is in nobody's way either.
        await mkdir(join(await home(), "settings-files"), { recursive: true });
        await writeFile(join(await home(), "settings-files", "999999999.json"), '{"/x": "');
        const { code, stderr } = await run(option);
        assert.equal(code, 0, stderr);
        isGone(pid);
        assert.equal((await run("--status")).code, option === "--stop" ? 1 : 0);
        if (option === "true")
          assert.match(stderr, /sandbox\.json is damaged, so the last sandbox cannot be found: starting afresh\./);
      });
    }

    it("the profiles are written anew where they are gone or damaged", async () => {
      await run("true");
      const [config, credentials] = [join(await home(), "aws-config"), join(await home(), "aws-credentials")];
      const before = await readFile(credentials, "utf8");
      await truncate(credentials, 10);
      await rm(config);
      const { stdout } = await run("sh", "-c", 'cat "$AWS_CONFIG_FILE" "$AWS_SHARED_CREDENTIALS_FILE"');
      assert.ok(stdout.includes("[profile alice]") && stdout.endsWith(before));
    });

    it("an emulator whose folder is taken away ends", async () => {
      await run("true");
      const pid = await pidOf();
      await rm(await home(), { recursive: true });
      for (const until = Date.now() + 60_000; Date.now() < until; await pause(50)) {
        try {
          process.kill(pid, 0);
        } catch {
          break;
        }
      }
      isGone(pid);
      await run("true");
    });
  });

  it("stops, and stops again, and forgets", async () => {
    const pid = Number(/process (\d+)/.exec((await run("--status")).stdout)?.[1]);
    assert.equal((await run("--stop")).code, 0);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.equal((await run("--stop")).code, 0);
    assert.equal((await run("--status")).code, 1);
    const left = (await readdir(join(cache, "cross-account-access"))).filter((name) => name.startsWith("sandbox-"));
    assert.deepEqual(left, []);
  });
});
