import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

describe("main.cjs", function () {
  this.timeout(60_000);
  const traces = (env: NodeJS.ProcessEnv) => {
    const text = `require("./main.cjs");
      const promise = Promise.resolve();
      require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(promise, "one");
      const frames = (text) => text.split("\\n").length - 1;
      console.log(frames(promise._debugStackTrace), frames(new Error().stack));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", text], {
      cwd: join(__dirname, ".."),
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    assert.match(stdout, /^\d+ \d+\n$/, stderr);
    return stdout.trim().split(" ").map(Number) as [number, number];
  };

  it("has no stack trace noted with each promise, and leaves those of errors", () => {
    const [ofPromise, ofError] = traces({ PULUMI_DEBUG_PROMISE_LEAKS: "" });
    assert.equal(ofPromise, 0);
    assert.ok(ofError > 0);
  });

  it("has them noted for those who look for promises that never end", () => {
    const [ofPromise] = traces({ PULUMI_DEBUG_PROMISE_LEAKS: "1" });
    assert.ok(ofPromise > 0);
  });
});
