// Bundles the command line into dist/, so that it starts fast. Runs at install (`prepare` in package.json), and from
// cross-account.cjs in a checkout whose sources changed since.
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { basename, join, relative, resolve } = require("node:path");
const { wrapping } = require("./load.cjs");

const cli = join(__dirname, "..");
const root = join(cli, "..");
const dist = join(cli, "dist");

/** Commander starts programs for subcommands that are files of their own; there are none, and loading that takes milliseconds. */
const withoutPrograms = {
  name: "without-programs",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, () => ({ path: "child_process", namespace: "left-out" }));
    build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

/**
 * Packages import these and nothing here uses them: zod's messages in other languages, and gRPC, of which Pulumi's errors
 * name the codes of an answer.
 */
const withoutUnused = {
  name: "without-unused",
  setup(build) {
    const filter = /^@grpc\/grpc-js$|\/locales\/index\.c?js$/;
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: "unused" }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** What is loaded by itself, when it is needed: the main file, subcommands, and what takes long to load. */
function entryPoints() {
  const main = join(cli, "main.ts");
  const subcommands = [...readFileSync(main, "utf8").matchAll(/require\("\.\/([\w/]+)"\)/g)].map(([, path]) =>
    join(cli, `${path}.ts`),
  );
  const apart = [
    "assume/accountNames",
    "assume/chooseRole",
    "assume/organization",
    "assume/people",
    "assume/credentials/sdkCredentials",
    "assume/markedShell",
    "assume/network/proxy",
    "assume/openLink",
    "assume/remember/ownConfig",
    "assume/remember/remembered",
    "assume/remember/reused",
    "assume/roles/offeredRoles",
    "assume/sessionPolicy/narrow",
    "assume/status",
    "deploy/heal",
    "review/evidence/gather",
    "shared/project/identity",
  ];
  return { main, subcommands, apart: apart.map((name) => join(cli, `${name}.ts`)) };
}

/** Packages that several bundles use. Each is a bundle of its own, so that the command is not installed with copies. */
const shared = ["commander", "yaml", "zod"];

/** What several bundles use of the AWS SDK is one bundle, since its packages share most of their code. Each is loaded by itself. */
const sdk = ["client-cloudtrail", "client-iam", "client-organizations", "client-sts", "credential-providers"].map(
  (name) => `@aws-sdk/${name}`,
);
const sdkBundle = "./aws-sdk.cjs";

/** Leaves what is a bundle of its own out of the others: they load it at run time, once and only when they need it. */
function apart(entries) {
  return {
    name: "apart",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${shared.join("|")})$`) }, ({ path }) => ({
        path: `./${path}.cjs`,
        external: true,
      }));
      build.onResolve({ filter: new RegExp(`^(?:${sdk.join("|")})$`) }, ({ path }) => ({ path, namespace: "sdk" }));
      build.onResolve({ filter: /^\.\/aws-sdk\.cjs$/ }, () => ({ path: sdkBundle, external: true }));
      build.onLoad({ filter: /.*/, namespace: "sdk" }, ({ path }) => ({
        contents: `module.exports = require("${sdkBundle}")["${path}"];`,
      }));
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
        const file = `${resolve(resolveDir, path)}.ts`;
        return kind !== "entry-point" && entries.includes(file)
          ? { path: `./${nameOf(file)}.cjs`, external: true }
          : undefined;
      });
    },
  };
}

function nameOf(file) {
  return relative(cli, file).replace(/\.ts$/, "").replaceAll(/[\\/]/g, "-");
}

async function bundle() {
  const { build } = require("esbuild");
  const started = Date.now();
  const { main, subcommands, apart: others } = entryPoints();
  const entries = [main, ...subcommands, ...others];
  const page = require("../review/page/build.cjs");
  // An installed package, which has this file and no sources, comes not as far as here.
  const { writeWhole } = require("../shared/writeWhole.cjs");
  const options = {
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    // Installed by those who want it: it is a program of each system.
    external: ["@napi-rs/keyring"],
    keepNames: true,
    banner: { js: wrapping.before },
    footer: { js: wrapping.after },
    absWorkingDir: root,
    write: false,
    metafile: true,
    logLevel: "silent",
  };
  const results = await Promise.all([
    build({
      ...options,
      entryPoints: Object.fromEntries(entries.map((file) => [nameOf(file), file])),
      outdir: dist,
      outExtension: { ".js": ".cjs" },
      plugins: [apart(entries), withoutUnused, page.plugin()],
    }),
    ...Object.entries({
      ...Object.fromEntries(shared.map((name) => [name, `module.exports = require("${name}");`])),
      "aws-sdk": `module.exports = { ${sdk.map((name) => `get "${name}"() { return require("${name}"); }`).join(", ")} };`,
    }).map(([name, contents]) =>
      build({
        ...options,
        stdin: { contents, resolveDir: root },
        outfile: join(dist, `${name}.cjs`),
        plugins: [...(name === "commander" ? [withoutPrograms] : []), withoutUnused],
      }),
    ),
  ]);
  mkdirSync(dist, { recursive: true });
  const files = {};
  const add = (name, contents) => {
    // Bundles of one making belong together: under names of their own none is replaced while another is being read.
    files[name] = name.replace(/\.cjs/, `.${createHash("sha256").update(contents).digest("hex").slice(0, 16)}.cjs`);
    writeWhole(join(dist, files[name]), contents);
  };
  for (const { path, contents } of results.flatMap(({ outputFiles }) => outputFiles)) add(basename(path), contents);
  // Where that fails, the command starts more slowly and is otherwise the same.
  spawnSync(process.execPath, [join(__dirname, "warm.cjs"), dist, JSON.stringify(files)], {
    stdio: "ignore",
    timeout: 20_000,
  });
  const graph = Object.assign({}, ...results.map(({ metafile }) => metafile.inputs));
  // The bundler sees the page's assets as made; they count as importing what they are made from.
  for (const file of page.sources) graph[named(file)] ??= { imports: [] };
  graph["cli/review/page/assets.ts"]?.imports.push(...page.sources.map((file) => ({ path: named(file) })));
  const sources = new Map(entries.map((file) => [file, sourcesOf(file, graph, entries)]));
  const addStamps = (entry, all) =>
    add(`${nameOf(entry)}.cjs.sources`, JSON.stringify([...new Set(all)].map((file) => stampOf(file, started))));
  // Each start reads what belongs to the subcommand that was typed, and no more. Without a known one that is all.
  for (const file of subcommands) addStamps(file, [...sources.get(main), ...sources.get(file)]);
  addStamps(main, [...sources.values()].flat());
  // Written last: without it, or with another one, the bundle counts as old.
  writeWhole(join(dist, "build.json"), JSON.stringify({ files }));
  removeOld(files);
}

/** When a file was changed, and its size, by which a later change is seen. */
function stampOf(file, started) {
  const { mtimeMs, size } = statSync(join(root, file));
  // One that changed while it was bundled may have been read before it did.
  return [file, mtimeMs >= started ? 0 : mtimeMs, size];
}

/** A file as the bundler names it. */
function named(file) {
  return relative(root, file).replaceAll("\\", "/");
}

/** What a bundle is made from, with what it is when another bundle is loaded by it; the main one loads only what was typed. */
function sourcesOf(entry, graph, entries) {
  const all = ["package-lock.json", "cli/bin/bundle.cjs", "cli/bin/load.cjs", "cli/bin/warm.cjs"];
  const bundles = new Map(entries.map((file) => [`./${nameOf(file)}.cjs`, named(file)]));
  const add = (file) => {
    if (file === undefined || all.includes(file) || /^sdk:|node_modules\//.test(file) || !graph[file]) return;
    all.push(file);
    for (const { path, external } of graph[file].imports) {
      if (!external) add(path);
      else if (entry !== entries[0]) add(bundles.get(path));
    }
  };
  add(named(entry));
  return all;
}

/** Bundles of an earlier making; one that may still be read stays for a day. */
function removeOld(files) {
  const current = Object.values(files).flatMap((file) => [file, `${file}.compiled`]);
  for (const file of readdirSync(dist)) {
    if (current.includes(file) || file === "build.json") continue;
    const found = statSync(join(dist, file), { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > 24 * 3600_000) rmSync(join(dist, file), { force: true });
  }
}

function esbuildIsThere() {
  try {
    require.resolve("esbuild");
    return true;
  } catch {
    return false;
  }
}

if (!esbuildIsThere()) {
  console.error("cross-account is not bundled: that needs the development dependencies (npm ci).");
} else {
  bundle().catch((error) => {
    console.error(`cross-account could not be bundled: ${error.message}`);
    process.exitCode = 1;
  });
}
