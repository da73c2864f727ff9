import * as grpc from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_grpc_pb";
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execute, type Outcome } from "../../../sandbox/execute";
import { root } from "../../../sandbox/sandbox";
import * as state from "@pulumi/pulumi/runtime/state";
import program from "../../../index";

// The part of the Automation API that runs a program within the process that asks for it. It has no types.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- not among the package's exports
const { LanguageServer } = require("@pulumi/pulumi/automation/server") as {
  LanguageServer: new (
    run: () => Promise<unknown>,
  ) => grpc.UntypedServiceImplementation & { onPulumiExit(failed: boolean): void };
};

/**
 * Deploys stacks one after the other, for tests that begin where they are deployed.
 *
 * @throws with what the engine said
 */
export async function deployStacks(
  project: string,
  env: NodeJS.ProcessEnv,
  ...stacks: readonly string[]
): Promise<void> {
  const engine = await Engine.start(project, env);
  try {
    for (const stack of stacks) {
      const { code, stdout, stderr } = await engine.pulumi("up", stack, "--yes", "--skip-preview");
      assert.equal(code, 0, stdout + stderr);
    }
  } finally {
    await engine.stop();
  }
}

/**
 * The genuine engine, with the program in this process and one plugin for all runs: a run takes a third of what it takes
 * with processes of its own. All providers of a run have to be configured alike, since it is one plugin.
 */
export class Engine {
  private constructor(
    private readonly project: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly plugin: ChildProcess,
  ) {}

  /** @param env what `pulumi` and the plugin see: the sandbox's, with the endpoint that is to be used */
  static async start(project: string, env: NodeJS.ProcessEnv): Promise<Engine> {
    const plugin = spawn(join(root, "sandbox", "aws-plugin", "pulumi-resource-aws"), ["127.0.0.1:0"], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface({ input: plugin.stdout }), "line")) as [string];
    return new Engine(project, { ...env, PULUMI_DEBUG_PROVIDERS: `aws:${port}` }, plugin);
  }

  /** The same in another project. */
  in(project: string): Engine {
    return new Engine(project, this.env, this.plugin);
  }

  async stop(): Promise<void> {
    const ended = once(this.plugin, "exit");
    this.plugin.kill();
    await ended;
  }

  /**
   * Runs `pulumi` with these arguments; the program is run here where the command runs one. One run at a time: the program
   * looks for its files where the process stands.
   */
  async pulumi(command: string, stack: string, ...args: string[]): Promise<Outcome> {
    const more = [...args, "--stack", stack, "--non-interactive", "--color", "never"];
    const binary = this.env["CROSS_ACCOUNT_ACCESS_ENGINE"]!;
    if (command !== "up" && command !== "preview")
      return execute(binary, [...command.split(" "), ...more], { cwd: this.project, env: this.env });
    const server = new grpc.Server();
    const runner = new LanguageServer(() => {
      // The Automation API leaves it at a placeholder.
      (
        state as unknown as { getStore(): { settings: { options: { rootDirectory: string } } } }
      ).getStore().settings.options.rootDirectory = this.project;
      return (program as () => Promise<unknown>)();
    });
    server.addService(
      (language as unknown as { LanguageRuntimeService: grpc.ServiceDefinition }).LanguageRuntimeService,
      runner,
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const here = process.cwd();
    process.chdir(this.project);
    try {
      const outcome = await execute(
        binary,
        [command, ...more, `--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"],
        { cwd: this.project, env: this.env },
      );
      runner.onPulumiExit(outcome.code !== 0);
      return outcome;
    } finally {
      process.chdir(here);
      server.forceShutdown();
    }
  }
}
