/** The steps of the workflows, to run them as they are written. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a step runs, by its name. */
export function stepOf(file: string, job: string, name: string): Step & { readonly run: string } {
  const path = join(__dirname, "..", "..", ".github", "workflows", file);
  const { jobs } = parse(readFileSync(path, "utf8")) as {
    jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  };
  const step = jobs[job]!.steps.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`${file}: the job ${job} has no step ${name} that runs something`);
  return { ...step, run: step.run };
}
