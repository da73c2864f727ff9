// Starts the plugin from its TypeScript, without loading the compiler each time. That takes 0.2 s instead of 0.9 s for
// every preview.
const { loadTypeScript } = require("../../policypack/load.cjs");

loadTypeScript();
require("./main.ts");
