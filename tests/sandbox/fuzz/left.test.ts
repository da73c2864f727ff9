import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const root = join(__dirname, "../../..");

/** What is in a folder, however deep, without what Node.js and its packages keep of compiled code. */
const found = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((path) => !/cache/.test(path)).sort();

describe("what the machine that tries inputs leaves when it is killed", function () {
  this.timeout(300_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "left-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts one that tries an input and then waits; says the process that tries, and whose folder is there by now. */
  async function started(): Promise<{
    readonly parent: ReturnType<typeof spawn>;
    readonly trying: number;
    readonly closed: Promise<unknown>;
  }> {
    const script = `
      const { Trier } = require("./tests/fuzz/pool.ts");
      const trier = new Trier();
      process.on("SIGUSR2", () => trier.close().then(() => process.exit()));
      trier.attempt("documents", { text: "{}", yaml: false }).then(() => console.log("tried " + trier.pid));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-r", "./sandbox/register.cjs", "-e", script], {
      cwd: root,
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = new Promise((resolve) => parent.on("exit", resolve));
    const trying = await new Promise<number>((resolve) =>
      parent.stdout.setEncoding("utf8").on("data", (text: string) => resolve(Number(/tried (\d+)/.exec(text)?.[1]))),
    );
    assert.ok(
      found(folder).some((path) => path.endsWith("work")),
      "nothing is there while it runs",
    );
    return { parent, trying, closed };
  }

  const gone = async (): Promise<void> => {
    while (found(folder).length > 0) await pause(100);
  };

  it("is nothing when it itself is killed", async () => {
    const { parent } = await started();
    parent.kill("SIGKILL");
    await gone();
  });

  it("is nothing after Ctrl-C, which reaches both", async () => {
    const { parent, trying } = await started();
    process.kill(trying, "SIGINT");
    parent.kill("SIGINT");
    await gone();
  });

  it("is nothing when the process that tries is killed", async () => {
    const { parent, trying, closed } = await started();
    process.kill(trying, "SIGKILL");
    await gone();
    parent.kill("SIGUSR2");
    await closed;
    assert.deepEqual(found(folder), []);
  });
});
