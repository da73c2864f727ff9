// Prepares packing the package: keeps only the newest bundles in dist/, and copies the policy pack's catalogue beside
// them. `--remove` deletes the catalogue again.
"use strict";
const { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const from = join(__dirname, "..", "..", "policypack", "catalogue");
const dist = join(__dirname, "..", "dist");
const packed = join(dist, "policypack");
rmSync(packed, { recursive: true, force: true });
if (!process.argv.includes("--remove")) {
  const { files } = JSON.parse(readFileSync(join(dist, "build.json"), "utf8"));
  const current = Object.values(files).flatMap((file) => [file, `${file}.compiled`]);
  for (const file of readdirSync(dist)) if (file !== "build.json" && !current.includes(file)) rmSync(join(dist, file));
  mkdirSync(join(packed, "catalogue"), { recursive: true });
  for (const name of readdirSync(from).filter((one) => /\.(?:json|txt)$/.test(one)))
    cpSync(join(from, name), join(packed, "catalogue", name));
}
