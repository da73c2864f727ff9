/** Carries out `cross-account deploy`. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { oneLine } from "../../settings/projectFiles";
import { visible } from "../../settings/visible";
import { askSeen } from "../assume/terminal";
import { writeOut } from "../shared/output";
import { chosenProject } from "../shared/project/chosen";
import { isUnusableProject } from "../shared/project/find";
import { stacksInBackend } from "./backend";
import { deployStack, type Outcome } from "./deployment";
import type { FailedCreation } from "./facts";
import { Interruption } from "./interruption";
import { reversed } from "./order";
import { progressTo, type Progress } from "./progress";
import { chooseStacks, Unusable, type Chosen } from "./project";
import { exitCode, held, ready, type State } from "./schedule";
import type { Action, Surroundings, UpdateQuestion } from "./update";
import { compareText } from "../shared/compareText";

/** The options of the command line. */
export interface DeployOptions {
  readonly project?: string;
  readonly all?: boolean;
  readonly preview?: boolean;
  readonly destroy?: boolean;
  readonly refresh?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly parallel: number;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

const usageError = 2;

/**
 * Deploys stacks in the order of their grants.
 *
 * @param own the folder of the checkout that this command is part of
 * @returns the exit code: 0; 1 something failed; 7 the policy pack refused; 2 nothing was touched
 */
export async function runDeploy(typed: readonly string[], options: DeployOptions, own: string): Promise<number> {
  const progress = progressTo(process.stderr);
  const interruption = new Interruption((line) => progress.tell(`cross-account deploy: ${line}`));
  try {
    const { project: named } = options;
    if (typed.length === 0 && !options.all) throw new Unusable(["expected the names of stacks, or --all."]);
    if (typed.length > 0 && options.all)
      throw new Unusable(["found names of stacks and --all, expected one of the two."]);
    const place = { env: process.env, directory: process.cwd(), own, ...(named !== undefined && { named }) };
    const { folder, env } = await chosenProject(place, askSeen);
    const chosen = chooseStacks(folder, options.all ? undefined : typed);
    const pack = packOf(folder, options);
    if (options.destroy && !options.preview) await confirm(chosen, options);
    const at: Surroundings = { cwd: folder, env, started: (interrupt) => interruption.add(interrupt) };
    const known = await stacksInBackend(at);
    const outcomes = await deployAll(chosen, { ...options, pack, known, at }, progress, interruption);
    progress.end();
    await writeOut(tableOf(outcomes));
    return exitCode(new Map([...outcomes].map(([name, { state }]) => [name, state])));
  } catch (error) {
    if (!(error instanceof Unusable) && !isUnusableProject(error)) throw error;
    const lines = error instanceof Unusable ? error.lines : [error.message];
    progress.tell(`cross-account deploy: ${lines[0]}`);
    for (const line of lines.slice(1).flatMap((one) => one.split("\n"))) progress.tell(`  ${line}`);
    return usageError;
  } finally {
    interruption.end();
    progress.end();
  }
}

interface Run extends DeployOptions {
  readonly pack: UpdateQuestion["pack"];
  /** The stacks that the backend has. */
  readonly known: ReadonlySet<string>;
  readonly at: Surroundings;
}

async function deployAll(
  { project, stacks, needs: inOrder }: Chosen,
  run: Run,
  progress: Progress,
  interruption: Interruption,
): Promise<Map<string, Outcome>> {
  const action: Action = run.destroy ? (run.preview ? "preview-destroy" : "destroy") : run.preview ? "preview" : "up";
  const needs = run.destroy ? reversed(inOrder) : inOrder;
  const states = new Map<string, State>([...stacks.keys()].sort().map((name) => [name, "waiting"]));
  const outcomes = new Map<string, Outcome>();
  const running = new Map<string, Promise<void>>();
  let leaving = false;
  const end = (name: string, outcome: Outcome) => {
    states.set(name, outcome.state);
    outcomes.set(name, outcome);
    progress.tell(`${name}: ${outcome.words}`);
    for (const detail of outcome.details) for (const line of detail.split("\n")) progress.tell(`  ${line}`);
    progress.update(states);
  };
  const begin = async (name: string) => {
    states.set(name, "running");
    progress.tell(`${name}: ${action === "up" ? "deploying" : action === "destroy" ? "removing" : "previewing"}`);
    progress.update(states);
    const note = (line: string) => progress.tell(`${name}: ${line}`);
    const { profile } = stacks.get(name)!;
    const question = {
      action,
      name: stacks.get(name)!.name,
      settings: stacks.get(name)!.settings,
      known: run.known.has(name),
      refresh: run.refresh ?? false,
      pack: run.pack,
      note,
      heal: async (creations: readonly FailedCreation[]) =>
        creations.length === 0
          ? { taken: 0, refused: [] }
          : lazyHeal().heal({ ...stacks.get(name)!, project, stack: name, profile, creations, note }, run.at),
    };
    for (let told = false; ; told = true) {
      const outcome = await deployStack(question, run.at).catch((error: unknown): Outcome => ({
        state: "failed",
        words: `it could not be begun: ${oneLine(error)}`,
        details: [],
      }));
      const { heldBy } = outcome;
      if (heldBy === undefined || !run.wait || interruption.asked) {
        leaving ||= outcome.state === "locked";
        return end(
          name,
          outcome.state === "failed" && interruption.forced
            ? { ...outcome, state: "cancelled", words: "it was cancelled" }
            : outcome,
        );
      }
      if (!told) question.note(`${heldBy} deploys it right now; waiting for that to end`);
      await interruption.pause(pauseForLock);
    }
  };
  for (;;) {
    for (const [name, cause] of held(needs, states))
      end(name, { state: "held", words: `not touched, since ${cause} did not come to its end`, details: [] });
    if (interruption.asked || leaving)
      for (const [name, state] of states)
        if (state === "waiting") end(name, { state: "unstarted", words: "not begun", details: [] });
    for (const name of ready(needs, states, run.parallel))
      running.set(
        name,
        begin(name).finally(() => running.delete(name)),
      );
    if (running.size === 0) return outcomes;
    await Promise.race(running.values());
  }
}

function lazyHeal(): typeof import("./heal") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- AWS's SDK is large, and few runs need it
  return require("./heal") as typeof import("./heal");
}

