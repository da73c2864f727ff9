import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { totpCode } from "../../../sandbox/emulator/totp";
import { execute } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { deployStacks } from "../lifecycle/engine";
import { settle } from "../observer/controls";
import { command } from "./accounts";
import { openRelay, type Relay } from "../../../sandbox/emulator/relay";

const step = 30_000;

describe("assume right after up, while IAM's changes do not count yet", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let relay: Relay;
  let project: string;
  let home: string;

  before(async () => {
    // Longer than any test takes: it ends when it is said to.
    sandbox = await openTemporarySandbox({ controls: true, adjust: (world) => ({ ...world, propagation: 86_400 }) });
    relay = await openRelay(sandbox.endpoint);
    home = mkdtempSync(join(tmpdir(), "home-"));
    project = await copyProject(join(sandbox.directory, "project"));
    await deployStacks(project, sandbox.env, "trusting", "trusted");
  });
  after(async () => {
    relay?.close();
    await sandbox?.remove();
    rmSync(home, { recursive: true, force: true });
  });

  /** A code of somebody's device that it did not show before the given moment. */
  const codeFrom = (profile: string, moment: number) =>
    totpCode(person(sandbox, profile).mfaSeed!, new Date(Math.max(moment, Date.now())));

  async function assume(profile: string, code: string) {
    relay.bodies.length = 0;
    const env = { ...sandbox.env, AWS_ENDPOINT_URL: relay.url, AWS_PROFILE: profile, XDG_CACHE_HOME: home };
    const args = ["assume", "deploy", "--mfa-token", code, "--format", "json", "--explain-with", "trusted"];
    const {
      code: exitCode,
      stdout,
      stderr,
    } = await execute(process.execPath, [command, ...args, "--explain-with", "trusting"], { cwd: project, env });
    const calls = relay.bodies.filter((body) => /Action=AssumeRole&/.test(body)).length;
    return { exitCode, stdout, stderr, calls };
  }

  it("names that as the likely cause, without a second code; afterwards the same call works", async () => {
    const began = Date.now();
    const early = await assume("alice", codeFrom("alice", began));
    assert.deepEqual([early.exitCode, early.stdout, early.calls], [4, "", 1], early.stderr);
    assert.match(early.stderr, /recent-change .*the stack trust(ed|ing) was deployed \d+ s ago/s);
    assert.match(early.stderr, /a change takes up to two minutes to count everywhere in AWS/);
    await settle(sandbox.endpoint);
    const later = await assume("alice", codeFrom("alice", began + step));
    assert.deepEqual([later.exitCode, later.calls], [0, 1], later.stderr);
    assert.match(later.stdout, /assumed-role\/deploy\/alice/);
  });

  it("does not name it for somebody whom nobody lets", async () => {
    const refused = await assume("mallory", codeFrom("mallory", 0));
    assert.deepEqual([refused.exitCode, refused.calls], [4, 1], refused.stderr);
    assert.match(refused.stderr, /no-grant/);
    assert.doesNotMatch(refused.stderr, /recent-change|two minutes/);
  });
});
