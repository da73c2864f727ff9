import { Command, InvalidArgumentError } from "commander";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { cacheDirectory, cacheKey, openCache } from "./cache";
import { withLock } from "./emulator/lock";
import { exitCodeOf } from "./execute";
import { recordFile } from "./record";
import { findSandbox, openSandbox, removeSandbox, root, type Sandbox } from "./sandbox";
import { inOrganization, leastInOrganization } from "./organization";
import { accountsRange, makePeople } from "./world";

interface Options {
  readonly stop?: boolean;
  readonly reset?: boolean;
  readonly status?: boolean;
  readonly accounts?: number;
  readonly organization?: boolean;
}

const command = new Command("npm run sandbox --")
  .description(
    "Runs a command in the sandbox: the genuine Pulumi engine, and two AWS accounts on an emulator.\nWithout " +
      "a command it opens a shell. What one command deploys is there for the next.",
  )
  .argument("[command...]", "the command and its arguments")
  .option("--stop", "stop the emulator and forget what was deployed")
  .option("--reset", "start afresh, then run the command if there is one")
  .option(
    "--accounts <number>",
    `how many accounts a new sandbox has, ${accountsRange.least} to ${accountsRange.most} (default: ${accountsRange.least})`,
    countOfAccounts,
  )
  .option("--organization", `a new sandbox's accounts are in an organization, at least ${leastInOrganization} of them`)
  .option("--status", "say what runs where; exit code 1 when nothing does")
  .passThroughOptions()
  .addHelpText(
    "after",
    `
Examples:
  npm run sandbox -- pulumi up --yes --stack trusting
  npm run sandbox -- pulumi preview --stack trusting --policy-pack policypack
  npm run sandbox -- aws sts get-caller-identity --profile alice
  npm run sandbox -- mfa-code alice        the code that alice's MFA device shows now
  npm run sandbox                          a shell; leave it with exit
  npm run sandbox -- --reset --accounts 3  a third account, 333333333333, with its administrator third
  npm run sandbox -- --reset --organization  three accounts in an organization with units, which third manages
  npm run sandbox -- cross-account organization --profile third  writes down what it forbids
  npm run sandbox -- --stop

Profiles: trusting and trusted (the administrators of 111111111111 and 222222222222), alice and mallory; third, fourth and
fifth where there are so many accounts.`,
  )
  .action(async (words: string[], options: Options) => {
    process.exitCode = await run(words, options);
  });

async function run(words: readonly string[], options: Options): Promise<number> {
  const note = (line: string) => console.error(line);
  // Each clone has its own sandbox.
  const directory = join(cacheDirectory(), `sandbox-${cacheKey(root)}`);
  if (options.status) {
    const sandbox = await findSandbox(directory);
    if (sandbox === "damaged")
      console.error(`${recordFile(directory)} is damaged. Start afresh: npm run sandbox -- --reset`);
    else console.log(sandbox ? status(sandbox) : "No sandbox is running.");
    return sandbox && sandbox !== "damaged" ? 0 : 1;
  }
  // Two commands at the same time share one sandbox. The second one waits until the first has made it.
  openCache();
  const alone = <T>(work: () => Promise<T>) =>
    withLock(`${directory}.lock`, work, { what: "is opening or closing the sandbox", note });
  if (options.stop || options.reset) {
    await alone(() => removeSandbox(directory));
    note("The sandbox is stopped, and what was deployed in it is gone.");
    if (options.stop) return 0;
  }
  const count = options.accounts ?? (options.organization ? leastInOrganization : undefined);
  if (options.organization && count! < leastInOrganization) {
    note(`An organization takes ${leastInOrganization} accounts: leave --accounts out, or give at least so many.`);
    return 2;
  }
  const people = makePeople(count);
  const adjust = options.organization ? { adjust: inOrganization } : {};
  const sandbox = await alone(() => openSandbox(directory, { detached: true, note, people, ...adjust }));
  const accounts = new Set(sandbox.people.map(({ account }) => account)).size;
  if (options.accounts !== undefined && options.accounts !== accounts) {
    note(
      `This sandbox has ${accounts} accounts. Start afresh: npm run sandbox -- --reset --accounts ${options.accounts}`,
    );
    return 1;
  }
  if (options.organization && sandbox.organization !== true) {
    note("This sandbox has no organization. Start afresh: npm run sandbox -- --reset --organization");
    return 1;
  }
  if (options.reset && words.length === 0) return 0;
  const [program = process.env["SHELL"] ?? "sh", ...args] = words;
  if (words.length === 0)
    note(
      `${status(sandbox)}\nA shell in the sandbox; leave it with exit. The emulator stays up until: npm run sandbox -- --stop`,
    );
  return inSandbox(sandbox, program, args);
}

function countOfAccounts(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= accountsRange.least && count <= accountsRange.most) return count;
  throw new InvalidArgumentError(`Expected a number from ${accountsRange.least} to ${accountsRange.most}.`);
}

function status({ endpoint, pid, engine, directory: folder, people, organization }: Sandbox): string {
  return [
    `Emulator   ${endpoint} (process ${pid}), log in ${join(folder, "emulator.log")}`,
    `Engine     Pulumi ${engine.version} in ${engine.directory}`,
    `State      ${join(folder, "state")}`,
    ...(organization ? ["Organization  Workloads, People and Others; third manages it"] : []),
    `Profiles   ${people.map(({ profile, account, user }) => `${profile} (${user} of ${account})`).join(", ")}`,
  ].join("\n");
}

/** Runs a program to its end, at this terminal and in the caller's folder. */
function inSandbox(sandbox: Sandbox, program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: "inherit",
      env: sandbox.env,
      cwd: process.env["INIT_CWD"] ?? process.cwd(),
    });
    // The child receives Ctrl-C itself. This process must wait for its exit code.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", (error: NodeJS.ErrnoException) => {
      console.error(
        error.code === "ENOENT"
          ? `${program}: no such command in the sandbox; is it installed?`
          : `${program}: ${error.message}`,
      );
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
