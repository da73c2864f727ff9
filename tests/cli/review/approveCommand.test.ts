import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { approveCommand } from "../../../cli/review/approveCommand";

describe("the command that approves a role", () => {
  for (const role of ["deploy", "arn:aws:iam::111111111111:role/teams/deploy", "a+b=c,d.e@f-g_h"]) {
    it(`names ${role}`, () => assert.deepEqual(words(approveCommand(role)).slice(1, 4), ["review", "--approve", role]));
  }
  for (const role of ["$(reboot)", "a b", "a;b", "a'b", "<you>", "-x", "--help", "", "a\nb", "~", "a*", "ä"]) {
    it(`has a word to fill in for ${JSON.stringify(role)}`, () =>
      assert.deepEqual(words(approveCommand(role)).slice(1, 4), ["review", "--approve", "ROLE"]));
  }

  it("is taken whole by a shell, with the words that are to be filled in", function () {
    if (process.platform === "win32") this.skip();
    for (const role of ["deploy", "$(reboot)", "<you>"]) {
      const command = approveCommand(role);
      const [, ...args] = words(command);
      const printed = execFileSync("/bin/sh", ["-c", `set -- ${command}; shift; printf '%s\\n' "$@"`], {
        encoding: "utf8",
      });
      assert.deepEqual(printed.trimEnd().split("\n"), args);
      assert.deepEqual(args.slice(3), ["--by", "YOU", "--reason", "WHY", "--until", "DATE"]);
    }
  });
});

function words(command: string): string[] {
  return command.split(" ");
}
