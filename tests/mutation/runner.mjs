// Runs mocha's tests for Stryker. For each mutant the files whose tests come to it are loaded anew. The modules of the
// project that these import stay loaded, since cold code takes four times as long; what they keep is put back
// (kept.mjs). A mutant in what is only done while a module is loaded is run with all modules loaded anew.
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { PluginKind, commonTokens, declareClassPlugin, tokens } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { transformSync } from "esbuild";
import Mocha from "mocha";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import process from "node:process";
import { PREFIX, forgetNoted, noting, putBack } from "./kept.mjs";
import { keyOf } from "./sample.mjs";

const require = createRequire(import.meta.url);

/** What a test file does while it is loaded counts as a test of its own; to run that is to run all of the file. */
const LOADING = "while it is loaded";
/** What modules of the project do while they are loaded. */
const LOADING_PROJECT = "while the project is loaded";
const idOf = (file, title) => `${file}: ${title}`;
const context = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/** The JavaScript of each TypeScript file, made once a process. */
const compiled = new Map();
Module._extensions[".ts"] = (module, path) => {
  const isTest = relative(process.cwd(), path).startsWith(`tests${sep}`);
  if (!compiled.has(path))
    compiled.set(
      path,
      (isTest ? "" : PREFIX) +
        transformSync(readFileSync(path, "utf8"), { loader: "ts", format: "cjs", target: "node22", platform: "node" })
          .code,
    );
  if (isTest) return module._compile(compiled.get(path), path);
  const { currentTestId } = context;
  if (currentTestId !== undefined) context.currentTestId = `${currentTestId.split(": ")[0]}: ${LOADING_PROJECT}`;
  try {
    noting(() => module._compile(compiled.get(path), path));
  } finally {
    context.currentTestId = currentTestId;
  }
};

/** Some tests set a time limit of their own. A slow machine must not fail them: Stryker ends what is endless. */
Mocha.Runnable.prototype.timeout = function (...limit) {
  return limit.length > 0 ? this : 0;
};

/** There once a process ran all tests; in the copy of the project that is run. */
const RAN = ".ran";
const NOT_IN_SAMPLE = "not in the sample";

class MochaRunner {
  static inject = tokens(commonTokens.options);

