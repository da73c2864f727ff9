import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cli from "../cli/package.json";
import program from "../package.json";
import pack from "../policypack/package.json";

const root = join(__dirname, "..");

describe("npm scripts", () => {
  for (const [name, script] of Object.entries(program.scripts))
    it(`${name}: is one that every shell understands, the one of Windows too`, () => {
      assert.doesNotMatch(script, /\bexec\b|'|[;$`<>]|(^|&& )\w+=/);
    });
});

describe("the package", () => {
  // Pulumi takes `default` for its program; Node.js takes `node`, which comes first. Were they one, whoever has packed the
  // library would deploy it as a program without resources, which removes all there is.
  it("is a program for Pulumi and a library for Node.js", () => {
    const { types: _, ...conditions } = program.exports["."];
    assert.deepEqual(Object.entries(conditions), [
      ["node", "./library/dist/library/index.js"],
      ["default", "./main.cjs"],
    ]);
  });
});

describe("the packages", () => {
  it("have one version", () => assert.deepEqual([cli.version, pack.version], [program.version, program.version]));
});

describe("sandbox/run.cjs", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "run-"))));
  after(() => rmSync(folder, { recursive: true }));
  const program = (text: string): string => {
    const file = join(folder, "program.ts");
    writeFileSync(file, text);
    return file;
  };
  const run = (file: string, ...args: string[]) => [join(root, "sandbox", "run.cjs"), file, ...args];

  it("runs TypeScript with the arguments after it, and its exit code is the program's", () => {
    const file = program("const all: string[] = process.argv.slice(1); console.log(all.join()); process.exitCode = 7;");
    const { status, stdout } = spawnSync(process.execPath, run(file, "--one", "two words"), { encoding: "utf8" });
    assert.deepEqual([status, stdout], [7, `${file},--one,two words\n`]);
  });

  it("lets the program answer signals itself", async function () {
    if (process.platform === "win32") return this.skip();
    const file = program(
      'process.on("SIGINT", () => process.exit(9)); console.log("ready"); setInterval(() => {}, 1000);',
    );
    const child = spawn(process.execPath, run(file), { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "exit"), [9, null]);
  });
});
