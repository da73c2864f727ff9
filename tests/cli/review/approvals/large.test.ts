import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readApprovals } from "../../../../cli/review/approvals/file";
import { UnusableFile } from "../../../../settings/yamlForm";

const command = join(__dirname, "..", "..", "..", "..", "cli", "bin", "cross-account.cjs");

describe("approvals without end", function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let env: NodeJS.ProcessEnv;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "large-"));
    file = join(folder, "approvals.yaml");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    env = { ...process.env, CROSS_ACCOUNT_PROJECT: folder, XDG_STATE_HOME: join(folder, "state") };
  });
  after(() => rmSync(folder, { recursive: true }));

  const message = (text: string): string => {
    writeFileSync(file, text);
    try {
      readApprovals(file);
    } catch (error) {
      assert.ok(error instanceof UnusableFile, String(error));
      return error.message.replaceAll(file, "FILE");
    }
    return assert.fail("they were read");
  };

  it("are refused before they are parsed: 30 MB of brackets", () => {
    writeFileSync(file, "[".repeat(30_000_000));
    const { status, stderr } = spawnSync(process.execPath, [command, "review"], { env, cwd: folder, encoding: "utf8" });
    assert.deepEqual(
      [status, stderr],
      [2, `cross-account review: ${file}: found more than 5 MB, expected a YAML file of approvals\n`],
    );
  });

  it("5 MB are read, one byte more is not", () => {
    const comment = (length: number) => `version: 1\napprovals: []\n#${"x".repeat(length - 26)}`;
    assert.equal(comment(5_000_000).length, 5_000_000);
    writeFileSync(file, comment(5_000_000));
    assert.deepEqual(readApprovals(file), []);
    assert.equal(message(comment(5_000_001)), "FILE: found more than 5 MB, expected a YAML file of approvals");
  });

  for (const [what, text] of [
    ["brackets", "["],
    ["braces", "{"],
    ["dashes", "- "],
    ["question marks", "? "],
  ] as const) {
    it(`nor such as nest without end: ${what}`, () =>
      assert.equal(
        message(text.repeat(4_000_000 / text.length)),
        "FILE:1: not valid YAML: found more than 100 levels, expected fewer",
      ));
  }

  it("a hundred problems are listed, and how many more there are", () => {
    const said = message(Array.from({ length: 3_000 }, () => "a: 1\n").join("")).split("\n");
    assert.deepEqual(
      [said.length, said[0], said[1], said.at(-1)],
      [
        102,
        "FILE has 2999 problems:",
        '  FILE:2: not valid YAML: found the key "a" a second time, expected each once',
        "  and 2899 more",
      ],
    );
  });

  it("many keys take no longer than many letters", () => {
    assert.match(message(Array.from({ length: 60_000 }, (_, i) => `k${i}: 1\n`).join("")), /FILE has 60002 problems:/);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`${signal} ends the command while it reads what takes long`, async () => {
      // Text that the parser has errors for at every second letter.
      writeFileSync(file, "[]".repeat(2_400_000));
      const preload = join(folder, "preload.cjs");
      writeFileSync(
        preload,
        "const { decode } = TextDecoder.prototype; TextDecoder.prototype.decode = function (bytes) { if " +
          '(bytes.length > 1e6) require("node:fs").writeSync(2, "reading\\n"); return decode.call(this, ' +
          "bytes); };\n",
      );
      const child = spawn(process.execPath, ["--require", preload, command, "review"], {
        env,
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
      });
      const [said] = (await once(child.stderr, "data")) as [Buffer];
      assert.equal(said.toString(), "reading\n");
      child.kill(signal);
      const [code, by] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
      assert.deepEqual([code, by], [null, signal]);
    });
  }
});
