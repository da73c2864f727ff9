// Loaded into each Node.js process of a preview (NODE_OPTIONS): notes the CPU time and memory that the process has used. The
// engine ends its plugins without warning, so the note is written again and again. Each costs one call of the system:
// a preview of many roles waits long, and what the notes used would count as the pack's.
const { openSync, writeSync } = require("node:fs");
const { join } = require("node:path");
const { setInterval } = require("node:timers");

/** Longer than any note. What is over of it are spaces, so that each note replaces the one before. */
const length = 2000;

/** Milliseconds between two notes. */
const pause = 20;

if (process.env.BENCH_USAGE) {
  const file = openSync(join(process.env.BENCH_USAGE, String(process.pid)), "w");
  const argv = process.argv.map((one) => one.slice(-200)).slice(0, 8);
  const note = () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = { cpu: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024, argv };
    writeSync(file, JSON.stringify(used).padEnd(length), 0);
  };
  setInterval(note, pause).unref();
  process.on("exit", note);
}
