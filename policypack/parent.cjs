// An engine that is killed, as for want of memory, ends nobody. Its program notices by its own connection; a pack, which only
// answers, would stay for ever.

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
