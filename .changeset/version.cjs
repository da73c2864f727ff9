// Turns the changesets into one new version of all packages and a part of CHANGELOG.md. `npm run version` runs this.
"use strict";
const { spawnSync } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};
const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));
const write = (file, value) => writeFileSync(join(root, file), `${JSON.stringify(value, undefined, 2)}\n`);

run(require.resolve("@changesets/cli/bin.js"), "version");
const { version } = read("package.json");
// The policy pack stands alone, so it is none of the workspaces that the tool sees.
write("policypack/package.json", { ...read("policypack/package.json"), version });
for (const [file, folders] of [
  ["policypack/npm-shrinkwrap.json", [""]],
  ["package-lock.json", ["", "cli"]],
]) {
  const lock = read(file);
  if (lock.version !== undefined) lock.version = version;
  for (const folder of folders) lock.packages[folder].version = version;
  write(file, lock);
}
