// Changes the source in small ways and tells which changes no test notices. See docs/mutation.md.
//
//   npm run mutation [-- --mutate 'policypack/iam/**'] [-- options of Stryker]
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { batches, root } = require("./batches.cjs");

const stryker = join(root, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
const reports = join(root, "reports", "mutation");

/** Whether a file is meant by a pattern: a file, a folder, or one with `*` (in a folder) or `**` (in any below). */
function isMeant(file, pattern) {
  const expression = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"));
  return file.startsWith(`${pattern.replace(/\/$/, "")}/`) || new RegExp(`^${expression}$`).test(file);
}

/** The options of this script; all others are Stryker's. */
function optionsOf(argv) {
  const at = argv.indexOf("--mutate");
  if (at < 0) return { patterns: undefined, others: argv };
  return {
    patterns: (argv[at + 1] ?? "").split(",").filter(Boolean),
    others: [...argv.slice(0, at), ...argv.slice(at + 2)],
  };
}

/** What a batch came to, from the report that Stryker keeps: killed and all, of the files that were meant. */
function scoreOf(file, files) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, "utf8"));
  const states = Object.entries(report.files).flatMap(([path, { mutants }]) =>
    files.includes(path) ? mutants.map(({ status }) => status) : [],
  );
  const killed = states.filter((status) => status === "Killed" || status === "Timeout").length;
  const survived = states.filter((status) => status === "Survived" || status === "NoCoverage").length;
  return { killed, all: killed + survived };
}

function main(argv) {
  const { patterns, others } = optionsOf(argv);
  const chosen = batches().flatMap((batch) => {
    const files = batch.files.filter(
      (file) => patterns === undefined || patterns.some((pattern) => isMeant(file, pattern)),
    );
    // A part of a batch says nothing of the whole.
    return files.length === 0
      ? []
      : [{ ...batch, files, reached: files.length === batch.files.length ? batch.reached : undefined }];
  });
  if (chosen.length === 0) {
    process.stderr.write(
      `--mutate: found ${JSON.stringify(patterns)}, which no file that is mutated is in, expected such as 'policypack/iam/**'\n`,
    );
    return 2;
  }
  mkdirSync(reports, { recursive: true });
  const lines = [];
  let worst = 0;
  for (const { name, files, tests, reached } of chosen) {
    const kept = join(reports, `${name.replaceAll("/", "-")}.json`);
    const settings = { files, tests, reached: reached ?? null, kept, page: kept.replace(/json$/, "html") };
    process.stdout.write(`\n${name}: ${files.length} files\n`);
    const { status } = spawnSync(process.execPath, [stryker, "run", join(__dirname, "stryker.config.mjs"), ...others], {
      cwd: root,
      stdio: "inherit",
      // Properties draw the same each time: a mutant is compared with a run that was the same but for it.
      env: { ...process.env, FC_SEED: process.env.FC_SEED ?? "1", MUTATION_BATCH: JSON.stringify(settings) },
    });
    worst = Math.max(worst, status ?? 1);
    const score = scoreOf(kept, files);
    const share =
      score === undefined || score.all === 0
        ? "no mutants"
        : `${((100 * score.killed) / score.all).toFixed(1)} % (${score.killed} of ${score.all})`;
    lines.push(
      `${name}: ${share}${reached === undefined ? "" : `, expected at least ${reached} %`}${status === 0 ? "" : ", FAILED"}`,
    );
  }
  process.stdout.write(`\nMutants that a test noticed:\n${lines.join("\n")}\n`);
  return worst;
}

process.exitCode = main(process.argv.slice(2));
