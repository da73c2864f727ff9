import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

describe("lines of the source", () => {
  /** What no tool writes and eslint does not read: it holds the lines of TypeScript and JavaScript. */
  const files = () =>
    execFileSync("git", ["ls-files", "-z", "--", "*.py", "*.go", "*.css", "cross-account"], {
      cwd: root,
      encoding: "utf8",
    })
      .split("\0")
      .filter((file) => file !== "" && existsSync(join(root, file)));

  it("have at most 140 characters", () => {
    const long = files().flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, at) => (line.length > 140 ? [`${file}:${at + 1}`] : [])),
    );
    assert.deepEqual(long, []);
    assert.ok(files().includes("cross-account"));
  });
});
