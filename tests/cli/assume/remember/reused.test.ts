import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { runs } from "../../../../cli/assume/remember/processTree";
import { reusedFor } from "../../../../cli/assume/remember/reused";

describe("a session that is used again", () => {
  const now = Date.UTC(2026, 10, 26);
  const end = (seconds: number) => new Date(now + seconds * 1000).toISOString();
  for (const [title, duration, left, seconds] of [
    ["an hour", 3600, 3600, 3300],
    ["the shortest that AWS gives", 900, 900, 600],
    ["AWS gave less than was asked for", 3600, 900, 600],
    ["this machine's clock is behind", 900, 4500, 600],
    ["this machine's clock is ahead", 900, 100, -200],
    ["five minutes are left", 3600, 300, 0],
  ] as const)
    it(`until five minutes before its end: ${title}`, () => assert.equal(reusedFor(duration, end(left), now), seconds));

  it("for no time at all when its end cannot be read", () => {
    assert.equal(reusedFor(3600, "soon", now) > 0, false);
  });

  it("a tree is known by its first process, which is not another one of its number", async function () {
    if (process.platform !== "linux") return this.skip();
    // In a session of its own: the first process of the one that the tests run in may have ended, or be outside a container.
    const asks =
      "const { processTree, runs } = require('./cli/assume/remember/processTree'); const { id, leader } = processTree();" +
      "console.log(runs(leader), leader.pid === process.pid, processTree().id === id, runs({ ...leader, started: '1' }))";
    const first = spawn(process.execPath, ["-r", "./sandbox/register.cjs", "-e", asks], { detached: true });
    const [said] = await Promise.all([text(first.stdout), once(first, "exit")]);
    assert.equal(said.trim(), "true true true false");
    const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(" ");
    const leader = { pid: child.pid!, started: fields[21]! };
    assert.equal(runs(leader), true);
    child.kill();
    await once(child, "exit");
    assert.equal(runs(leader), false);
  });
});