/** Milliseconds between two looks whether a lock is free. */
const pauseForLock = 3000;

function packOf(folder: string, { policyPack, policyPackConfig }: DeployOptions): UpdateQuestion["pack"] {
  const pack = policyPack === undefined ? join(folder, "policypack") : resolve(policyPack);
  if (!existsSync(join(pack, "PulumiPolicy.yaml")))
    throw new Unusable([
      `there is no policy pack in ${pack}, and nothing is deployed without; name its folder with --policy-pack.`,
    ]);
  const config = policyPackConfig === undefined ? join(folder, "policypack.config.json") : resolve(policyPackConfig);
  if (existsSync(config)) return { folder: pack, config };
  if (policyPackConfig === undefined) return { folder: pack };
  throw new Unusable([`--policy-pack-config: there is no ${config}.`]);
}

/** Asks before anything is removed. @throws Unusable when nobody says yes */
async function confirm({ stacks, project }: Chosen, { yes }: DeployOptions): Promise<void> {
  if (yes) return;
  const names = [...stacks.keys()].sort().join(", ");
  const answer = await askSeen(
    `All that these stacks of ${project.name} deployed will be removed: ${names}\nRemove it? [y/N] `,
  );
  if (answer === undefined)
    throw new Unusable(["--destroy removes all that the stacks deployed; off a terminal it needs --yes."]);
  if (!/^y(es)?$/i.test(answer)) throw new Unusable(["nothing was removed."]);
}

function tableOf(outcomes: ReadonlyMap<string, Outcome>): string {
  const width = Math.max(...[...outcomes.keys()].map((name) => name.length));
  return [...outcomes]
    .sort(([one], [other]) => compareText(one, other))
    .map(([name, { words }]) => `${visible(`${name.padEnd(width)}  ${words}`)}\n`)
    .join("");
}
