import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readText, Unreadable } from "../../settings/readText";

describe("a text is read", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "read-"));
    file = join(folder, "file");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const refusal = (path: string, pipes = false, limit = 10) => {
    try {
      readText(path, { limit, pipes });
    } catch (error) {
      assert.ok(error instanceof Unreadable, String(error));
      return error.message;
    }
    return assert.fail("it was read");
  };

  it("up to its limit, through links, with its byte order mark", () => {
    writeFileSync(file, "\ufeff0123456");
    symlinkSync(file, join(folder, "link"));
    assert.equal(readText(join(folder, "link"), { limit: 10 }), "\ufeff0123456");
    writeFileSync(file, "x".repeat(200_000));
    assert.equal(readText(file, { limit: 200_000 }).length, 200_000);
  });

  it("and no further, be it a file or what never ends", () => {
    writeFileSync(file, "x".repeat(11));
    assert.equal(refusal(file), "found more than 0.00001 MB");
    assert.equal(refusal("/dev/zero", true, 5_000_000), "found more than 5 MB");
  });

  it("from a pipe only where one is expected, and without waiting for somebody to write into it", () => {
    execFileSync("mkfifo", [file]);
    assert.equal(refusal(file), "found something that is not a file");
    const module = join(__dirname, "..", "..", "settings", "readText.ts");
    const script = `process.stdout.write(require(${JSON.stringify(module)}).readText(process.argv[1], { limit: 10, pipes: true }))`;
    const read = spawnSync(
      "bash",
      [
        "-c",
        `"$0" -r "$1" -e '${script}' <(printf abc)`,
        process.execPath,
        join(__dirname, "..", "..", "sandbox", "register.cjs"),
      ],
      { encoding: "utf8" },
    );
    assert.equal(read.stdout, "abc", read.stderr);
  });

  it("from nothing else", () => {
    mkdirSync(join(folder, "folder"));
    assert.equal(refusal(join(folder, "folder")), "found a folder");
    assert.equal(refusal("/dev/null"), "found something that is not a file");
    assert.equal(readText("/dev/null", { limit: 1, pipes: true }), "");
    assert.match(refusal(join(folder, "none")), /^cannot be read, ENOENT/);
    symlinkSync("loop", join(folder, "loop"));
    assert.match(refusal(join(folder, "loop")), /^cannot be read, ELOOP/);
    writeFileSync(file, Buffer.from([0x61, 0xff]));
    assert.equal(refusal(file), "found bytes that are not UTF-8");
  });
});
