/** A long life of random settings: `npm run lifecycle -- --steps 500 --seed N`. */
import { Command, InvalidArgumentError } from "commander";
import { live, Mismatch } from "./lifecycle";

const number = (text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError("It has to be a whole number.");
  return Number(text);
};

const command = new Command("npm run lifecycle --")
  .description(
    "Deploys random settings of three accounts one after the other, on the genuine engine and an emulator of " +
      "AWS. After each\nstep all of IAM has to be what the settings say; after each call on the way nobody may " +
      "have more than before or after.",
  )
  .option("--steps <n>", "how many changes of the settings", number, 500)
  .option("--seed <n>", "which; printed, for seeing a run again", number, Math.floor(Math.random() * 2 ** 31))
  .addHelpText(
    "after",
    "\nExamples:\n  npm run lifecycle -- --steps 30\n  npm run lifecycle -- --steps 500 --seed 7\n\nExit " +
      "code 1 when something was not as it has to be.",
  );

async function main(): Promise<void> {
  const { steps, seed } = command.parse().opts<{ steps: number; seed: number }>();
  console.log(`seed ${seed}, ${steps} steps`);
  const line = (text: string) => console.error(text);
  const life = await live(seed, steps, line);
  console.log(
    `seed ${seed}: ${life.steps} steps, ${life.updates} updates, ${life.renewals} of them renewed something, ` +
      `${life.calls} calls that changed something. Nobody had more than the settings say.`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Mismatch ? error.message : error);
  process.exitCode = 1;
});
