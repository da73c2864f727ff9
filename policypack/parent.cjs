// An engine that is killed, as for want of memory, ends nobody. A pack, which only answers, would stay for ever. A program
// would say for ever, at full speed, that nobody reads what it says: Pulumi's runner reports that error like any other.

const { readFileSync } = require("node:fs");
const { setInterval } = require("node:timers");

/** Milliseconds between two looks. */
const pause = 1000;

/** Ends this process soon after the one that started it has ended. On Windows nothing tells that. */
function endWithParent() {
  const parent = process.ppid;
  if (parent === 1 && !isEngine(parent)) process.exit();
  setInterval(() => {
    if (process.ppid !== parent) process.exit();
  }, pause).unref();
}

/** Whether a process is of Pulumi. The first one of a container may be; else the first one takes those whose parent ended. */
function isEngine(id) {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "latin1").includes("pulumi");
  } catch {
    return false;
  }
}

module.exports = { endWithParent };
