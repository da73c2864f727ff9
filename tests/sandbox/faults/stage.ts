import { IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { execute, type Outcome } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { makePerson, makePeople, trustedAccount } from "../../../sandbox/world";
import type { Access } from "../observer/access";
import { attemptsOf, forkEmulator, type Attempt } from "../observer/controls";
import { openObserver, type Observer } from "../observer/observer";
import type { ApiCall, ProxyHooks } from "../observer/proxy";
import { type Ended, runEngine } from "./command";
import { accountOf, type Operation, operationCalled, operations } from "./operations";
import { kill } from "./processes";
import { type Whole, wholeOf } from "./whole";

/** A call of a clean run, at which things may go wrong. */
export type Point = Pick<ApiCall, "key" | "earlier">;

/** A state of everything: an emulator, and a folder with a backend and a project. */
export interface Moment {
  readonly endpoint: string;
  readonly directory: string;
}

/** An operation that went well: what it began with, its calls, and what it came to. */
export interface Rehearsed {
  readonly operation: Operation;
  readonly points: readonly Point[];
  /** Who may what before and after. */
  readonly baselines: readonly [Access, Access];
  readonly after: Whole;
  /** What it led to, for the operations that come after it. */
  readonly moment: Moment;
}

/** One copy of everything: an emulator, a backend and a project, to try one thing in. */
export interface Scene extends Moment {
  readonly observer: Observer;
  /** Runs the engine in it, for the operation's stack. */
  run(args: readonly string[], started?: (pid: number) => void): Promise<Ended>;
  /** Types a line into a shell there, as people do, and says yes. */
  type(line: string): Promise<Outcome>;
  whole(): Promise<Whole>;
  close(): Promise<void>;
}

/** Where everything is tried: one emulator, one engine, and the moments between operations. */
export class Stage {
  private readonly rehearsals = new Map<string, Promise<Rehearsed>>();
  private readonly attempts: readonly Attempt[];
  /** Scenes that other operations begin with. */
  private readonly kept: Scene[] = [];
  private scenes = 0;

  private constructor(readonly sandbox: Sandbox) {
    this.attempts = attemptsOf(sandbox.people.filter(({ user }) => user !== "admin"));
  }

  /** Dan and mallory may assume whatever lets them in, so that nothing but the trust policies keeps them out. */
  static async open(signal?: AbortSignal): Promise<Stage> {
    const people = [
      ...makePeople(),
      ...["bob", "carol", "dan"].map((user) => makePerson(user, trustedAccount, user, true)),
    ];
    const sandbox = await openTemporarySandbox({
      people,
      controls: true,
      ...(signal && { signal }),
      note: (line) => console.error(line),
    });
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusted"),
    });
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
    });
    for (const UserName of ["dan", "mallory"])
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "by-hand", PolicyDocument }));
    iam.destroy();
    return new Stage(sandbox);
  }

  async close(): Promise<void> {
    for (const scene of this.kept) await scene.close();
    await this.sandbox.remove();
  }

  /** Does an operation once without any fault. */
  rehearse(operation: Operation): Promise<Rehearsed> {
    const known = this.rehearsals.get(operation.name);
    if (known) return known;
    const made = this.rehearseNow(operation);
    this.rehearsals.set(operation.name, made);
    return made;
  }

  private async rehearseNow(operation: Operation): Promise<Rehearsed> {
    const scene = await this.scene(operation);
    try {
      const before = await scene.observer.access();
      const { code, output } = await scene.run(commandOf(operation));
      if (code !== 0) throw new Error(`${operation.name} fails without any fault (exit code ${code}):\n${output}`);
      const points = scene.observer.calls.map(({ key, earlier }) => ({ key, earlier }));
      const rehearsed = {
        operation,
        points,
        baselines: [before, await scene.observer.access()] as const,
        after: await scene.whole(),
        moment: scene,
      };
      if (operations.some(({ from }) => from === operation.name)) this.kept.push(scene);
      else await scene.close();
      return rehearsed;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** A copy of what was there before an operation, with the operation's settings in the project. */
  async scene(operation: Operation, hooks: ProxyHooks = {}): Promise<Scene> {
    const moment = await this.before(operation);
    const directory = join(this.sandbox.directory, `scene-${++this.scenes}`);
    await mkdir(directory);
    await cp(join(moment.directory, "state"), join(directory, "state"), { recursive: true });
    const project = await copyProject(join(directory, "project"));
    for (const { stack } of sofar(operation))
      await copyFile(join(moment.directory, "project", `Pulumi.${stack}.yaml`), join(project, `Pulumi.${stack}.yaml`));
    await writeSettings(project, operation);
    const fork = await forkEmulator(moment.endpoint);
    const observer = await openObserver({ endpoint: fork.endpoint, attempts: this.attempts, ...hooks });
    const env = {
      ...this.sandbox.env,
      AWS_ENDPOINT_URL: observer.url,
      PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
      CROSS_ACCOUNT_ACCESS_SANDBOX: directory,
    };
    const at = { cwd: project, env };
    return {
      endpoint: fork.endpoint,
      directory,
      observer,
      run: (args, started) => runEngine(args, at, started),
      type: (line) => execute("sh", ["-c", line], { ...at, env: { ...env, PULUMI_SKIP_CONFIRMATIONS: "true" } }),
      whole: () =>
        wholeOf(
          fork.endpoint,
          this.sandbox.people.filter(({ user }) => user === "admin"),
          directory,
        ),
      close: async () => {
        await observer.close();
        kill(fork.pid);
        await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  }

  private async before({ from }: Operation): Promise<Moment> {
    if (from === undefined) return { endpoint: this.sandbox.endpoint, directory: this.sandbox.directory };
    return (await this.rehearse(operationCalled(from))).moment;
  }
}

/** The operations that lead to one. */
function sofar({ from }: Operation): Operation[] {
  if (from === undefined) return [];
  const before = operationCalled(from);
  return [...sofar(before), before];
}

/** The command of an operation. */
export function commandOf({ command, stack }: Operation): string[] {
  return [command, "--yes", "--skip-preview", "--stack", stack];
}

async function writeSettings(project: string, { stack, settings }: Operation): Promise<void> {
  const own = Object.fromEntries(
    Object.entries(settings).map(([section, value]) => [`cross-account-access:${section}`, value]),
  );
  const config = {
    "aws:region": "eu-west-1",
    "aws:profile": stack,
    "aws:allowedAccountIds": [accountOf[stack]],
    ...own,
  };
  await writeFile(join(project, `Pulumi.${stack}.yaml`), stringify({ config }, { version: "1.1" }));
}
