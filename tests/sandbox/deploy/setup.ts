import { rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stringify } from "yaml";
import { exitCodeOf, type Outcome } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { root, type Sandbox } from "../../../sandbox/sandbox";
import { trustedAccount, trustingAccount } from "../../../sandbox/world";

const key = (section: string) => `cross-account-access:${section}`;
const review = { owner: "a@example.com", reason: "Weekly release", by: "2027-05-01" };
const profileOf = { [trustingAccount]: "trusting", [trustedAccount]: "trusted" };

/** A role that the other account's people may assume, and what it may do. */
export function role(trusted: string, action = "s3:GetObject", resource = "arn:aws:s3:::web-shop-artifacts/*") {
  const Statement = [{ Effect: "Allow", Action: action, Resource: resource }];
  return {
    trusts: [{ account: trusted, principals: ["user/*"] }],
    policies: { inline: { own: { Version: "2012-10-17", Statement } } },
    review,
  };
}

/** The settings of a stack: its account and its sections. */
export type StackSettings = readonly [account: string, sections: Readonly<Record<string, object>>];

/**
 * Five stacks of two accounts. `people` may assume roles of `shop` and `logs`; `audit` may assume what `people` offers;
 * `alone` has to do with none of them.
 */
export function fiveStacks(): Record<string, StackSettings> {
  return {
    shop: [trustingAccount, { roles: { deploy: role(trustedAccount) } }],
    logs: [trustingAccount, { roles: { read: role(trustedAccount) } }],
    people: [
      trustedAccount,
      {
        roles: {
          inspect: {
            ...role(trustingAccount),
            trusts: [{ account: trustingAccount, principals: ["role/audit"] }],
            mfa: { required: false, reason: "A role" },
          },
        },
        grants: {
          deploy: { to: { users: ["alice"] }, roles: [{ stack: "shop", role: "deploy" }] },
          read: { to: { users: ["alice"] }, roles: [{ stack: "logs", role: "read" }] },
        },
      },
    ],
    audit: [
      trustingAccount,
      {
        roles: { audit: role(trustedAccount) },
        grants: { inspect: { to: { roles: ["audit"] }, roles: [{ stack: "people", role: "inspect" }] } },
      },
    ],
    alone: [trustingAccount, { roles: { alone: role(trustedAccount) } }],
  };
}

/** A project with the settings of some stacks. @returns its folder */
export async function writeProject(folder: string, stacks: Readonly<Record<string, StackSettings>>): Promise<string> {
  const project = await copyProject(folder);
  for (const stack of ["trusting", "trusted"]) await rm(join(project, `Pulumi.${stack}.yaml`));
  for (const [name, settings] of Object.entries(stacks)) await writeStack(project, name, settings);
  return project;
}

/** Writes the settings of a stack. */
export async function writeStack(project: string, stack: string, [account, sections]: StackSettings): Promise<void> {
  const config = {
    "aws:region": "eu-west-1",
    "aws:profile": profileOf[account as keyof typeof profileOf],
    "aws:allowedAccountIds": [account],
    ...Object.fromEntries(Object.entries(sections).map(([section, value]) => [key(section), value])),
  };
  await writeFile(join(project, `Pulumi.${stack}.yaml`), stringify({ config }, { version: "1.1" }));
}

/** A run of `cross-account deploy`. */
export interface DeployRun {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  /** Waits for a line on standard error. */
  said(pattern: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** Runs `cross-account deploy`. */
export function deploy(
  sandbox: Sandbox,
  project: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): DeployRun {
  const child = spawn(process.execPath, [join(root, "cli", "bin", "cross-account.cjs"), "deploy", ...args], {
    cwd: project,
    env: { ...sandbox.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // Without a terminal, as in a pipeline.
    detached: true,
  });
  const printed = { stdout: "", stderr: "" };
  let told = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text;
    told();
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: (code as number | null) ?? exitCodeOf(signal as NodeJS.Signals),
    ...printed,
  }));
  return {
    pid: child.pid!,
    ended,
    signal: (name) => void child.kill(name),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        told = () => {
          if (pattern.test(printed.stderr)) resolve();
        };
        told();
        void ended.then(() => reject(new Error(`it ended without ${String(pattern)}:\n${printed.stderr}`)));
      }),
  };
}
