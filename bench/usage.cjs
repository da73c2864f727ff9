// Loaded into each Node.js process of a preview (NODE_OPTIONS): notes the CPU time and memory that the process has used. The
// engine ends its plugins without warning, so the note is written again and again.
const { renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { setInterval } = require("node:timers");
const note = () => {
  const { user, system } = process.cpuUsage();
  const file = join(process.env.BENCH_USAGE, String(process.pid));
  const megabytes = process.resourceUsage().maxRSS / 1024;
  writeFileSync(`${file}.new`, JSON.stringify({ cpu: (user + system) / 1000, megabytes, argv: process.argv }));
  renameSync(`${file}.new`, file);
};
if (process.env.BENCH_USAGE) {
  setInterval(note, 10).unref();
  process.on("exit", note);
}
