// Where Pulumi starts this program. It is JavaScript because Pulumi's own way to load TypeScript turns every file anew at
// each preview, which takes longer than all else the program does.
const { loadLater } = require("./policypack/later.cjs");
const { loadTypeScript } = require("./policypack/load.cjs");
const { endWithParent } = require("./policypack/parent.cjs");

// Pulumi notes a stack trace with each of its promises, and its runner has each of them translated by source maps. This
// program has none, and the translation takes a third of what a preview takes for each role.
Error.prepareStackTrace = undefined;
endWithParent();
loadLater();
loadTypeScript();
module.exports = require("./index.ts");
