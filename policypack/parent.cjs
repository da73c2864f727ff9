// An engine that is killed, as for want of memory, ends nobody. A pack, which only answers, would stay for ever. A program
// would say for ever, at full speed, that nobody reads what it says: Pulumi's runner reports that error like any other.

const { setInterval } = require("node:timers");

/** Milliseconds between two looks. */
const pause = 1000;

/** Ends this process soon after the one that started it has ended. On Windows nothing tells that. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit();
  }, pause).unref();
}

module.exports = { endWithParent };
