#!/usr/bin/env node
// The `cross-account` command: starts the bundle in dist/. Plain JavaScript, since every millisecond here is waited for.
"use strict";
const { existsSync, readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const main = join(root, "dist", "main.cjs");

/** In a checkout the sources may be newer than the bundle; an installed package has the sources that it was made from. */
function isStale() {
  try {
    const inputs = JSON.parse(readFileSync(join(root, "dist", "inputs.json"), "utf8"));
    if (!existsSync(join(root, ".git"))) return false;
    return inputs.some(([file, time, size]) => {
      const found = statSync(join(root, file), { throwIfNoEntry: false });
      return found === undefined || found.mtimeMs !== time || found.size !== size;
    });
  } catch {
    return true;
  }
}

if (isStale()) {
  const { spawnSync } = require("node:child_process");
  process.stderr.write("cross-account: its sources changed; bundling anew.\n");
  const { status } = spawnSync(process.execPath, [join(__dirname, "bundle.cjs")], { stdio: ["ignore", 2, 2], cwd: root });
  if (status !== 0 || !existsSync(main)) {
    process.stderr.write("cross-account: without a bundle of these sources nothing is run. Run `npm ci` in its folder, or mend what the lines above name.\n");
    process.exit(70);
  }
}
require(main).main(process.argv);
