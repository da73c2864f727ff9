import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** Runs a program in a process of its own, and gives what it prints. */
function run(program: string): unknown {
  const loaded =
    "const loaded = () => ['/typescript/lib/typescript.js', '/@npmcli/arborist/lib/index.js']" +
    ".filter((end) => Object.keys(require.cache).some((file) => file.replaceAll('\\\\', '/').endsWith(end))).length;";
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", `${loaded}${program}`], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const later = "require('./policypack/later.cjs').loadLater();";
const serialise =
  "const { runtime } = require('@pulumi/pulumi');" +
  "runtime.serializeFunction(() => 1 + 1).then(({ text }) => console.log(JSON.stringify([loaded(), text])));";

describe("what Pulumi's SDK needs to serialise functions", () => {
  it("is not loaded with it", () => {
    const load = "require('@pulumi/policy'); require('@pulumi/pulumi'); console.log(loaded());";
    assert.equal(run(load), 2, "the SDK loads something else now: policypack/later.cjs is needless or has to name it");
    assert.equal(run(later + load), 0);
  });

  it("is there for who does serialise one, and makes the same of it", () => {
    const [loaded, text] = run(later + serialise) as [number, string];
    assert.ok(loaded > 0);
    assert.match(text, /return 1 \+ 1;|1 \+ 1/);
    assert.equal(text, (run(serialise) as [number, string])[1]);
  });

  it("is read at once by everybody else", () => {
    assert.equal(run(`${later}require("typescript"); console.log(loaded());`), 1);
  });
});
