import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { changeSince, recentUpdates } from "../../../cli/assume/roles/recentUpdates";

const now = new Date("2026-11-24T10:00:00Z");
const at = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1000).toISOString();

describe("what was deployed a moment ago", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "recent-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** What is read when the engine says this. */
  async function read(says: string, code = 0) {
    writeFileSync(join(folder, "says"), says);
    const engine = join(folder, "pulumi");
    writeFileSync(engine, `#!/bin/sh\ncat "${join(folder, "says")}"\nexit ${code}\n`);
    chmodSync(engine, 0o755);
    return recentUpdates(folder, { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` }, now);
  }
  const stacks = (...updates: readonly unknown[]) =>
    JSON.stringify(updates.map((lastUpdate, index) => ({ name: `s${index}`, current: false, lastUpdate })));

  it("is each stack whose last update is less than two minutes old", async () => {
    assert.deepEqual(await read(stacks(at(40), at(121), at(119), at(3600), undefined, "n/a", 7, at(-5))), [
      { what: "stack", name: "s0", seconds: 40 },
      { what: "stack", name: "s2", seconds: 119 },
      { what: "stack", name: "s7", seconds: 0 },
    ]);
  });

  it("is nothing when the engine tells nothing that can be read", async () => {
    for (const says of ["", "no project", "null", "{}", "[null, 7]", '[{"name": 7}]'])
      assert.deepEqual(await read(says), []);
    assert.deepEqual(await read(stacks(at(1)), 255), []);
    assert.deepEqual(await recentUpdates(folder, { PATH: join(folder, "nowhere") }, now), []);
  });

  it("is a role that was created then", () => {
    assert.deepEqual(changeSince("role", "deploy", at(7), now), [{ what: "role", name: "deploy", seconds: 7 }]);
    for (const moment of [at(200), "", "soon"]) assert.deepEqual(changeSince("role", "deploy", moment, now), []);
  });
});
