// Where Pulumi starts this program, which an administrator deploys: one stack an account. docs/pipelines.md says more.
const { loadTypeScript } = require("../policypack/load.cjs");
const { endWithParent } = require("../policypack/parent.cjs");

endWithParent();
loadTypeScript();
module.exports = require("./index.ts");
