// Prepares a fresh clone: checks that Node.js is new enough and installs the locked packages. Plain JavaScript, because
// nothing is installed yet. If the packages are in place, it returns at once.
const { spawn, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const [major, minor] = process.versions.node.split(".").map(Number);
if (!(major >= 23 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19))) {
  console.error(
    `Node.js ${process.versions.node} is too old: 20.19 or newer, 22.12 or newer is needed. Install one from ` +
      "https://nodejs.org and run the command again.",
  );
  process.exit(2);
}

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const stamp = join(root, "node_modules", ".installed-from");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  console.error("Installing the locked packages (npm ci) …");
  const npm = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  // Interrupting this process also interrupts npm. Otherwise npm would continue and disturb the next run.
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      interrupted = true;
      npm.kill(signal);
    });
  }
  npm.on("error", (error) => {
    console.error(
      `npm cannot be started (${error.message}). It comes with Node.js: install both from https://nodejs.org and run the command again.`,
    );
    process.exit(1);
  });
  npm.on("close", (code) => {
    if (code === 0) {
      writeFileSync(stamp, lock);
      // The install script of this package. The scripts of other packages are not needed.
      spawnSync(process.execPath, [join(root, "cli", "bin", "bundle.cjs")], {
        stdio: ["ignore", process.stderr, process.stderr],
      });
    } else if (interrupted) {
      console.error("Interrupted; the next run installs the packages anew.");
      process.exit(130);
    } else {
      console.error(
        "npm ci failed, so nothing else can run. Without a network the packages cannot be fetched; check the " +
          "connection (or npm's proxy settings) and run the command again.",
      );
      process.exit(code || 1);
    }
  });
}
