// Says on standard error how much memory a process took at most.
"use strict";
process.on("exit", () => process.stderr.write(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`));
