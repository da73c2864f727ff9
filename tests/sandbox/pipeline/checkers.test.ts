import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { root } from "../../../sandbox/sandbox";
import { checkers, type Checkers } from "./checkers";

describe("the workflows, looked at by others", function () {
  this.timeout(600_000);
  const workflows = join(root, ".github", "workflows");
  let programs: Checkers;
  let folder: string;
  before(async () => {
    programs = await checkers();
    folder = mkdtempSync(join(tmpdir(), "workflows-"));
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const commands = {
    // Neither asks anybody; shellcheck is used where it is installed.
    actionlint: (at: string) => execute(programs.actionlint, ["-no-color"], { cwd: at }),
    zizmor: (at: string) => {
      const args = [
        "--offline",
        "--no-progress",
        "--color=never",
        "--persona=auditor",
        join(at, ".github", "workflows"),
      ];
      return execute(programs.zizmor, args);
    },
  };
  const wrong = {
    actionlint: ["needs: [checks, preview, widening]", "needs: [checks, previews, widening]", /previews/],
    zizmor: ['case "$CODE" in', 'case "${{ github.head_ref }}" in', /template-injection/],
  } as const;
  const files = { actionlint: "preview.yml", zizmor: "review.yml" } as const;

  for (const name of ["actionlint", "zizmor"] as const) {
    it(`${name} has nothing to say`, async () => {
      const { code, stdout, stderr } = await commands[name](root);
      assert.equal(code, 0, stdout + stderr);
    });

    it(`${name} would say something`, async () => {
      const [from, to, said] = wrong[name];
      const text = readFileSync(join(workflows, files[name]), "utf8");
      assert.ok(text.includes(from));
      writeFileSync(join(folder, ".github", "workflows", files[name]), text.replace(from, to));
      await execute("git", ["init", "--quiet"], { cwd: folder });
      const { code, stdout, stderr } = await commands[name](folder);
      assert.match(stdout + stderr, said);
      assert.notEqual(code, 0);
      rmSync(join(folder, ".github", "workflows", files[name]));
    });
  }
});
