import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, trust } from "./accounts";
import { atTerminal } from "./terminal";

const pathOf = (program: string) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim() || undefined;

describe("assume where people are", () => {
  const accounts = new Accounts();
  let role: string;
  let home: string;
  before(async () => {
    await accounts.open(["alice"]);
    role = await accounts.role("open", [trust()]);
    await accounts.grant("alice", allow(role));
    home = join(accounts.directory, "home");
    mkdirSync(join(home, ".config", "fish"), { recursive: true });
    mkdirSync(join(home, "tmp"));
    // Without this folder, fish makes it in a process of its own, which goes on after it.
    mkdirSync(join(home, ".local", "share", "fish", "generated_completions"), { recursive: true });
    writeFileSync(join(home, ".bashrc"), "PS1='mine> '\n");
    writeFileSync(join(home, ".zshrc"), "PROMPT='mine> '\n");
    writeFileSync(join(home, ".config", "fish", "config.fish"), "function fish_prompt; echo -n 'mine> '; end\n");
  });
  after(() => accounts.close());
  const env = (more: NodeJS.ProcessEnv = {}) =>
    accounts.env({
      AWS_PROFILE: "alice",
      HOME: home,
      TMPDIR: join(home, "tmp"),
      TERM: "dumb",
      XDG_CONFIG_HOME: undefined,
      ...more,
    });

  describe("--shell has the credentials and the role in the prompt, after the person's own settings", () => {
    for (const [shell, status] of [
      ["bash", "$?"],
      ["zsh", "$?"],
      ["fish", "$status"],
      ["dash", "$?"],
      ["pwsh", "$LASTEXITCODE"],
    ] as const)
      it(shell, async function () {
        const SHELL = pathOf(shell);
        if (SHELL === undefined) return this.skip();
        this.timeout(60_000);
        const prompt = shell === "dash" ? "(open) $ " : "(open) mine> ";
        const told = join(home, `told-${shell}`);
        // Shells show their prompts on standard output or error. A shell that waits for something else is ended.
        const atLast = ["timeout", "--foreground", "40", "sh", "-c", 'exec "$@" >/dev/tty', "sh"];
        const seen = await atTerminal([...atLast, command, "assume", role, "--shell"], env({ SHELL }), prompt, [
          `echo "$CROSS_ACCOUNT_ROLE $AWS_SESSION_TOKEN ${status}" > ${told}`,
          "exit 7",
        ]);
        assert.equal(seen.ended, 7, seen.terminal);
        const [arn, token] = readFileSync(told, "utf8").split(" ");
        assert.equal(arn, role);
        assert.ok(token!.length > 20);
        assert.ok(!seen.terminal.includes(token!));
        assert.deepEqual(
          readdirSync(join(home, "tmp")).filter((name) => name.startsWith("cross-account")),
          [],
          "nothing is left behind",
        );
      });
  });

  describe("--unset takes the session out of the shell again", () => {
    for (const [shell, format, evaluate] of [
      ["bash", "env", 'eval "$(COMMAND)"'],
      ["dash", "env", 'set -eu; eval "$(COMMAND)"'],
      ["zsh", "env", 'eval "$(COMMAND)"'],
      ["fish", "fish", "COMMAND | source"],
      ["pwsh", "powershell", "COMMAND | Out-String | Invoke-Expression"],
    ] as const)
      it(shell, async function () {
        if (pathOf(shell) === undefined) return this.skip();
        const step = (args: string) => evaluate.replace("COMMAND", `${command} assume ${args} --format ${format}`);
        const status = `${command} assume --status`;
        const ran = await execute(shell, ["-c", `${step(role)}; ${status}; ${step("--unset")}; ${status}; env`], {
          env: env(),
        });
        const [before, after, ...rest] = ran.stdout.split("\n");
        assert.match(
          before!,
          /^arn:aws:iam::111111111111:role\/open, by the profile alice: (1 h|59 min.*) left$/,
          ran.stderr,
        );
        assert.equal(after, "This environment holds no session of this command.");
        const left = rest.filter((line) =>
          /^(AWS_(ACCESS|SECRET|SESSION|SECURITY|CREDENTIAL)|CROSS_ACCOUNT_(ROLE|SO|SE))/.test(line),
        );
        assert.deepEqual(left, []);
      });
  });

  it("--status: over, and of keys that somebody set since", async () => {
    const status = (more: NodeJS.ProcessEnv) => execute(command, ["assume", "--status"], { env: env(more) });
    const none = await status({});
    assert.deepEqual([none.code, none.stdout], [3, "This environment holds no session of this command.\n"]);
    const { stdout } = await accounts.run([role, "--format", "env"], env());
    const held = Object.fromEntries(
      [...stdout.matchAll(/^export (\w+)='([^']*)'$/gm)].map(([, name, value]) => [name!, value!]),
    );
    assert.equal((await status(held)).code, 0);
    const over = await status({ ...held, AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" });
    assert.deepEqual([over.code, over.stdout], [3, `${role}, by the profile alice: over\n`]);
    const other = await status({ ...held, AWS_ACCESS_KEY_ID: "AKIAOTHEROTHEROTHER1" });
    assert.match(other.stdout, /holds no session/);
  });

  it("--open --destination: the browser gets the link to that page, and no argument of any process does", async () => {
    const federation = createServer((_, response) =>
      response.end(JSON.stringify({ SigninToken: "the-token-that-signs-in" })),
    );
    await new Promise<void>((resolve) => federation.listen(0, "127.0.0.1", resolve));
    const folder = mkdtempSync(join(tmpdir(), "browser-"));
    const told = join(folder, "told");
    writeFileSync(
      join(folder, "browser"),
      `#!${process.execPath}
require("node:http").get(process.argv[2], ({ headers }) =>
  require("node:fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify([process.argv[2], headers.location])));\n`,
      { mode: 0o755 },
    );
    const ran = await accounts.run(
      [role, "--open", "--destination", "s3"],
      env({
        BROWSER: join(folder, "browser"),
        CROSS_ACCOUNT_FEDERATION_ENDPOINT: `http://127.0.0.1:${(federation.address() as AddressInfo).port}/federation`,
      }),
    );
    federation.close();
    assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, "", ""]);
    const [typed, location] = JSON.parse(readFileSync(told, "utf8")) as [string, string];
    const page = new URL(location).searchParams;
    assert.equal(page.get("SigninToken"), "the-token-that-signs-in");
    assert.equal(page.get("Destination"), "https://console.aws.amazon.com/s3/home?region=eu-west-1");
    assert.ok(!typed.includes("the-token"));
    rmSync(folder, { recursive: true });
  });
});
