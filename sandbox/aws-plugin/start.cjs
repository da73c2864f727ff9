// Starts the plugin, TypeScript as it is, without loading the compiler each time: that takes 0.2 s instead of 0.9 s, at
// every preview.
const { loadTypeScript } = require("../../policypack/load.cjs");

loadTypeScript();
require("./main.ts");
