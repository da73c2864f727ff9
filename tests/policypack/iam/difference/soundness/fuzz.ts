/**
 * `npm run fuzz:within -- [--within 100000] [--seed N]`: random pairs of policies and of trusts that are called within, held
 * against the naive evaluator. Ends with 1 at the first pair that a request contradicts.
 */
import { parseArgs } from "node:util";
import { lookForContradictions } from "./contradictions";

const { values } = parseArgs({
  options: {
    within: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const [within, seed] = [Number(values.within), Number(values.seed)];
process.stdout.write(`seed ${seed}\n`);
for (const kind of ["permissions", "trusts"] as const) {
  const tally = { pairs: 0, within: 0, telling: 0 };
  const started = Date.now();
  const found = lookForContradictions(kind, seed, within, tally);
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(
    `${kind}: ${tally.pairs} pairs, ${tally.within} called within, of ${tally.telling} some request was ` +
      `allowed, ${found === undefined ? "0 contradicted" : "CONTRADICTED"}, ${seconds} s\n`,
  );
  if (found === undefined) continue;
  process.stdout.write(`${JSON.stringify(found.pair, undefined, 1)}\n${found.request}\n`);
  process.exitCode = 1;
}
