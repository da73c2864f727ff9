// How Stryker runs one batch; main.cjs says which. https://stryker-mutator.io/docs/stryker-js/configuration/
import { availableParallelism } from "node:os";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

const { files, tests, reached, kept, page } = JSON.parse(process.env.MUTATION_BATCH);

export default {
  mutate: files,
  // Texts are for people: the tests that hold them word by word are snapshots, and a mutant of each would tell nothing.
  mutator: { excludedMutations: ["StringLiteral"] },
  testRunner: "mocha-afresh",
  plugins: [fileURLToPath(new URL("runner.mjs", import.meta.url))],
  mochaFiles: tests,
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  // A process is used for many mutants, and not for all: what tests leave behind in it would pile up.
  maxTestRunnerReuse: 50,
  concurrency: Math.max(1, availableParallelism() - 1),
  // A slow machine must not pass for an endless loop.
  timeoutMS: 20_000,
  timeoutFactor: 4,
  incremental: true,
  incrementalFile: kept,
  reporters: ["clear-text", "html"],
  htmlReporter: { fileName: page },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  thresholds: { high: 90, low: 80, break: reached },
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  ignorePatterns: ["/dist", "/reports", "/fuzz-failures"],
};
