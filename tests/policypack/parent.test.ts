import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";

const watching = join(__dirname, "..", "..", "policypack", "parent.cjs");

describe("the process of the pack, and of the program", () => {
  it("ends once the process that started it was killed, and not before", async function () {
    if (process.platform === "win32") return this.skip();
    this.timeout(60_000);
    const child = `require(${JSON.stringify(watching)}).endWithParent(); setInterval(() => console.log("alive"), 50);`;
    const parent = spawn(
      process.execPath,
      [
        "-e",
        `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" })`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = 0;
    const lines = new Promise<void>((resolve) =>
      parent.stdout.on("data", (text: Buffer) => {
        said += String(text).split("\n").length - 1;
        // It has looked by then, since it looks once a second.
        if (said > 60) resolve();
      }),
    );
    await lines;
    parent.kill("SIGKILL");
    // Its output ends with it.
    await once(parent, "close");
    assert.equal(parent.signalCode, "SIGKILL");
  });

  // Pulumi's runner writes each error that nothing caught. When nobody reads that any more, writing is such an error.
  it("ends also while it says without end that nobody reads what it says", async function () {
    if (process.platform === "win32") return this.skip();
    this.timeout(60_000);
    const child = `
      require(${JSON.stringify(watching)}).endWithParent();
      process.on("uncaughtException", (error) => process.stderr.write(String(error)));
      setInterval(() => process.stderr.write("alive"), 50);`;
    const parent = spawn(
      process.execPath,
      [
        "-e",
        `const child = require("node:child_process")
           .spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: ["ignore", "pipe", "pipe", 3] });
         child.stderr.once("data", () => { child.stderr.destroy(); process.stdout.write("up"); });`,
      ],
      { stdio: ["ignore", "pipe", "inherit", "pipe"] },
    );
    await once(parent.stdout!, "data");
    parent.kill("SIGKILL");
    // The child alone has the other end of this one now.
    const other = parent.stdio[3] as Readable;
    await once(other.resume(), "close");
    assert.equal(parent.signalCode, "SIGKILL");
  });

  it("ends also when it was killed before this one looked", async function () {
    if (process.platform === "win32") return this.skip();
    this.timeout(60_000);
    // Where another process than the first takes those whose parent ended, nothing tells that; then it ends by itself.
    const child = `
      const parent = process.ppid;
      process.stdout.write("up");
      const waiting = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(waiting);
        if (process.ppid !== 1) return;
        setInterval(() => {}, 50);
        require(${JSON.stringify(watching)}).endWithParent();
      }, 50);`;
    const parent = spawn(
      process.execPath,
      [
        "-e",
        `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" });
         setInterval(() => {}, 50);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(parent.stdout, "data");
    parent.kill("SIGKILL");
    await once(parent, "close");
    assert.equal(parent.signalCode, "SIGKILL");
  });
});
