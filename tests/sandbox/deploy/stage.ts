import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { openTemporarySandbox, type Sandbox } from "../../../sandbox/sandbox";
import { nameOf } from "../faults/choose";
import { kill, runs } from "../faults/processes";
import type { Point } from "../faults/stage";
import { differences, pendingIn, wholeOf, type Whole } from "../faults/whole";
import { forkEmulator } from "../observer/controls";
import { awsError, openProxy, type ApiCall, type Fate, type Proxy } from "../observer/proxy";
import { deploy, fiveStacks, writeProject, type DeployRun } from "./setup";

/** What goes wrong at a call of a deployment of several stacks. */
export interface DeployFault {
  readonly name: string;
  readonly fate: Fate;
  /** The call with its repetitions, or the one alone. */
  readonly lasts: "once" | "call";
  /** Every engine is killed: before the call is carried out, or after it. */
  readonly kills?: "before" | "after";
}

/** Every kind of fault. */
export const deployFaults: readonly DeployFault[] = [
  { name: "500", fate: awsError(500, "ServiceFailure", "An unknown error"), lasts: "call" },
  { name: "denied", fate: awsError(403, "AccessDenied", "Not authorized to do this"), lasts: "call" },
  { name: "lost", fate: "lose", lasts: "once" },
  { name: "killed-before", fate: "refuse", lasts: "once", kills: "before" },
  { name: "killed-after", fate: "lose", lasts: "once", kills: "after" },
];

/** What came of a fault. */
export interface DeployResult {
  readonly point: string;
  readonly fault: string;
  /** Exit codes of the runs until one ended with 0. */
  readonly codes: readonly number[];
  /** Locks that were taken away by the command that was printed. */
  readonly cancelled: number;
  /** What must not be; empty when all is well. */
  readonly wrong: readonly string[];
  readonly output: string;
}

const stacks = Object.keys(fiveStacks()).sort();
/**
 * How many runs it may take: the one with the fault, which may kill the engines of three stacks, one for each lock that
 * is met, since a run that met one begins no other stack, and one that carries on.
 */
const mostRuns = 5;

/** Where deployments of five stacks are tried, each with an emulator, a backend and a project of its own. */
export class DeployStage {
  private scenes = 0;
  private constructor(readonly sandbox: Sandbox) {}

  static async open(): Promise<DeployStage> {
    return new DeployStage(await openTemporarySandbox({ controls: true }));
  }

  close(): Promise<void> {
    return this.sandbox.remove();
  }

  /** Deploys once without a fault. */
  async rehearse(): Promise<{ readonly points: readonly Point[]; readonly after: Whole }> {
    const scene = await this.scene(() => "pass");
    try {
      const { code, stderr } = await scene.run();
      if (code !== 0) throw new Error(`it fails without any fault (exit code ${code}):\n${stderr}`);
      return {
        points: scene.proxy.calls.map(({ key, earlier }) => ({ key, earlier })),
        after: await scene.whole(),
      };
    } finally {
      await scene.close();
    }
  }

  /** Lets a fault happen, and runs the command again until it comes to its end. */
  async attempt(point: Point, fault: DeployFault, expected: Whole): Promise<DeployResult> {
    let struck = 0;
    let over = false;
    let running: DeployRun | undefined;
    const scene = await this.scene(
      async (call) => {
        if (over || call.key !== point.key || call.earlier < point.earlier || (fault.lasts === "once" && struck > 0))
          return "pass";
        struck++;
        if (fault.kills === "before") await killEngines(running!.pid, this.sandbox);
        return fault.fate;
      },
      async (call) => {
        if (!over && fault.kills === "after" && call.key === point.key && struck === 1)
          await killEngines(running!.pid, this.sandbox);
      },
    );
    const [codes, wrong, outputs]: [number[], string[], string[]] = [[], [], []];
    let cancelled = 0;
    try {
      for (let runsLeft = mostRuns; runsLeft > 0; runsLeft--) {
        running = scene.start();
        const { code, stdout, stderr } = await running.ended;
        over = true;
        codes.push(code);
        outputs.push(stderr, stdout);
        if (code === 0) break;
        if (code !== 1) wrong.push(`exit code ${code}`);
        for (const [, stack] of stdout.matchAll(/pulumi cancel --stack (\S+)$/gm)) {
          cancelled++;
          await scene.pulumi("cancel", "--yes", "--stack", stack!);
        }
      }
      if (codes.at(-1) !== 0) wrong.push("it comes to no end");
      else {
        wrong.push(...differences(await scene.whole(), expected));
        for (const stack of stacks)
          for (const { urn } of await pendingIn(scene.directory, stack)) wrong.push(`pending: ${urn}`);
      }
      const left = await outliving(scene.directory);
      if (left.length > 0) wrong.push(`still runs: ${left.join(", ")}`);
      return { point: nameOf(point), fault: fault.name, codes, cancelled, wrong, output: outputs.join("\n") };
    } finally {
      await scene.close();
    }
  }

  private async scene(
    before: (call: ApiCall) => Fate | Promise<Fate>,
    after: (call: ApiCall) => void | Promise<void> = () => {},
  ) {
    const directory = join(this.sandbox.directory, `five-${++this.scenes}`);
    await mkdir(join(directory, "state"), { recursive: true });
    const project = await writeProject(join(directory, "project"), fiveStacks());
    const fork = await forkEmulator(this.sandbox.endpoint);
    const proxy: Proxy = await openProxy(fork.endpoint, { before, after });
    const backend = `file://${join(directory, "state")}`;
    const env = { AWS_ENDPOINT_URL: proxy.url, PULUMI_BACKEND_URL: backend, CROSS_ACCOUNT_TRUSTED_BACKEND: backend };
    const start = (): DeployRun => deploy(this.sandbox, project, ["--all", "--parallel", "2"], env);
    return {
      directory,
      proxy,
      start,
      run: (): Promise<Outcome> => start().ended,
      pulumi: (...args: string[]) =>
        execute("pulumi", [...args, "--non-interactive"], { cwd: project, env: { ...this.sandbox.env, ...env } }),
      whole: () =>
        wholeOf(
          fork.endpoint,
          this.sandbox.people.filter(({ user }) => user === "admin"),
          directory,
          stacks,
        ),
      close: async () => {
        await proxy.close();
        kill(fork.pid);
        await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  }
}

/** How many seconds a process may outlive the engine that started it: it looks once a second. */
const patience = 60;

/** The processes that still run when their engines have ended, and do not end soon. */
async function outliving(directory: string): Promise<string[]> {
  for (let left = patience; ; left--) {
    const { stdout } = await execute("ps", ["-A", "-o", "args="]);
    const all = stdout.split("\n").filter((args) => args.includes(`${directory}/`));
    if (all.length === 0 || left === 0) return all;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Kills every engine that a command has started, as if the machine had been switched off. */
async function killEngines(command: number, { env }: Sandbox): Promise<void> {
  const { stdout } = await execute("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const all = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args: args! }];
  });
  const below = new Set([command]);
  for (let size = 0; size < below.size;) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const engines = all.filter(({ pid, args }) => below.has(pid) && args.startsWith(env["CROSS_ACCOUNT_ACCESS_ENGINE"]!));
  for (const { pid } of engines) kill(pid);
  for (const { pid } of engines) while (await runs(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}
