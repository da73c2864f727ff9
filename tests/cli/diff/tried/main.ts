/**
 * `npm run fuzz:diff -- [--pairs 1000] [--seed N]`: random pairs of settings, whose difference is held against trying every
 * principal on the emulator's referee before and after: nobody is left out, and nobody is told of without cause. Ends
 * with 1 at the first contradiction.
 */
import { parseArgs } from "node:util";
import { search } from "./search";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
process.stdout.write(`seed ${values.seed}\n`);
const progress = (tried: number): void => {
  if (tried % 100 === 0) process.stderr.write(`${tried} of ${values.pairs} pairs\n`);
};
void search(Number(values.seed), Number(values.pairs), progress).then(({ tried, verdicts, failed }) => {
  process.stdout.write(
    `${tried} pairs tried: ${JSON.stringify(verdicts)}, ${failed ? "CONTRADICTED" : "0 contradicted"}\n`,
  );
  if (!failed) return;
  process.stdout.write(`${JSON.stringify(failed, undefined, 1)}\n`);
  process.exitCode = 1;
});
