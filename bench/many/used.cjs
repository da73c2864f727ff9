// Says on standard error how much processor time and memory a process took.
"use strict";
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stderr.write(`used ${Math.round((user + system) / 1000)} ms, ${megabytes} MB\n`);
});
