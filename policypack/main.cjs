// Entry of the policy pack. It is JavaScript because Pulumi's runner type-checks a TypeScript entry at
// each preview, which takes four times as long as all else the pack does.
const path = require("node:path");
const { loadTypeScript } = require("./load.cjs");

loadTypeScript(path.join(__dirname, "dist"));
module.exports = require("./index.ts");
