// What a fresh clone needs before anything else can be loaded: a Node that is new enough and the locked packages.
// Plain JavaScript on purpose, since nothing is installed yet. Later runs find the packages in place and return at once.
const { spawn, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const [major, minor] = process.versions.node.split(".").map(Number);
if (!(major >= 23 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19))) {
  console.error(`Node.js ${process.versions.node} is too old: 20.19 or newer, 22.12 or newer is needed. Install one from https://nodejs.org and run the command again.`);
  process.exit(2);
}

const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
const stamp = join(root, "node_modules", ".installed-from");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  console.error("Installing the locked packages (npm ci) …");
  const npm = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  // Whoever ends this ends npm with it: left to itself it would be in the way of the next run's.
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      interrupted = true;
      npm.kill(signal);
    });
  }
  npm.on("error", (error) => {
    console.error(`npm cannot be started (${error.message}). It comes with Node.js: install both from https://nodejs.org and run the command again.`);
    process.exit(1);
  });
  npm.on("close", (code) => {
    if (code === 0) {
      writeFileSync(stamp, lock);
      // What npm would have run for this package alone; no other package's scripts are needed.
      spawnSync(process.execPath, [join(root, "cli", "bin", "bundle.cjs")], { stdio: ["ignore", process.stderr, process.stderr] });
    } else if (interrupted) {
      console.error("Interrupted; the next run installs the packages anew.");
      process.exit(130);
    } else {
      console.error("npm ci failed, so nothing else can run. Without a network the packages cannot be fetched; check the connection (or npm's proxy settings) and run the command again.");
      process.exit(code || 1);
    }
  });
}
