// Prepares the clone (setup.cjs), then runs a TypeScript file of this project with the arguments after it. It runs in this
// process, so signals and the exit code are its own; a shell's `exec` would do the same, but not every shell has one.
const { spawnSync } = require("node:child_process");
const { join, resolve } = require("node:path");

const [node, , file, ...args] = process.argv;
// A terminal interrupts the preparation too, which then says how it ended.
const wait = () => {};
process.on("SIGINT", wait);
const { status } = spawnSync(node, [join(__dirname, "setup.cjs")], { stdio: "inherit" });
process.off("SIGINT", wait);
if (status !== 0) process.exit(status ?? 1);

process.argv = [node, resolve(file), ...args];
require("./register.cjs");
require(process.argv[1]);
