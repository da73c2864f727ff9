/**
 * Lets each kind of fault happen at each call of AWS's API while five stacks are deployed for the first time, and runs
 * `cross-account deploy` again until it comes to its end. Run with `npm run faults:deploy -- --every 10 --seed 1`, or with
 * `--each` for one trial of each call: the kinds of fault take turns, and another seed gives each call another kind.
 */
import { parseArgs } from "node:util";
import { draw } from "../../seed";
import { nameOf } from "../faults/choose";
import { deployFaults, DeployStage } from "./stage";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      every: { type: "string" },
      points: { type: "string" },
      seed: { type: "string" },
      at: { type: "string" },
      kinds: { type: "string" },
      each: { type: "boolean", default: false },
    },
  });
  const number = (name: "every" | "points" | "seed") => (values[name] === undefined ? undefined : Number(values[name]));
  const seed = number("seed") ?? Math.floor(Math.random() * 2 ** 31);
  console.error(`seed ${seed}`);
  const stage = await DeployStage.open();
  try {
    const { points, after } = await stage.rehearse();
    const kinds = values.kinds?.split(",");
    const faults = deployFaults.filter(({ name }) => kinds === undefined || kinds.includes(name));
    const all = points
      .filter((point) => values.at === undefined || nameOf(point).includes(values.at))
      .flatMap((point, at) =>
        (values.each ? [faults[(at + seed) % faults.length]!] : faults).map((fault) => ({ point, fault })),
      )
      .filter((_, at) => at % (number("every") ?? 1) === 0);
    const trials = draw(all, number("points"), seed);
    let bad = 0;
    for (const [at, { point, fault }] of trials.entries()) {
      const { codes, cancelled, wrong, output, ...what } = await stage.attempt(point, fault, after);
      console.log(
        `${at + 1} of ${trials.length}: ${what.point}, ${what.fault}: exit codes ${codes.join(", ")}, ${cancelled} locks taken away` +
          (wrong.length > 0 ? `\n  WRONG ${wrong.join("\n  WRONG ")}\n${output}` : ""),
      );
      if (wrong.length > 0) bad++;
    }
    console.log(`seed ${seed}: ${points.length} calls, ${trials.length} trials, ${bad} wrong`);
    return bad > 0 ? 1 : 0;
  } finally {
    await stage.close();
  }
}

void main().then((code) => (process.exitCode = code));
