// Where Pulumi starts this program. It is JavaScript because Pulumi's own way to load TypeScript turns every file anew at
// each preview, which takes longer than all else the program does.
const { loadTypeScript } = require("./policypack/load.cjs");

loadTypeScript();
module.exports = require("./index.ts");
