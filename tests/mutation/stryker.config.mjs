// How Stryker runs one batch; main.cjs says which. https://stryker-mutator.io/docs/stryker-js/configuration/
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

const { files, tests, slow, sample, warm, kept, page, lines, excluded } = JSON.parse(
  readFileSync(process.env.MUTATION_BATCH, "utf8"),
);

export default {
  mutate: files,
  // Texts are for people: the tests that hold them word by word are snapshots, and a mutant of each would tell nothing.
  mutator: { excludedMutations: excluded },
  testRunner: "mocha-afresh",
  plugins: [fileURLToPath(new URL("runner.mjs", import.meta.url))],
  mochaFiles: tests,
  mochaSlow: slow,
  mutantsWarm: warm,
  ...(sample && { mutantSample: sample }),
  mutantLines: lines,
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  // A process is used for many mutants, and not for all: what tests leave behind in it would pile up.
  maxTestRunnerReuse: warm ? 500 : 50,
  concurrency: Math.max(1, availableParallelism() - 1),
  // A slow machine must not pass for an endless loop.
  dryRunTimeoutMinutes: 60,
  timeoutMS: 20_000,
  timeoutFactor: 4,
  // What a sample came to says nothing of the mutants that are not in it.
  incremental: sample === undefined,
  ...(sample === undefined && { incrementalFile: kept }),
  reporters: sample === undefined ? ["clear-text", "html", "lines"] : ["lines"],
  htmlReporter: { fileName: page },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  // main.cjs says whether it is enough, since it knows what no test can notice.
  thresholds: { high: 90, low: 80, break: null },
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  ignorePatterns: ["/dist", "/reports", "/fuzz-failures"],
};
