import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { withLock } from "../../../sandbox/emulator/lock";

describe("a lock", () => {
  let directory: string;
  let file: string;
  let notes: string[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "lock-"));
    file = join(directory, "engine.lock");
    notes = [];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const quick = { note: (line: string) => notes.push(line), interval: 5, looks: 20, renewal: 20 };
  const said = () => notes.map((line) => line.replaceAll(directory, "FOLDER"));
  const token = "0123456789abcdef";

  it("lets one in at a time, and says to the others whom they wait for, since when, and what to delete", async () => {
    let inside = 0;
    const work = (name: string) =>
      withLock(
        file,
        async () => {
          assert.equal(++inside, 1);
          await pause(200);
          inside -= 1;
          return name;
        },
        { ...quick, what: "is building Pulumi" },
      );
    assert.deepEqual(await Promise.all(["a", "b"].map(work)), ["a", "b"]);
    assert.deepEqual(readdirSync(directory), []);
    assert.equal(notes.length, 1);
    assert.match(
      said()[0]!,
      new RegExp(
        `^Waiting for the process ${process.pid}, which is building Pulumi since \\d{4}-\\d\\d-\\d\\d ` +
          `\\d\\d:\\d\\d:\\d\\d UTC\\. If nothing is under way there any more, delete FOLDER/engine\\.lock$`,
      ),
    );
  });

  it("whose process is gone counts no more", async () => {
    for (const text of ["999999999", `999999999 2026-11-25T10:00:00.000Z ${hostname()} ${token} is at work\n`]) {
      writeFileSync(file, text);
      await withLock(file, async () => {}, quick);
      assert.deepEqual([readdirSync(directory), notes], [[], []]);
    }
  });

  /** Locks of whom nothing is heard, and who they are said to be of. */
  const silent: readonly (readonly [what: string, text: string, who: string])[] = [
    ["an empty one", "", "somebody whom the lock does not name (it is empty)"],
    [
      "one that is cut",
      `${process.pid} 2026-11-`,
      `somebody whom the lock does not name (it says "${process.pid} 2026-11-")`,
    ],
    ["one of garbage", "\u0000\u001b[2Jx\n", 'somebody whom the lock does not name (it says "\\u0000\\u001b[2Jx\\n")'],
    [
      "one with text that turns its direction",
      "\u202e\u200b",
      'somebody whom the lock does not name (it says "\\u202e\\u200b")',
    ],
    ["one of a process that lives and knows nothing of it", "1", "the process 1"],
    [
      "one that has the id of another process by now",
      `1 2026-11-25T10:00:00.000Z ${hostname()} ${token} is building Pulumi\n`,
      "the process 1, which is building Pulumi since 2026-11-25 10:00:00 UTC",
    ],
    [
      "one of another machine, whose processes nobody knows here",
      `999999999 2026-11-25T10:00:00.000Z elsewhere ${token} is building Pulumi\n`,
      "the process 999999999 on elsewhere, which is building Pulumi since 2026-11-25 10:00:00 UTC",
    ],
    ["a long one", "x".repeat(5000), `somebody whom the lock does not name (it says "${"x".repeat(60)}")`],
    [
      "one with a number that is no process id",
      "99999999999999",
      'somebody whom the lock does not name (it says "99999999999999")',
    ],
  ];
  for (const [what, text, who] of silent) {
    it(`${what} is said at once, and counts no more when nothing is heard of it`, async () => {
      writeFileSync(file, text);
      await withLock(file, async () => {}, quick);
      assert.deepEqual(said(), [
        `Waiting for ${who}. If nothing is under way there any more, delete FOLDER/engine.lock`,
        `FOLDER/engine.lock shows no sign of life: ${who} counts as gone.`,
      ]);
      assert.deepEqual(readdirSync(directory), []);
    });
  }

  it("that shows signs of life is waited for, however long its work takes", async () => {
    let finished = false;
    const first = withLock(
      file,
      async () => {
        // Far longer than a lock without signs of life counts.
        await pause(1_500);
        finished = true;
      },
      quick,
    );
    await pause(100);
    await withLock(file, () => Promise.resolve(assert.ok(finished)), quick);
    await first;
    assert.equal(notes.length, 1);
  });

  it("that somebody else took meanwhile is left to them", async () => {
    await withLock(file, () => Promise.resolve(writeFileSync(file, "another's")), quick);
    assert.equal(readFileSync(file, "utf8"), "another's");
  });

  for (const [what, make] of [
    ["a folder", () => mkdirSync(file)],
    ["a link", () => symlinkSync(join(directory, "precious"), file)],
    ["a pipe", () => spawnSync("mkfifo", [file])],
  ] as const) {
    it(`${what} in its place is not taken away, and named`, async () => {
      writeFileSync(join(directory, "precious"), "precious");
      make();
      await assert.rejects(
        withLock(file, async () => {}, quick),
        {
          message: `${file} is in the way and cannot be taken away (it is no file). Delete it, and run the command again.`,
        },
      );
      assert.ok(existsSync(join(directory, "precious")));
    });
  }

  it("that cannot be made says so", async () => {
    await assert.rejects(
      withLock(join(directory, "none", "lock"), async () => {}, quick),
      /none\/lock cannot be written \(ENOENT/,
    );
  });
});
