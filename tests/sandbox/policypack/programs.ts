/** Small programs that the engine runs with the pack. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { root, type Sandbox } from "../../../sandbox/sandbox";

/** Runs the engine's command in a project. */
export type Run = (...args: string[]) => Promise<Outcome>;

/** Projects and configurations of one sandbox; they go with it. */
export class Programs {
  private projects = 0;
  private packs = 0;

  constructor(private readonly sandbox: Sandbox) {}

  /** A project of its own whose program is these lines. */
  async project(lines: string): Promise<Run> {
    const directory = join(this.sandbox.directory, `program-${++this.projects}`);
    await mkdir(directory);
    await writeFile(
      join(directory, "Pulumi.yaml"),
      "name: attachments\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    await writeFile(join(directory, "package.json"), '{ "name": "attachments", "main": "index.js" }\n');
    await writeFile(join(directory, "index.js"), `const iam = require("@pulumi/aws/iam");\n${lines}\n`);
    await writeFile(join(directory, "Pulumi.test.yaml"), "config:\n  aws:region: eu-west-1\n  aws:profile: trusting\n");
    await symlink(join(root, "node_modules"), join(directory, "node_modules"));
    const run: Run = (...args) =>
      execute("pulumi", [...args, "--stack", "test", "--non-interactive", "--color", "never"], {
        cwd: directory,
        env: this.sandbox.env,
      });
    // All of them are programs of one stack.
    if (this.projects === 1) await run("stack", "init", "--no-select");
    return run;
  }

  /** The pack with a configuration of its own; the account that the role is in is declared. */
  async pack(declarations: object = {}): Promise<string[]> {
    return this.configured({ declarations: { accounts: ["111111111111"], ...declarations } });
  }

  /** The pack with exactly this configuration. */
  async configured(config: object): Promise<string[]> {
    const file = join(this.sandbox.directory, `pack-${++this.packs}.json`);
    await writeFile(file, JSON.stringify(config));
    return ["--policy-pack", join(root, "policypack"), "--policy-pack-config", file];
  }
}

/** What the engine said. */
export const text = ({ stdout, stderr }: Outcome): string => stdout + stderr;
