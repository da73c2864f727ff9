// A thread beside the one that tries inputs: ends the whole process when an input takes too much of the processor. Only
// processor time counts, so a machine that is busy with other things ends nothing.
"use strict";
const { writeSync } = require("node:fs");
const { workerData } = require("node:worker_threads");

const { shared, limit } = workerData;
/** [number of the input that is tried, 0 for none; what the process had used when it began, in milliseconds]. */
const state = new Int32Array(shared);
const forever = new Int32Array(new SharedArrayBuffer(4));
for (;;) {
  Atomics.wait(forever, 0, 0, 200);
  const input = Atomics.load(state, 0);
  const { user, system } = process.cpuUsage();
  const used = (user + system) / 1000 - Atomics.load(state, 1);
  if (input === 0 || used < limit || Atomics.load(state, 0) !== input) continue;
  writeSync(2, `watchdog: over ${limit / 1000} s of processor time\n`);
  process.kill(process.pid, "SIGKILL");
}
