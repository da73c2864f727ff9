import { Chance } from "./sandbox/lifecycle/random";

/**
 * What random tests draw from: the same on each run, so that a change is judged by itself and not by what was drawn with it.
 * `FC_SEED` draws others, as `npm run fuzz:properties` does.
 */
export const seed = Number(process.env["FC_SEED"] ?? 1557583620);

/**
 * So many rows of a table, in their order, drawn by the seed; all of them with `TESTS=all`, as the nightly workflow has it. For
 * rows that take an engine each, where others show the same of every row: unit tests, or one preview of them all.
 *
 * @param what the rows are, for the line that says how many were drawn
 */
export function sampled<Row>(what: string, rows: readonly Row[], count: number): readonly Row[] {
  if (process.env["TESTS"] === "all" || count >= rows.length) return rows;
  console.log(`${what}: ${count} of ${rows.length}, drawn by FC_SEED=${seed}; TESTS=all takes all`);
  return draw(rows, count, seed);
}

/** So many of them, in their order; all unless a number is given. */
export function draw<Row>(all: readonly Row[], count: number | undefined, from: number): Row[] {
  if (count === undefined || count >= all.length) return [...all];
  const chance = new Chance(from);
  const drawn = new Set(
    all
      .map((row) => ({ row, at: chance.next() }))
      .sort((one, other) => one.at - other.at)
      .slice(0, count)
      .map(({ row }) => row),
  );
  return all.filter((row) => drawn.has(row));
}
