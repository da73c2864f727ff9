// Mutants that no test can notice, since what they change makes no difference to an answer. Each was looked at: `line` is the
// line of the source where it begins (without the spaces before), `code` what is replaced, `by` what takes its place.
// They count for nothing. A line that is gone fails the run: look again, and take it out of here.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/** By file. */
const EQUIVALENT = {
  "policypack/iam/reach/cachedReach.ts": [
    {
      line: 'if (reach !== "undecided" && keeping++ < MOST_KEPT) known.set(template, reach);',
      code: "keeping++ < MOST_KEPT",
      by: "keeping++ <= MOST_KEPT",
      why: "one answer more is kept",
    },
  ],
};

const root = join(__dirname, "../..");
const sources = new Map();

function linesOf(file) {
  if (!sources.has(file)) sources.set(file, readFileSync(join(root, file), "utf8").split("\n"));
  return sources.get(file);
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

/** What stands at a place, which counts lines and columns from 0. */
function textAt(file, { start, end }) {
  const lines = linesOf(file).slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column);
  return lines.join("\n").slice(start.column);
}

/** Whether a mutant is on the list. Its place counts lines and columns from 0. */
function isEquivalent(file, { location, replacement }) {
  const known = EQUIVALENT[file];
  if (known === undefined) return false;
  const line = linesOf(file)[location.start.line].trim();
  const code = plain(textAt(file, location));
  return known.some((one) => one.line === line && one.code === code && one.by === plain(replacement));
}

/** The entries whose line is not in the source any more, as texts. */
function outdated() {
  return Object.entries(EQUIVALENT).flatMap(([file, known]) =>
    known.flatMap(({ line }) => (linesOf(file).some((one) => one.trim() === line) ? [] : [`${file}: ${line}`])),
  );
}

module.exports = { isEquivalent, outdated };
