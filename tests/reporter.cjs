// Mocha's own "spec" report, closed by one plain line that a machine can read: `N passed, N failed, N skipped`. With
// SLOWEST=N in the environment, the N files that took longest stand before it, with the seconds of their tests and hooks.
const { relative } = require("node:path");
const { reporters, Runner } = require("mocha");

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.times = new Map();
    const { EVENT_TEST_END, EVENT_HOOK_END } = Runner.constants;
    for (const event of [EVENT_TEST_END, EVENT_HOOK_END])
      runner.on(event, ({ file, duration }) => {
        if (file) this.times.set(file, (this.times.get(file) ?? 0) + (duration ?? 0));
      });
  }

  epilogue() {
    super.epilogue();
    const slowest = [...this.times].sort(([, a], [, b]) => b - a).slice(0, Number(process.env.SLOWEST ?? 0));
    for (const [file, time] of slowest)
      process.stdout.write(`${(time / 1000).toFixed(1).padStart(8)} s  ${relative(process.cwd(), file)}\n`);
    const { passes, failures, pending } = this.stats;
    process.stdout.write(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ""}\n`);
  }
};
