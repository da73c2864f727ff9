/**
 * Runs every random test of `npm test` again and again, each time with another seed.
 *
 *     npm run fuzz:properties -- --rounds 20 --seed 1
 *
 * Exit code: 0 when all rounds passed, 1 with the seed of the first that did not, 2 for wrong usage.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";

const root = join(__dirname, "..", "..");

/** The files of tests that draw from the common seed. */
export function randomTests(): string[] {
  return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(root, "tests", file))
    .filter((file) => readFileSync(file, "utf8").includes('/seed";'))
    .map((file) => relative(root, file));
}

function main(): number {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "20" }, seed: { type: "string" } } });
  const rounds = Number(values.rounds);
  const first = values.seed === undefined ? Date.now() % 1e9 : Number(values.seed);
  if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(first) || first < 0) {
    console.error("expected --rounds <a number from 1> and --seed <a whole number>");
    return 2;
  }
  const files = randomTests();
  console.log(`${rounds} rounds of ${files.length} files, seed ${first}`);
  for (let seed = first; seed < first + rounds; seed++) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "node_modules", "mocha", "bin", "mocha.js"), "--config", ".mocharc.all.cjs", ...files],
      { cwd: root, env: { ...process.env, FC_SEED: String(seed) }, encoding: "utf8", maxBuffer: 2 ** 30 },
    );
    if (status !== 0) {
      console.error(`${stdout}${stderr}\nFC_SEED=${seed} fails.`);
      return 1;
    }
    console.log(`seed ${seed}: ${stdout.trim().split("\n").at(-1)}`);
  }
  return 0;
}

if (require.main === module) process.exitCode = main();
