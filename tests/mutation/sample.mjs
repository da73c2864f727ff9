// Draws a random sample of the mutants of some files.
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const silent = { debug() {}, info() {}, isDebugEnabled: () => false };

/** Equal for the same mutant in each run on the same source. @param location counts lines and columns from 0 */
export function keyOf(file, { location: { start, end }, mutatorName, replacement }) {
  const place = [start.line, start.column, end.line, end.column];
  return createHash("sha256")
    .update(JSON.stringify([file, place, mutatorName, replacement]))
    .digest("base64url")
    .slice(0, 16);
}

/**
 * @param files from the root
 * @returns the number of mutants that these have, and the keys and places of `count` of them: always the same for a seed
 */
export async function sampleOf(root, files, excludedMutations, count, seed) {
  const { mutants } = await new Instrumenter(silent).instrument(
    files.map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), "utf8") })),
    { ignorers: [], excludedMutations, plugins: null },
  );
  const all = mutants.filter(({ status }) => status === undefined);
  const ranked = all
    .map((mutant) => ({ key: keyOf(mutant.fileName, mutant), place: placeOf(mutant) }))
    .map((one) => ({ ...one, rank: createHash("sha256").update(`${seed} ${one.key}`).digest("hex") }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return { all: all.length, drawn: ranked.slice(0, count) };
}

/** A place as Stryker takes it: lines count from 1, columns from 0. */
function placeOf({ fileName, location: { start, end } }) {
  return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
}
