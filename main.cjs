// Where Pulumi starts this program. It is JavaScript because Pulumi's own way to load TypeScript turns every file anew at
// each preview, which takes longer than all else the program does.
const { setFlagsFromString } = require("node:v8");
const { loadLater } = require("./policypack/later.cjs");
const { loadTypeScript } = require("./policypack/load.cjs");
const { endWithParent } = require("./policypack/parent.cjs");

// Pulumi notes a stack trace with each of its promises, and its runner has each of them translated by source maps. This
// program has none, and the translation takes a third of what a preview takes for each role.
Error.prepareStackTrace = undefined;
endWithParent();
// Node.js lets the heap grow to several times what is used before it looks for what is not. With 1,000 roles this saves half
// a gigabyte, and costs a tenth of the time. It is no limit: more roles take more.
setFlagsFromString("--heap-growing-percent=60");
loadLater();
withoutTraces();
loadTypeScript();
module.exports = require("./index.ts");

/**
 * Has Pulumi note no stack traces with its promises, unless it is asked to tell of promises that never end. A role has 140
 * promises, and their traces are a third of what the program needs of memory. Errors keep theirs.
 */
function withoutTraces() {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const debuggable = require("@pulumi/pulumi/runtime/debuggable");
  const note = debuggable.debuggablePromise;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return note(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}
