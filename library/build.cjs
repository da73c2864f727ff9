// Compiles the library into dist/, with its types, and copies the catalogue beside it. `npm pack` runs this.
"use strict";
const { spawnSync } = require("node:child_process");
const { cpSync, mkdirSync, readdirSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const dist = join(__dirname, "dist");
rmSync(dist, { recursive: true, force: true });
const compiler = require.resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", __dirname], { stdio: ["ignore", 2, 2] });
if (status !== 0) process.exit(1);
const catalogue = join(__dirname, "..", "policypack", "catalogue");
const copied = join(dist, "policypack", "catalogue");
mkdirSync(copied, { recursive: true });
for (const name of readdirSync(catalogue).filter((one) => /\.(?:json|txt)$/.test(one)))
  cpSync(join(catalogue, name), join(copied, name));
