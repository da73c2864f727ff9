// Changes the source in small ways and tells which changes no test notices. See docs/mutation.md.
//
//   npm run mutation [-- --mutate 'policypack/iam/**'] [--tests 'tests/policypack/iam/**']
//     [--sample 300 [--seed 1]] [options of Stryker]
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { EXCLUDED, SLOW, batches, root } = require("./batches.cjs");
const { isEquivalent, outdated } = require("./equivalents.cjs");

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
  const others = [...argv];
  const take = (name) => {
    const at = others.indexOf(name);
    return at < 0 ? undefined : others.splice(at, 2)[1];
  };
  const whole = (name, text) => {
    if (text !== undefined && !/^\d{1,9}$/.test(text))
      throw new Error(`${name}: found ${JSON.stringify(text)}, expected a whole number such as 300`);
    return text === undefined ? undefined : Number(text);
  };
  return {
    patterns: take("--mutate")?.split(",").filter(Boolean),
    only: take("--tests")?.split(",").filter(Boolean),
    sample: whole("--sample", take("--sample")),
    seed: whole("--seed", take("--seed")) ?? Date.now() % 1e9,
    others,
  };
}

/** What a batch came to, from the report that Stryker keeps: killed and all, of the files that were meant. */
function scoreOf(file, files) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, "utf8"));
  // Reports count from 1, and all else from 0.
  const from0 = ({ line, column }) => ({ line: line - 1, column: column - 1 });
  const states = Object.entries(report.files).flatMap(([path, { mutants }]) =>
    (files.includes(path) ? mutants : []).flatMap(({ status, location: { start, end }, replacement }) =>
      isEquivalent(path, { location: { start: from0(start), end: from0(end) }, replacement: replacement ?? "" })
        ? []
        : [status],
    ),
  );
  const killed = states.filter((status) => status === "Killed" || status === "Timeout").length;
  const survived = states.filter((status) => status === "Survived" || status === "NoCoverage").length;
  return { killed, all: killed + survived };
}

/** Runs Stryker on files. Gives its exit code. */
function run(name, others, settings) {
  const kept = join(reports, `${name.replaceAll("/", "-")}.json`);
  const page = kept.replace(/json$/, "html");
  const lines = kept.replace(/json$/, "lines.jsonl");
  writeFileSync(lines, "");
  const batch = kept.replace(/json$/, "batch.json");
  writeFileSync(batch, JSON.stringify({ kept, page, lines, slow: SLOW, excluded: EXCLUDED, ...settings }));
  const { status } = spawnSync(process.execPath, [stryker, "run", join(__dirname, "stryker.config.mjs"), ...others], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      // Properties draw the same each time: a mutant is compared with a run that was the same but for it.
      FC_SEED: process.env.FC_SEED ?? "1",
      MUTATION_BATCH: batch,
    },
  });
  return { status: status ?? 1, kept, lines };
}

/** Runs a random sample of each batch; the batches of one tree together, since the first run of all tests takes long. */
async function runSamples(chosen, { sample, seed, others }) {
  const { keyOf, sampleOf } = await import("./sample.mjs");
  process.stdout.write(`A sample of ${sample} mutants of each folder, seed ${seed}\n`);
  const groups = Map.groupBy(chosen, ({ tree, warm }) => `${tree}${warm ? "" : " cold"}`);
  let worst = 0;
  const lines = [];
  for (const [name, group] of groups) {
    const drawn = [];
    for (const batch of group) drawn.push(await sampleOf(root, batch.files, EXCLUDED, sample, seed));
    const keys = drawn.flatMap((one) => one.drawn.map(({ key }) => key));
    const { warm, tests } = group[0];
    // Only these places are instrumented: the rest runs as fast as ever.
    const files = drawn.flatMap((one) => one.drawn.map(({ place }) => place));
    const { status, lines: file } = run(`sample of ${name}`, others, { files, tests, warm, sample: keys });
    worst = Math.max(worst, status);
    const found = readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const states = new Map(found.map((mutant) => [keyOf(mutant.file, mutant), mutant]));
    group.forEach((batch, i) => {
      const run = drawn[i].drawn.flatMap(({ key }) => states.get(key) ?? []);
      const of = (...wanted) => run.filter(({ status }) => wanted.includes(status));
      const killed = of("Killed", "Timeout").length;
      const missed = of("Survived", "NoCoverage").filter((mutant) => !isEquivalent(mutant.file, mutant));
      for (const { file, location, replacement } of missed)
        process.stdout.write(
          `${file}:${location.start.line + 1}:${location.start.column + 1} survived as ${replacement}\n`,
        );
      lines.push(
        `${batch.name}: ${shareOf(killed, killed + missed.length)}, of ${drawn[i].all} mutants; ${of("Timeout").length} endless`,
      );
    });
  }
  process.stdout.write(`\nMutants that a test noticed, in a sample of seed ${seed}:\n${lines.join("\n")}\n`);
  return worst;
}

function shareOf(killed, all) {
  return all === 0 ? "no mutants" : `${((100 * killed) / all).toFixed(1)} % (${killed} of ${all})`;
}

async function main(argv) {
  if (typeof Map.groupBy !== "function")
    throw new Error(`found Node.js ${process.versions.node}, expected 22 or later`);
  const gone = outdated();
  if (gone.length > 0)
    throw new Error(`equivalents.cjs: found lines that are not in the source, expected only such:\n${gone.join("\n")}`);
  const { patterns, only, others, ...options } = optionsOf(argv);
  const isChosen = (file) => only === undefined || only.some((pattern) => isMeant(file, pattern));
  const chosen = batches().flatMap((batch) => {
    const files = batch.files.filter(
      (file) => patterns === undefined || patterns.some((pattern) => isMeant(file, pattern)),
    );
    // A part of a batch says nothing of the whole.
    return files.length === 0
      ? []
      : [
          {
            ...batch,
            files,
            tests: batch.tests.filter(isChosen),
            reached: only === undefined && files.length === batch.files.length ? batch.reached : undefined,
          },
        ];
  });
  if (chosen.length === 0)
    throw new Error(
      `--mutate: found ${JSON.stringify(patterns)}, which no file that is mutated is in, expected such as 'policypack/iam/**'`,
    );
  mkdirSync(reports, { recursive: true });
  if (options.sample !== undefined) return runSamples(chosen, { ...options, others });
  const lines = [];
  let worst = 0;
  for (const { name, files, tests, warm, reached } of chosen) {
    process.stdout.write(`\n${name}: ${files.length} files\n`);
    const { status, kept } = run(name, others, { files, tests, warm });
    const score = scoreOf(kept, files);
    const failed = status !== 0 || (score !== undefined && 100 * score.killed < (reached ?? 0) * score.all);
    worst = Math.max(worst, status, Number(failed));
    const came = score === undefined ? "no mutants" : shareOf(score.killed, score.all);
    const expected = reached === undefined ? "" : `, expected at least ${reached} %`;
    lines.push(`${name}: ${came}${expected}${failed ? ", FAILED" : ""}`);
  }
  process.stdout.write(`\nMutants that a test noticed:\n${lines.join("\n")}\n`);
  return worst;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`npm run mutation: ${error.message}\n`);
    process.exitCode = 2;
  },
);
