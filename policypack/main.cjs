// Entry of the policy pack. It is JavaScript because Pulumi's runner would check the types of a TypeScript entry at
// each preview. That takes four times as long as all the rest of the pack.
const { loadLater } = require("./later.cjs");
const { loadTypeScript } = require("./load.cjs");
const { endWithParent } = require("./parent.cjs");

// The framework reads the pack's version from package.json in the current folder, and not every host sets that folder.
process.chdir(__dirname);
endWithParent();
loadLater();
// Loads the framework, so it comes after that.
require("./once.cjs").readOnce();
loadTypeScript();
module.exports = require("./index.ts");
