/**
 * `npm run fuzz:within -- [--within 100000] [--seed N] [--kinds permissions,trusts]`: random pairs of policies and of trusts that are
 * called within, and random policies and trusts that are called acceptable, held against the naive evaluator. Ends with 1 at the
 * first that a request contradicts.
 */
import { parseArgs } from "node:util";
import { KINDS_OF_SEARCH, type KindOfSearch, lookFor } from "./searches";

const { values } = parseArgs({
  options: {
    within: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    kinds: { type: "string", default: KINDS_OF_SEARCH.join(",") },
  },
});
const [within, seed] = [Number(values.within), Number(values.seed)];
process.stdout.write(`seed ${seed}\n`);
for (const kind of values.kinds.split(",") as KindOfSearch[]) {
  const tally = { pairs: 0, within: 0, telling: 0 };
  const started = Date.now();
  const found = lookFor(kind, seed, within, tally);
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(
    `${kind}: ${tally.pairs} drawn, ${tally.within} called within or acceptable, of ${tally.telling} some request was ` +
      `allowed, ${found === undefined ? "0 contradicted" : "CONTRADICTED"}, ${seconds} s\n`,
  );
  if (found === undefined) continue;
  process.stdout.write(`${JSON.stringify(found.drawn, undefined, 1)}\n${found.request}\n`);
  process.exitCode = 1;
}
