// Runs mocha's tests for Stryker. Each test file is loaded anew for each mutant, and with it all of the project that it
// imports: what the source works out once and keeps (a catalogue, what is reached) would go from one mutant to the next.
// Only the files whose tests come to the mutant are loaded.
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { transformSync } from "esbuild";
import Mocha from "mocha";
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, sep } from "node:path";
import process from "node:process";

const require = createRequire(import.meta.url);

/** The JavaScript of each TypeScript file, made once a process. */
const compiled = new Map();
Module._extensions[".ts"] = (module, path) => {
  if (!compiled.has(path))
    compiled.set(
      path,
      transformSync(readFileSync(path, "utf8"), { loader: "ts", format: "cjs", target: "node22", platform: "node" })
        .code,
    );
  module._compile(compiled.get(path), path);
};

/** What a file does while it is loaded counts as a test of its own; to run that is to run all of the file. */
const LOADING = "while it is loaded";
const idOf = (file, title) => `${file}: ${title}`;

class MochaRunner {
  static inject = tokens(commonTokens.options);

  constructor({ mochaFiles }) {
    this.files = mochaFiles;
    this.context = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ disableBail }) {
    const result = await this.run(this.files, () => true, !disableBail);
    return result.status === DryRunStatus.Complete
      ? { ...result, mutantCoverage: this.context.mutantCoverage }
      : result;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    Object.assign(this.context, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit ? 0 : undefined });
    const wanted = testFilter && new Set(testFilter);
    const whole = (file) => wanted === undefined || wanted.has(idOf(file, LOADING));
    const files = this.files.filter((file) => whole(file) || testFilter.some((id) => id.startsWith(idOf(file, ""))));
    return toMutantRunResult(
      await this.run(files, (file, title) => whole(file) || wanted.has(idOf(file, title)), !disableBail),
    );
  }

  async run(files, isWanted, bail) {
    const tests = [];
    for (const file of files) {
      await this.runFile(file, isWanted, bail, tests);
      const endless = determineHitLimitReached(this.context.hitCount, this.context.hitLimit);
      if (endless) return endless;
      if (bail && tests.some(({ status }) => status === TestStatus.Failed)) break;
    }
    return { status: DryRunStatus.Complete, tests };
  }

  async runFile(file, isWanted, bail, tests) {
    const report = (title, status, timeSpentMs, failureMessage) =>
      tests.push({ id: idOf(file, title), name: title, fileName: file, status, timeSpentMs, failureMessage });
    forgetProject();
    const mocha = new Mocha({ bail, timeout: 0, reporter: class {} });
    mocha.cleanReferencesAfterRun(false);
    mocha.addFile(join(process.cwd(), file));
    const started = Date.now();
    this.context.currentTestId = idOf(file, LOADING);
    try {
      mocha.loadFiles();
      report(LOADING, TestStatus.Success, Date.now() - started);
    } catch (error) {
      return report(LOADING, TestStatus.Failed, Date.now() - started, String(error));
    } finally {
      this.context.currentTestId = undefined;
    }
    for (const suite of suitesIn(mocha.suite))
      suite.tests = suite.tests.filter((test) => isWanted(file, test.fullTitle()));
    const { context } = this;
    mocha.suite.beforeEach(function () {
      context.currentTestId = idOf(file, this.currentTest.fullTitle());
    });
    await new Promise((resolve) => {
      const runner = mocha.run(resolve);
      runner.on("pass", (test) => report(test.fullTitle(), TestStatus.Success, test.duration ?? 0));
      runner.on("pending", (test) => report(test.fullTitle(), TestStatus.Skipped, 0));
      runner.on("fail", (test, error) =>
        report(test.fullTitle(), TestStatus.Failed, test.duration ?? 0, String(error?.message ?? error)),
      );
    });
    this.context.currentTestId = undefined;
    mocha.dispose();
  }
}

function suitesIn(suite) {
  return [suite, ...suite.suites.flatMap(suitesIn)];
}

/** Forgets the modules of the project, not those that it depends on. */
function forgetProject() {
  for (const path of Object.keys(require.cache))
    if (!path.includes(`${sep}node_modules${sep}`)) delete require.cache[path];
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "mocha-afresh", MochaRunner)];
export const strykerValidationSchema = {
  properties: {
    mochaFiles: { description: "The test files, from the root", type: "array", items: { type: "string" } },
  },
};
