// Entry of the policy pack. It is JavaScript because Pulumi's runner type-checks a TypeScript entry at
// each preview, which takes four times as long as all else the pack does.
const { loadTypeScript } = require("./load.cjs");

// The framework reads the pack's version from package.json of the current folder, which not every host sets.
process.chdir(__dirname);
loadTypeScript();
module.exports = require("./index.ts");
