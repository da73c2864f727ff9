import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { fingerprint } from "../../../cli/assume/output/environment";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, published, trust } from "./accounts";
import { atTerminal } from "./terminal";

describe("assume keeps the credentials to the one who asked", () => {
  const accounts = new Accounts();
  const alice = { AWS_PROFILE: "alice" };
  let role: string;
  /** Where each run keeps what it was given, so that the test knows what must be nowhere else. */
  let kept: string;
  before(async () => {
    await accounts.open(["alice"]);
    role = await accounts.role("open", [trust()]);
    await accounts.grant("alice", allow(role));
    kept = join(accounts.directory, "kept");
  });
  after(() => accounts.close());

  const source = () => [accounts.keys("alice").accessKeyId, accounts.keys("alice").secretAccessKey];
  const values = (text: string) =>
    [...text.matchAll(/"(?:AccessKeyId|SecretAccessKey|SessionToken)":\s*"([^"]+)"/g)].map(([, value]) => value!);

  /** The places where a value, as it is or encoded, is found. */
  function leaks(secrets: readonly string[], texts: Readonly<Record<string, string>>): string[] {
    const forms = secrets.flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      JSON.stringify(value).slice(1, -1),
    ]);
    return Object.entries(texts).flatMap(([place, text]) => (forms.some((form) => text.includes(form)) ? [place] : []));
  }
  function filesBelow(folder: string): Record<string, string> {
    return Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !["credentials", "kept"].includes(entry.name))
        .map((entry) => [
          join(entry.parentPath, entry.name),
          readFileSync(join(entry.parentPath, entry.name), "latin1"),
        ]),
    );
  }

  /** All processes that may be looked at. */
  function processes(): { pid: number; line: string; environment: string }[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const [line, environment] = ["cmdline", "environ"].map((file) =>
            readFileSync(`/proc/${name}/${file}`, "utf8"),
          );
          return [{ pid: Number(name), line: line!, environment: environment! }];
        } catch {
          return [];
        }
      });
  }
  /** The sockets on which a process listens for anybody on this machine. */
  function listening(pid: number): string[] {
    const open = readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .flatMap((fields) => (fields[3] === "0A" ? [`socket:[${fields[9]}]`] : []));
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        const file = readlinkSync(`/proc/${pid}/fd/${fd}`);
        return open.includes(file) ? [file] : [];
      } catch {
        return [];
      }
    });
  }
  /** Shows that the signal opens the inspector of another process, and that this is seen. */
  async function opensInspector(): Promise<void> {
    const other = spawn(process.execPath, ["--inspect-port=0", "-e", "console.log(0); setInterval(() => {}, 1e6)"]);
    await once(other.stdout, "data");
    other.kill("SIGUSR1");
    await once(other.stderr, "data");
    assert.equal(listening(other.pid!).length, 1);
    other.kill();
    await once(other, "exit");
  }

  it("nothing on standard error with --debug, and nothing in files", async () => {
    const ran = await accounts.run([role, "--debug", "--format", "json"], alice);
    const secrets = [...values(ran.stdout), ...source()];
    assert.equal(secrets.length, 5, ran.stderr);
    assert.match(ran.stderr, /debug: POST/);
    assert.deepEqual(leaks(secrets, { "standard error": ran.stderr, ...filesBelow(accounts.directory) }), []);
    assert.ok(
      Object.keys(filesBelow(join(accounts.directory, "cache"))).length > 0,
      "the test looks where the command writes",
    );
  });

  it("nothing in the refusals and the explanation", async () => {
    for (const args of [
      [role, "--explain", "--debug"],
      [`${role}-other`, "--debug"],
      [role, "--external-id", "x".repeat(1300)],
      [role, "--region", "cn-north-1"],
    ]) {
      const ran = await accounts.run(args, alice);
      assert.deepEqual(leaks(source(), { [args.join(" ")]: ran.stdout + ran.stderr }), []);
    }
  });

  it("nothing in a crash trace, whatever the error says", async () => {
    const preload = join(accounts.directory, "crash.cjs");
    // The defect: an error that has all that was to be printed in its message, thrown where it is printed.
    writeFileSync(
      preload,
      `const { appendFileSync } = require("node:fs"); process.stdout.write = (text) => { appendFileSync(` +
        `${JSON.stringify(kept)}, text); throw new Error("cannot write " + text + encodeURIComponent(text)); ` +
        `};\n`,
    );
    const ran = await accounts.run([role, "--format", "json", "--debug"], {
      ...alice,
      NODE_OPTIONS: `--require ${preload}`,
    });
    assert.equal(ran.code, 70);
    assert.match(ran.stderr, /please report this[^]*cannot write[^]*concealed/);
    const secrets = values(readFileSync(kept, "utf8"));
    assert.equal(secrets.length, 3);
    assert.deepEqual(leaks([...secrets, ...source()], { "standard error": ran.stderr }), []);
  });

  it("nothing in arguments and process titles, while a command runs", async function () {
    if (process.platform !== "linux") return this.skip();
    const child = spawn(
      command,
      [
        "assume",
        role,
        "--",
        "sh",
        "-c",
        'echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN"; sleep 30',
      ],
      { env: accounts.env(alice), stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const secrets = [...line.toString().trim().split(" "), ...source()];
    const titles = Object.fromEntries(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
          try {
            return [
              [
                `process ${pid}`,
                readFileSync(`/proc/${pid}/cmdline`, "utf8") + readFileSync(`/proc/${pid}/comm`, "utf8"),
              ] as const,
            ];
          } catch {
            return [];
          }
        }),
    );
    assert.ok(
      Object.values(titles).some((title) => title.includes(role)),
      "the command is among them",
    );
    assert.deepEqual(leaks(secrets, titles), []);
    // The child's own environment has them, and this command's has not: whoever reads it sees what the caller had.
    assert.deepEqual(leaks(secrets, { environment: readFileSync(`/proc/${child.pid}/environ`, "utf8") }), []);
    child.kill("SIGTERM");
    await once(child, "exit");
  });

  it("nothing in the environment of the engine, which tells what is published", async () => {
    const engine = join(accounts.directory, "engine");
    mkdirSync(engine);
    writeFileSync(join(engine, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(join(engine, "Pulumi.trusting.yaml"), 'config:\n  aws:allowedAccountIds: ["111111111111"]\n');
    writeFileSync(
      join(engine, "pulumi"),
      `#!/bin/sh\nenv > ${engine}/environment; echo '${JSON.stringify({ open: published(role, trust(), false) })}'\n`,
      { mode: 0o755 },
    );
    const env = { ...alice, CROSS_ACCOUNT_PROJECT: engine, PATH: `${engine}${delimiter}${process.env["PATH"]}` };
    const ran = await accounts.run(["open", "--stack", "trusting", "--format", "json"], env);
    const secrets = [...values(ran.stdout), ...source()];
    assert.equal(secrets.length, 5, ran.stderr);
    const given = readFileSync(join(engine, "environment"), "utf8");
    assert.match(given, /^AWS_PROFILE=alice$/m);
    assert.deepEqual(leaks(secrets, { environment: given }), []);
  });

  it("--console: nothing but the link is written, and it holds none of them", async () => {
    let body = "";
    const federation = createServer((request, response) => {
      request.on("data", (data: Buffer) => (body += data.toString()));
      request.on("end", () => response.end(JSON.stringify({ SigninToken: "the-token-that-signs-in" })));
    });
    await new Promise<void>((resolve) => federation.listen(0, "127.0.0.1", resolve));
    const ran = await accounts.run([role, "--console", "--debug"], {
      ...alice,
      CROSS_ACCOUNT_FEDERATION_ENDPOINT: `http://127.0.0.1:${(federation.address() as AddressInfo).port}/federation`,
    });
    federation.close();
    const { sessionId, sessionKey, sessionToken } = JSON.parse(new URLSearchParams(body).get("Session")!) as Record<
      string,
      string
    >;
    assert.deepEqual(
      leaks([sessionId!, sessionKey!, sessionToken!, ...source()], {
        ...ran,
        code: "",
        ...filesBelow(accounts.directory),
      }),
      [],
    );
    assert.match(ran.stdout, /^http\S+the-token-that-signs-in\n$/);
    assert.doesNotMatch(ran.stderr, /the-token-that-signs-in/);
  });

  it("--remember: what the agent keeps is in no file, argument, environment or core file of it", async function () {
    if (process.platform !== "linux") return this.skip();
    this.timeout(60_000);
    const runtime = join(accounts.directory, "rt");
    mkdirSync(runtime);
    const env = { ...accounts.env(alice), XDG_RUNTIME_DIR: runtime };
    const arn = accounts.serial("alice");
    const seen = await atTerminal(
      [command, "assume", role, "--remember", "--mfa-serial", arn, "--format", "json", "--debug"],
      env,
      `MFA code of ${arn}`,
      [() => accounts.code("alice")],
    );
    assert.equal(seen.ended, 0, seen.terminal);
    const folder = join(runtime, "cross-account-access");
    const socket = connect(join(folder, "agent-1"));
    try {
      const key = `${fingerprint(accounts.keys("alice"))}@${new URL(accounts.relay.url).host}`;
      socket.write(`${JSON.stringify({ op: "get", key, maxAge: 3600 })}\n`);
      const [line] = (await once(socket, "data")) as [Buffer];
      const { found } = JSON.parse(line.toString()) as { found: { value: Record<string, string> } };
      const secrets = [...Object.values(found.value), ...values(seen.output), ...source()];
      assert.equal(secrets.length, 8);
      const agents = processes().filter(({ line }) => line.endsWith("cross-account.cjs\0agent\0"));
      const own = agents.find(({ environment }) => environment.includes(`XDG_RUNTIME_DIR=${runtime}\0`))!;
      assert.match(readFileSync(`/proc/${own.pid}/limits`, "utf8"), /^Max core file size +0 +0 /m);
      // Node.js opens its inspector to everybody on this machine at this signal, unless it is caught.
      process.kill(own.pid, "SIGUSR1");
      await opensInspector();
      socket.write('{"op":"status"}\n');
      const [status] = (await once(socket, "data")) as [Buffer];
      assert.deepEqual(Object.keys(JSON.parse(status.toString()) as object), ["kept"]);
      assert.deepEqual(listening(own.pid), []);
      assert.deepEqual(
        leaks(secrets, {
          "the terminal": seen.terminal,
          status: status.toString(),
          ...Object.fromEntries(processes().map(({ pid, line }) => [`process ${pid}`, line])),
          environment: own.environment,
          ...filesBelow(accounts.directory),
        }),
        [],
      );
      assert.doesNotMatch(own.environment, /AWS_|CROSS_ACCOUNT_/);
      assert.deepEqual(
        [folder, join(folder, "agent-1")].map((path) => statSync(path).mode & 0o777),
        [0o700, 0o600],
      );
    } finally {
      socket.destroy();
      await execute(command, ["forget"], { env });
    }
    assert.deepEqual(readdirSync(folder), [], "nothing is left behind");
  });

  it("--reuse and --shell: nothing of what the agent keeps and the shell has is anywhere else", async function () {
    if (process.platform !== "linux") return this.skip();
    this.timeout(60_000);
    const [runtime, temporary] = [join(accounts.directory, "rt-shell"), join(accounts.directory, "tmp-shell")];
    for (const folder of [runtime, temporary]) mkdirSync(folder);
    const env = { ...accounts.env(alice), XDG_RUNTIME_DIR: runtime, TMPDIR: temporary, SHELL: "/bin/bash" };
    const child = spawn(command, ["assume", role, "--reuse", "--shell", "--debug"], { env, detached: true });
    let said = "";
    child.stderr.on("data", (data: Buffer) => (said += data.toString()));
    try {
      child.stdin.write('echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN"\n');
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const secrets = [...line.toString().trim().split(" "), ...source()];
      assert.equal(secrets.length, 5);
      const all = processes();
      const agent = all.find(({ line, environment }) => /agent\0$/.test(line) && environment.includes(runtime))!;
      const shell = all.filter(({ environment }) => leaks(secrets.slice(0, 3), { environment }).length > 0);
      assert.ok(shell.length > 0 && shell.every(({ line }) => /^\/bin\/bash\0--rcfile/.test(line)));
      assert.match(said, /debug: POST/);
      assert.deepEqual(
        leaks(secrets, {
          "standard error": said,
          "the agent's environment": agent.environment,
          "this command's environment": readFileSync(`/proc/${child.pid}/environ`, "utf8"),
          ...Object.fromEntries(all.map(({ pid, line }) => [`process ${pid}`, line])),
          ...filesBelow(accounts.directory),
        }),
        [],
      );
      child.stdin.end("exit\n");
      await once(child, "exit");
      assert.deepEqual(readdirSync(temporary), [], "the shell's settings are gone");
    } finally {
      child.kill();
      await execute(command, ["forget"], { env });
    }
  });

  it("the credentials are on standard output and nothing else is", async () => {
    const ran = await accounts.run([role, "--format", "process"], alice);
    assert.deepEqual(Object.keys(JSON.parse(ran.stdout) as object), [
      "Version",
      "AccessKeyId",
      "SecretAccessKey",
      "SessionToken",
      "Expiration",
    ]);
    assert.equal(ran.stderr, "");
  });

  it("there is no colour where there is no terminal", async () => {
    const ran = await accounts.run([`${role}-other`], alice);
    assert.equal(ran.code, 4);
    // eslint-disable-next-line no-control-regex -- it is what must not be there
    assert.doesNotMatch(ran.stderr, /\u001b/);
  });
});