  constructor({ mochaFiles, mochaSlow, mutantSample, mutantsWarm }) {
    this.files = mochaFiles;
    this.slow = mochaSlow;
    this.warm = mutantsWarm;
    this.sample = mutantSample && new Set(mutantSample);
    /** What each file came to so far, to run those first that kill most in least time. */
    this.kills = new Map();
    this.spent = new Map();
    /** The test files that ran without a mutant with the modules that are loaded. */
    this.primed = new Set();
    this.isWarm = false;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** A process that takes the place of another begins with what takes long, since a mutant has so much time alone. */
  async init() {
    if (!this.warm || !existsSync(RAN)) return;
    this.begin();
    for (const file of this.files) await this.prime(file);
  }

  async dryRun({ disableBail }) {
    const tests = [];
    writeFileSync(RAN, "");
    this.begin();
    for (const file of this.files) {
      if (!this.warm) this.begin();
      putBack();
      await this.runFile(file, !disableBail, tests);
      this.primed.add(file);
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit, disableBail }) {
    if (this.sample && !this.sample.has(keyOf(relative(process.cwd(), sandboxFileName), activeMutant)))
      return { status: MutantRunStatus.Error, errorMessage: NOT_IN_SAMPLE };
    const { files, afresh } = this.chosen(testFilter);
    // They take as long as all tests do with cold code. A sample is for an answer today.
    if (this.sample && afresh) return { status: MutantRunStatus.Error, errorMessage: NOT_IN_SAMPLE };
    const kills = (file) => this.kills.get(file) ?? 0;
    // One kill and a second more than there were: a file that did not run yet is tried.
    const rate = (file) => (kills(file) + 1) / ((this.spent.get(file) ?? 0) + 1_000);
    files.sort((a, b) => rate(b) - rate(a));
    if (!this.warm || afresh || !this.isWarm) this.begin();
    const tests = [];
    for (const file of files) {
      if (this.isWarm && !this.primed.has(file)) await this.prime(file);
      putBack();
      this.activate(activeMutant.id, hitLimit);
      const started = Date.now();
      await this.runFile(file, !disableBail, tests);
      this.spent.set(file, (this.spent.get(file) ?? 0) + Date.now() - started);
      const endless = determineHitLimitReached(context.hitCount, context.hitLimit);
      this.activate(undefined, undefined);
      const noticed = endless !== undefined || tests.some(({ status }) => status === TestStatus.Failed);
      if (noticed && this.isWarm && kills(file) === 0) await this.prime(file);
      if (noticed) this.kills.set(file, kills(file) + 1);
      if (endless) return endless;
      if (noticed && !disableBail) break;
    }
    if (afresh) this.isWarm = false;
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  /**
   * The files of which a test comes to the mutant. All of their tests are run: what is worked out once and kept counts for
   * the test that needed it first, though the others use it too. `afresh`: only modules that are loaded come to it.
   */
  chosen(testFilter) {
    const named = new Set(
      testFilter?.filter((id) => !id.endsWith(`: ${LOADING_PROJECT}`)).map((id) => id.slice(0, id.indexOf(": "))),
    );
    return named.size === 0
      ? { files: [...this.files], afresh: true }
      : { files: this.files.filter((file) => named.has(file)), afresh: false };
  }

  /** Begins with modules that no mutant has run in. */
  begin() {
    forgetProject();
    this.primed.clear();
    this.isWarm = this.warm;
  }

  /** Runs a file without a mutant: what is worked out once is so without one, and what a mutant left behind fails nothing. */
  async prime(file) {
    const tests = [];
    putBack();
    await this.runFile(file, false, tests);
    const failed = tests.find(({ status }) => status === TestStatus.Failed);
    if (failed) throw new Error(`${failed.id}: fails without a mutant when it is run again: ${failed.failureMessage}`);
    this.primed.add(file);
  }

  activate(activeMutant, hitLimit) {
    // Stryker allows a hundred times what a run without a mutant does, which takes too long where that is much.
    Object.assign(context, { activeMutant, hitLimit: hitLimit && hitLimit / 10, hitCount: hitLimit ? 0 : undefined });
  }

  async runFile(file, bail, tests) {
    const report = (title, status, timeSpentMs, failureMessage) =>
      tests.push({ id: idOf(file, title), name: title, fileName: file, status, timeSpentMs, failureMessage });
    forget(join(process.cwd(), "tests") + sep);
    const mocha = new Mocha({ bail, timeout: 0, reporter: class {} });
    mocha.cleanReferencesAfterRun(false);
    mocha.addFile(join(process.cwd(), file));
    const started = Date.now();
    context.currentTestId = idOf(file, LOADING);
    try {
      mocha.loadFiles();
      report(LOADING, TestStatus.Success, Date.now() - started);
      report(LOADING_PROJECT, TestStatus.Success, 0);
    } catch (error) {
      return report(LOADING, TestStatus.Failed, Date.now() - started, String(error));
    } finally {
      context.currentTestId = undefined;
    }
    for (const suite of suitesIn(mocha.suite))
      suite.tests = suite.tests.filter((test) => !this.slow.some((title) => test.fullTitle().includes(title)));
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
    context.currentTestId = undefined;
    mocha.dispose();
  }
}

function suitesIn(suite) {
  return [suite, ...suite.suites.flatMap(suitesIn)];
}

/** Forgets the modules of the project, not those that it depends on. */
function forgetProject() {
  forget("");
  forgetNoted();
}

function forget(start) {
  for (const path of Object.keys(require.cache))
    if (path.startsWith(start) && !path.includes(`${sep}node_modules${sep}`)) delete require.cache[path];
}

/** Writes down what came of each mutant as soon as it is known. */
class LineReporter {
  static inject = tokens(commonTokens.options);

  constructor({ mutantLines }) {
    this.path = mutantLines;
  }

  onMutantTested({ fileName, location, mutatorName, replacement, status, statusReason }) {
    if (statusReason === NOT_IN_SAMPLE) return;
    const file = relative(process.cwd(), fileName);
    // Reports count from 1, and all else from 0.
    const place = ({ line, column }) => ({ line: line - 1, column: column - 1 });
    const { start, end } = location;
    const from0 = { start: place(start), end: place(end) };
    appendFileSync(this.path, `${JSON.stringify({ file, location: from0, mutatorName, replacement, status })}\n`);
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "mocha-afresh", MochaRunner),
  declareClassPlugin(PluginKind.Reporter, "lines", LineReporter),
];
export const strykerValidationSchema = {
  properties: {
    mochaFiles: { description: "The test files, from the root", type: "array", items: { type: "string" } },
    mochaSlow: { description: "Parts of titles of tests that are left out", type: "array", items: { type: "string" } },
    mutantSample: {
      description: "The keys of the mutants that are run; all without it",
      type: "array",
      items: { type: "string" },
    },
    mutantsWarm: { description: "Whether modules stay loaded from one mutant to the next", type: "boolean" },
    mutantLines: { description: "The file that gets a line for each mutant", type: "string" },
  },
};
