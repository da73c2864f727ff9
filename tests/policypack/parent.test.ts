import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const watching = join(__dirname, "..", "..", "policypack", "parent.cjs");

describe("the process of the pack", () => {
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
});
