import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unrunnable } from "../../../cli/assume/childCommand";

describe("a command that cannot be run is told before anything is asked for", function () {
  if (process.platform === "win32") return;
  const folder = mkdtempSync(join(tmpdir(), "unrunnable-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    for (const name of ["first", "second", "second/a folder"]) mkdirSync(join(folder, name));
    for (const [name, mode] of [
      ["first/plain", 0o644],
      ["second/run", 0o755],
      ["second/plain", 0o644],
      ["first/both", 0o644],
      ["second/both", 0o755],
    ] as const) {
      writeFileSync(join(folder, name), "#!/bin/sh\n");
      chmodSync(join(folder, name), mode);
    }
    symlinkSync("run", join(folder, "second", "linked"));
    symlinkSync("nowhere", join(folder, "second", "broken"));
  });
  const path = () => `${join(folder, "first")}:${join(folder, "second")}:${join(folder, "gone")}`;
  const nothing = "No credentials were asked for.";
  const none = `no such command on the PATH, and aliases and functions of a shell are none. ${nothing}`;
  for (const [what, program, expected] of [
    ["a command", "run", undefined],
    ["a link to one", "linked", undefined],
    ["one that an earlier folder has too, but not executable", "both", undefined],
    ["a command by its path", () => join(folder, "second", "run"), undefined],
    ["no such name", "nosuchcmd", [127, `nosuchcmd: ${none}`]],
    ["an empty name", "", [127, `an empty name: ${none}`]],
    ["a broken link", "broken", [127, `broken: ${none}`]],
    ["a folder on the PATH", "a folder", [127, `a folder: ${none}`]],
    [
      "a file that is not executable",
      "plain",
      [126, `plain: cannot be run, since it is not executable (chmod +x). ${nothing}`],
    ],
    ["no such path", "./gone/x", [127, `./gone/x: no such command. ${nothing}`]],
    ["a path below a file", "/dev/null/x", [127, `/dev/null/x: no such command. ${nothing}`]],
    ["a folder by its path", "/", [126, `/: cannot be run, since it is no file. ${nothing}`]],
    ["a name that is too long", "x".repeat(5_000), [127, `${"x".repeat(5_000)}: ${none}`]],
  ] as const)
    it(what, () => {
      const found = unrunnable(typeof program === "string" ? program : program(), { PATH: path() });
      assert.deepEqual(found && [found.exitCode, found.text], expected);
    });
  it("without PATH, the system's own decides", () => assert.equal(unrunnable("nosuchcmd", {}), undefined));
});
