/**
 * Searches for an organization in which the review and the emulator do not agree on who can assume a role.
 *
 *     npm run fuzz:organization -- --worlds 500 --seed 1
 *
 * Exit code: 0 when they agree in all, 1 when they do not (the smallest such case is printed), 2 for wrong usage.
 */
import { parseArgs } from "node:util";
import { disagreement } from "./search";

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { worlds: { type: "string", default: "500" }, seed: { type: "string" } } });
  const worlds = Number(values.worlds);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  if (!Number.isInteger(worlds) || worlds < 1 || !Number.isInteger(seed)) {
    console.error("expected --worlds <a number from 1> and --seed <a whole number>");
    return 2;
  }
  console.log(`${worlds} worlds, seed ${seed}`);
  const { found, admitted, refused } = await disagreement(worlds, seed);
  if (found !== undefined) {
    console.error(found);
    return 1;
  }
  console.log(`The review and the emulator agree: ${admitted} times somebody can assume a role, ${refused} times not.`);
  return 0;
}

void main().then((code) => (process.exitCode = code));
