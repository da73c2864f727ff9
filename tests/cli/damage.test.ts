import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyCheckout } from "./checkout";

const root = join(__dirname, "..", "..");

describe("what is kept between runs and damaged since", function () {
  this.timeout(120_000);

  describe("bundles", () => {
    const checkout = mkdtempSync(join(tmpdir(), "bundles-"));
    const dist = join(checkout, "cli", "dist");
    const command = join(checkout, "cli", "bin", "cross-account.cjs");
    before(() => {
      copyCheckout(checkout);
      run();
    });
    after(() => rmSync(checkout, { recursive: true }));
    const run = () => spawnSync(process.execPath, [command, "check", "--help"], { encoding: "utf8" });
    const bundle = (name: string) =>
      join(
        dist,
        (JSON.parse(readFileSync(join(dist, "build.json"), "utf8")) as { files: Record<string, string> }).files[name]!,
      );

    for (const [what, damage] of [
      ["the main one is cut", () => truncateSync(bundle("main.cjs"), 1000)],
      ["the main one is empty", () => truncateSync(bundle("main.cjs"), 0)],
      ["that of the subcommand is cut", () => truncateSync(bundle("check.cjs"), 5000)],
      ["that of the subcommand is gone", () => rmSync(bundle("check.cjs"))],
      ["that of a package has another text", () => writeFileSync(bundle("commander.cjs"), "exports.Command = 1;\n")],
    ] as const) {
      it(`are made anew, and that is said: ${what}`, () => {
        damage();
        const { status, stdout, stderr } = run();
        assert.deepEqual([status, /^Usage: cross-account check/.test(stdout)], [0, true], stderr);
        assert.match(stderr, /^cross-account: \S+\.cjs is damaged; bundling anew\.\n$/);
        assert.equal(run().stderr, "");
      });
    }
    it("are made anew when the list of their sources is cut", () => {
      truncateSync(bundle("check.cjs.sources"), 100);
      const { status, stderr } = run();
      assert.deepEqual([status, stderr], [0, "cross-account: its sources changed; bundling anew.\n"]);
      assert.equal(run().stderr, "");
    });
    it("have compiled code that is left out when it is damaged", () => {
      for (const name of readdirSync(dist).filter((one) => one.endsWith(".compiled"))) {
        const bytes = readFileSync(join(dist, name));
        writeFileSync(join(dist, name), bytes.fill(0, bytes.length >> 1));
      }
      const { status, stderr } = run();
      assert.deepEqual([status, stderr], [0, ""]);
    });
  });

  it("turned TypeScript is turned anew", () => {
    const folder = mkdtempSync(join(tmpdir(), "turned-"));
    try {
      cpSync(join(root, "policypack", "load.cjs"), join(folder, "load.cjs"));
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(join(root, "node_modules", "typescript"), join(folder, "node_modules", "typescript"));
      writeFileSync(join(folder, "a.ts"), "export const answer: number = 42;\n");
      const run = () =>
        spawnSync(
          process.execPath,
          [
            "--preserve-symlinks",
            "-e",
            'require("./load.cjs").loadTypeScript(); process.stdout.write(String(require("./a.ts").answer));',
          ],
          { cwd: folder, encoding: "utf8" },
        );
      assert.equal(run().stdout, "42");
      const cache = join(folder, "node_modules", ".cache", "cross-account-access");
      const [name] = readdirSync(cache) as [string];
      const whole = readFileSync(join(cache, name), "utf8");
      for (const text of [
        "",
        whole.slice(0, 40),
        whole.slice(0, 66),
        whole.slice(0, -5),
        whole.replace("42", "43"),
        "exports.answer = 1;\n",
        "\0".repeat(whole.length),
      ]) {
        writeFileSync(join(cache, name), text);
        const { stdout, stderr } = run();
        assert.equal(stdout, "42", stderr);
        assert.deepEqual([readFileSync(join(cache, name), "utf8"), readdirSync(cache)], [whole, [name]]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
