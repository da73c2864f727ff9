import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const file = join(__dirname, "../../../cli/assume/childCommand.ts");
const register = join(__dirname, "../../../sandbox/register.cjs");

/** Runs it as a process of its own, whose exit code is the one that it gives. */
function run(words: readonly string[]): { status: number | null; stderr: string } {
  const script =
    `require(${JSON.stringify(file)}).runCommand(JSON.parse(require("fs").readFileSync(0, "utf8")), ` +
    "process.env).then((code) => process.exit(code))";
  const { status, stderr } = spawnSync(process.execPath, ["-r", register, "-e", script], {
    input: JSON.stringify(words),
    encoding: "utf8",
  });
  return { status, stderr };
}

describe("a command that is given to assume", () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["runs", [process.execPath, "-e", "process.exit(7)"], 7, /^$/],
    ["is not there", ["no-such-command-anywhere"], 127, /^no-such-command-anywhere: no such command\n$/],
    ["has no name", [""], 127, /^an empty name: no such command\n$/],
    ["is a folder", ["/"], 126, /^\/: cannot be run \(EACCES\)\n$/],
    ["is below what is no folder", ["/dev/null/x"], 126, /^\/dev\/null\/x: cannot be run \(ENOTDIR\)\n$/],
    ["has a name that is too long", ["x".repeat(5_000)], 126, /^x+: cannot be run \(ENAMETOOLONG\)\n$/],
    ["has an argument that is too long", ["true", "x".repeat(300_000)], 126, /^true: cannot be run \(E2BIG\)\n$/],
    ["has a NUL in its name", ["a\u0000b"], 126, /^a\\u0000b: cannot be run \(a NUL character is in it\)\n$/],
    ["has a NUL in an argument", ["true", "a\u0000b"], 126, /^true: cannot be run \(a NUL character is in it\)\n$/],
    ["steers the terminal", ["\u001b[2Jx"], 127, /^\\u001b\[2Jx: no such command\n$/],
  ];
  for (const [what, words, status, stderr] of cases) {
    it(what, () => {
      const ran = run(words);
      assert.equal(ran.status, status, ran.stderr);
      assert.match(ran.stderr, stderr);
    });
  }
});
