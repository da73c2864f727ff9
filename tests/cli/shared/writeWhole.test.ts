import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnusablePlace, UnwrittenOutput, writeFile } from "../../../cli/shared/output";
import { writeWhole } from "../../../cli/shared/writeWhole.cjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-"));
  file = join(folder, "report.md");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a file is written whole", () => {
  it("where there is none, and in the place of another, with nothing beside it", () => {
    writeWhole(file, "one");
    assert.equal(readFileSync(file, "utf8"), "one");
    writeWhole(file, Buffer.from("two"));
    assert.deepEqual([readFileSync(file, "utf8"), readdirSync(folder)], ["two", ["report.md"]]);
  });

  it("with the permissions that are asked for, or those that it had", () => {
    writeWhole(file, "one", { mode: 0o600 });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    chmodSync(file, 0o640);
    writeWhole(file, "two", { keepMode: true });
    assert.equal(statSync(file).mode & 0o777, 0o640);
    writeWhole(file, "three", { mode: 0o600 });
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("or not at all when it is not wanted any more", () => {
    writeWhole(file, "one");
    assert.equal(writeWhole(file, "two", { still: () => false }), false);
    assert.deepEqual([readFileSync(file, "utf8"), readdirSync(folder)], ["one", ["report.md"]]);
  });

  it("or not at all when the disk is full: the old file stays, and nothing is left beside it", () => {
    writeFileSync(file, "old");
    const module = join(__dirname, "..", "..", "..", "cli", "shared", "writeWhole.cjs");
    const script =
      `try { require(${JSON.stringify(module)}).writeWhole(${JSON.stringify(file)}, "x".repeat(100000)); } ` +
      "catch (error) { console.log(error.code); }";
    const ran = spawnSync("bash", ["-c", `ulimit -f 1; "$0" -e '${script}' | cat`, process.execPath], {
      encoding: "utf8",
    });
    assert.equal(ran.stdout, "EFBIG\n", ran.stderr);
    assert.deepEqual([readFileSync(file, "utf8"), readdirSync(folder)], ["old", ["report.md"]]);
  });

  it("under a name as long as the file system takes", () => {
    const long = join(folder, "n".repeat(255));
    writeWhole(long, "one");
    assert.equal(readFileSync(long, "utf8"), "one");
  });

  it("a link in its place is not followed, wherever it leads", () => {
    const target = join(folder, "target");
    for (const leads of [target, join(folder, "nowhere", "none")]) {
      writeFileSync(target, "precious");
      symlinkSync(leads, file);
      writeWhole(file, "ours");
      assert.ok(lstatSync(file).isFile());
      assert.deepEqual([readFileSync(file, "utf8"), readFileSync(target, "utf8")], ["ours", "precious"]);
      rmSync(file);
    }
  });

  it("another name of the same file keeps the old text", () => {
    const other = join(folder, "other");
    writeFileSync(file, "old");
    linkSync(file, other);
    writeWhole(file, "new");
    assert.deepEqual([readFileSync(file, "utf8"), readFileSync(other, "utf8")], ["new", "old"]);
  });

  it("links at every name that was ever guessable stay as they are, with what they lead to", () => {
    const target = join(folder, "target");
    writeFileSync(target, "precious");
    // Process ids of those that may write: this one's, and the next ones'.
    const pids = Array.from({ length: 2000 }, (_, i) => process.pid + i);
    const names = pids.flatMap((pid) => [`.report.md.${pid}`, `report.md.${pid}`, `.report.md.new-${pid}`]);
    for (const name of names) symlinkSync(target, join(folder, name));
    writeWhole(file, "ours");
    assert.deepEqual(
      [readFileSync(file, "utf8"), lstatSync(file).isFile(), readFileSync(target, "utf8")],
      ["ours", true, "precious"],
    );
    assert.ok(names.every((name) => readlinkSync(join(folder, name)) === target));
  });
});

describe("a result goes to a file", () => {
  const refused = (path: string) => {
    try {
      writeFile(path, "text");
    } catch (error) {
      return error as Error;
    }
    return assert.fail("it was written");
  };

  it("whole, and one that is there keeps its permissions", () => {
    writeFileSync(file, "old");
    chmodSync(file, 0o600);
    writeFile(file, "new");
    assert.deepEqual([readFileSync(file, "utf8"), statSync(file).mode & 0o777], ["new", 0o600]);
  });

  for (const [what, path, message] of [
    ["a folder that is not there", "none/report.md", /none\/report\.md cannot be written, ENOENT/],
    ["a folder in its place", "folder", /folder cannot be written, it is a folder$/],
    ["a file in the place of its folder", "file/report.md", /cannot be written, ENOTDIR/],
    ["a link that leads to itself", "loop", /cannot be written, ELOOP/],
  ] as const) {
    it(`not to ${what}: that is wrong use`, () => {
      mkdirSync(join(folder, "folder"));
      writeFileSync(join(folder, "file"), "");
      symlinkSync(join(folder, "loop"), join(folder, "loop"));
      const before = readdirSync(folder);
      const error = refused(join(folder, path));
      assert.ok(error instanceof UnusablePlace);
      assert.match(error.message, message);
      assert.deepEqual(readdirSync(folder), before);
    });
  }

  it("and a device stays one, full or not", () => {
    writeFile("/dev/null", "text");
    const error = refused("/dev/full");
    assert.ok(error instanceof UnwrittenOutput);
    assert.equal(
      error.message,
      "/dev/full cannot be written (ENOSPC: no space left); what is there is not the whole result.",
    );
    assert.ok(["/dev/null", "/dev/full"].every((device) => lstatSync(device).isCharacterDevice()));
  });

  it("and through somebody else's link only where that leads to a file, whose place is taken", function () {
    if (process.getuid?.() !== 0) return this.skip();
    const [null_, linked] = [join(folder, "null"), join(folder, "linked")];
    const target = join(folder, "target");
    writeFileSync(target, "precious");
    symlinkSync("/dev/null", null_);
    symlinkSync(target, linked);
    assert.equal(spawnSync("chown", ["-h", "12345", null_, linked]).status, 0);
    assert.match(refused(null_).message, /it is a link to something that is not a file and is not yours$/);
    writeFile(linked, "ours");
    assert.deepEqual([readFileSync(linked, "utf8"), readFileSync(target, "utf8")], ["ours", "precious"]);
  });
});
