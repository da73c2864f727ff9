// Where Pulumi starts this program, which an administrator deploys: one stack an account. docs/pipelines.md says more.
const { loadTypeScript } = require("../policypack/load.cjs");

loadTypeScript();
module.exports = require("./index.ts");
