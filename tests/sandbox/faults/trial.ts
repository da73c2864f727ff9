import type { Excess } from "../observer/access";
import { exceeding, type Observation } from "../observer/observer";
import type { ApiCall } from "../observer/proxy";
import type { Fault } from "./kinds";
import { type DeploymentProcess, deploymentOf, kill, runs } from "./processes";
import { recover, type Recovery } from "./recovery";
import { commandOf, type Point, type Rehearsed, type Stage } from "./stage";
import { differences, pendingIn } from "./whole";

/** One fault at one call of one operation. */
export interface Trial {
  readonly rehearsed: Rehearsed;
  readonly point: Point;
  readonly fault: Fault;
}

/** What came of it. */
export interface Result {
  readonly operation: string;
  readonly point: Point;
  readonly fault: string;
  /** The exit code of the command that met the fault; null where it was killed. */
  readonly code: number | null;
  readonly recovery: Recovery;
  /** The command came by the call. */
  readonly reached: boolean;
  /** Something took longer than it may. */
  readonly hung: boolean;
  /** Processes that outlived the engine. */
  readonly leftOver: number;
  /** Operations that stay pending in the state, after what the documents say about them. */
  readonly pending: readonly string[];
  /** How IAM or the state differ from a clean run although the exit code is 0. */
  readonly wrong: readonly string[];
  /** What somebody held who should not, during the command or its recovery. */
  readonly leaked: readonly string[];
  /** What somebody held in a mixture of before and after while the command ran. */
  readonly mixed: readonly string[];
  /** The same, and still so when the command had failed. */
  readonly mixedAfter: readonly string[];
  /** What the commands printed, for those who look into it. */
  readonly output: string;
}

/** @returns undefined where the process that was to be killed is not there at that call */
export async function attempt(stage: Stage, { rehearsed, point, fault }: Trial): Promise<Result | undefined> {
  const { operation, baselines, after } = rehearsed;
  const strike = new Strike(point, fault);
  const scene = await stage.scene(operation, strike);
  try {
    const first = await scene.run(commandOf(operation), (pid) => (strike.engine = pid));
    const leftOver = await outlive(strike.deployment);
    strike.over();
    if (strike.missing) return undefined;
    const during = [...scene.observer.observations];
    const left = { call: scene.observer.calls.at(-1)!, status: 0, access: await scene.observer.access() };
    const recovery = await recover(scene, operation, first);
    const pending = (await pendingIn(scene.directory, operation.stack)).map(({ type, urn }) => `${type} ${urn}`);
    const wrong = recovery.how === "manual" ? [] : differences(await scene.whole(), after);
    return {
      operation: operation.name,
      point,
      fault: fault.name,
      code: first.code,
      recovery,
      reached: strike.done,
      hung: first.hung || recovery.hung,
      leftOver,
      pending,
      wrong,
      leaked: told([...scene.observer.observations, left], "leak"),
      mixed: told(during, "mixed"),
      mixedAfter: first.code === 0 ? [] : told([left], "mixed"),
      output: [first.output, ...recovery.outputs].join("\n"),
    };
  } finally {
    await scene.close();
  }

  function told(observations: readonly Observation[], kind: Excess["kind"]): string[] {
    const words = exceeding(observations, baselines).flatMap(({ call, found }) =>
      found
        .filter((one) => one.kind === kind)
        .map(({ who, holder, text }) => `${call.key}: ${who} at ${holder}: ${text}`),
    );
    return [...new Set(words)];
  }
}

/** The fault, waiting for its call. */
export class Strike {
  engine = 0;
  done = false;
  /** The process that was to be killed is not there. */
  missing = false;
  deployment: readonly DeploymentProcess[] = [];
  private struck = 0;
  private ended = false;

  constructor(
    private readonly point: Point,
    private readonly fault: Fault,
  ) {}

  /** The command is over: nothing goes wrong any more. */
  over(): void {
    this.ended = true;
  }

  readonly before = async (call: ApiCall) => {
    if (this.ended || !this.meets(call)) return "pass" as const;
    const first = this.struck++ === 0;
    if (first && this.fault.kills?.when === "before") await this.kill();
    this.done ||= this.fault.kills?.when !== "after";
    return this.missing ? ("pass" as const) : this.fault.fate;
  };

  readonly after = async (call: ApiCall) => {
    if (this.ended || this.done || this.fault.kills?.when !== "after" || !this.meets(call, 1)) return;
    await this.kill();
    this.done = true;
  };

  private meets({ key, earlier }: ApiCall, struck = 0): boolean {
    const here = key === this.point.key && earlier >= this.point.earlier;
    switch (this.fault.lasts) {
      case "once":
        return here && this.struck === struck;
      case "call":
        return here;
      case "all":
        return here || this.struck > 0;
    }
  }

  private async kill(): Promise<void> {
    this.deployment = await deploymentOf(this.engine);
    const condemned = this.deployment.find(({ role }) => role === this.fault.kills!.role);
    if (!condemned) this.missing = true;
    else kill(condemned.pid);
    // Dead before the call is answered.
    while (condemned && (await runs(condemned.pid))) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits for what an engine has started to end by itself, and ends what does not. */
async function outlive(deployment: readonly DeploymentProcess[]): Promise<number> {
  let left = deployment.map(({ pid }) => pid);
  for (const until = Date.now() + 60_000; left.length > 0 && Date.now() < until;) {
    const states = await Promise.all(left.map(runs));
    left = left.filter((_, at) => states[at]);
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  left.forEach(kill);
  return left.length;
}
