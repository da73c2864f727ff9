#!/usr/bin/env node
// The `cross-account` command: starts the bundle in dist/. Plain JavaScript, because it must start fast.
"use strict";
const { existsSync, readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { loader } = require("./load.cjs");

const dist = join(__dirname, "..", "dist");
/** The root of a checkout. An installed package only has the files beside this folder. */
const root = join(__dirname, "..", "..");

/** The record of the last build; undefined when there is none, or when a checkout's sources have changed since. */
function currentBuild() {
  try {
    const build = JSON.parse(readFileSync(join(dist, "build.json"), "utf8"));
    // The sources of an installed package do not change; only those of a checkout do.
    return existsSync(`${root}/.git`) && sourcesFor(process.argv[2], build).some(changed) ? undefined : build;
  } catch {
    return undefined;
  }
}

/**
 * The sources of what will be loaded: of the subcommand that was typed, or of all. Looking at every file takes time.
 */
function sourcesFor(typed, { files }) {
  return JSON.parse(readFileSync(join(dist, files[`${typed}.cjs.sources`] ?? files["main.cjs.sources"]), "utf8"));
}

function changed([file, time, size]) {
  const found = statSync(`${root}/${file}`, { throwIfNoEntry: false });
  return found === undefined || found.mtimeMs !== time || found.size !== size;
}

function bundleAnew(why = "its sources changed") {
  const { spawnSync } = require("node:child_process");
  if (!existsSync(join(root, "node_modules", "esbuild"))) {
    const next = existsSync(join(root, "cli", "main.ts"))
      ? `run \`npm ci\` in ${root}, then the command again`
      : "install it again";
    process.stderr.write(`cross-account: the packages that it is made with are not there: ${next}.\n`);
    process.exit(2);
  }
  process.stderr.write(`cross-account: ${why}; bundling anew.\n`);
  const { status } = spawnSync(process.execPath, [join(__dirname, "bundle.cjs")], {
    stdio: ["ignore", 2, 2],
    cwd: root,
  });
  const build = status === 0 ? currentBuild() : undefined;
  if (build) return build;
  process.stderr.write(
    "cross-account: without a bundle of these sources nothing is run. Run `npm ci` in its folder, or mend what the lines above name.\n",
  );
  process.exit(70);
}

const { files } = currentBuild() ?? bundleAnew();
loader(dist, files, undefined, (path) => {
  const { files: now } = bundleAnew(`${path} is damaged`);
  // The bundle of a newer build does not fit the code that is already loaded.
  if (!Object.values(now).some((name) => join(dist, name) === path)) {
    process.stderr.write("cross-account: its sources changed meanwhile; run the command again.\n");
    process.exit(70);
  }
})("main.cjs")
  .main(process.argv)
  // Ends at once: what is left are connections that nobody uses any more. What was written may still be on its way.
  .then(() => process.stdout.write("", () => process.stderr.write("", () => process.exit())));
