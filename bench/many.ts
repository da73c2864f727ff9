/**
 * Measures many roles, stacks and grants: what a preview takes for each role, beside a bare program with the same
 * resources, and what the policy pack adds; and how `cross-account diff` grows with the number of stacks. Run with `npm run
 * bench:many`, or with other sizes: `npm run bench:many -- --roles 1000 --stacks 200 --grants 50`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execute } from "../sandbox/execute";
import { openTemporarySandbox, root, type Sandbox } from "../sandbox/sandbox";
import { bareProgram, roleFile, writeRoles, writeStacks } from "./many/settings";

/** The most that a role may cost beside a bare program, and in the pack, in milliseconds. */
const limits = { ofBare: 1.1, pack: 8 };

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

/** Milliseconds for each role: what a tenth of them takes does not count. */
async function eachRole(roles: number, preview: (roles: number) => Promise<number>): Promise<number> {
  const few = Math.ceil(roles / 10);
  return ((await preview(roles)) - (await preview(few))) * (1000 / (roles - few));
}

async function previews(roles: number): Promise<boolean> {
  const sandbox = await openTemporarySandbox();
  try {
    const ours = join(sandbox.directory, "ours");
    writeProject(ours, "cross-account-access");
    const bare = join(sandbox.directory, "bare");
    writeProject(bare, "bare");
    writeFileSync(join(bare, "bare.js"), bareProgram);
    writeFileSync(
      join(bare, "Pulumi.yaml"),
      "name: bare\nruntime: { name: nodejs, options: { typescript: false } }\nmain: bare.js\n",
    );
    await preview(sandbox, bare, ["stack", "init", "trusting"]);
    const own =
      (args: string[] = []) =>
      (count: number) => {
        writeRoles(ours, count);
        return seconds(() => preview(sandbox, ours, ["preview", "--stack", "trusting", ...args]));
      };
    const packed = own(["--policy-pack", join(root, "policypack")]);
    const plain = own();
    await plain(1);
    const ofOurs = await eachRole(roles, plain);
    const ofBare = await eachRole(roles, (count) =>
      seconds(() => preview(sandbox, bare, ["preview", "--stack", "trusting"], { BENCH_ROLES: String(count) })),
    );
    const withPack = await eachRole(roles, packed);
    say(`preview, each of ${roles} roles`, `${ofOurs.toFixed(1)} ms`);
    say(
      "the same of a bare program",
      `${ofBare.toFixed(1)} ms, ${(ofOurs / ofBare).toFixed(2)} of it (at most ${limits.ofBare})`,
    );
    say("the pack adds, each role", `${(withPack - ofOurs).toFixed(1)} ms (at most ${limits.pack})`);
    return ofOurs / ofBare <= limits.ofBare && withPack - ofOurs <= limits.pack;
  } finally {
    await sandbox.remove();
  }
}

function writeProject(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of ["main.cjs", "index.ts", "package.json", "tsconfig.json", "node_modules"])
    symlinkSync(join(root, part), join(folder, part));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
  );
  const config = '  aws:region: eu-west-1\n  aws:profile: trusting\n  aws:allowedAccountIds: ["111111111111"]\n';
  writeFileSync(join(folder, "Pulumi.trusting.yaml"), `config:\n${config}`);
}

async function preview(
  sandbox: Sandbox,
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const { code, stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], {
    cwd,
    env: { ...sandbox.env, ...env },
  });
  if (code !== 0) throw new Error(`${args.join(" ")} failed: ${stdout}${stderr}`);
}

/** The time of a difference, and the memory that it takes, for half of the stacks and for all of them. */
async function differences(stacks: number, grants: number): Promise<void> {
  for (const count of [stacks / 2, stacks]) {
    const folder = mkdtempSync(join(tmpdir(), "many-"));
    try {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
          cwd: folder,
          stdio: "ignore",
        });
      writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
      writeStacks(folder, count, grants);
      git("init", "--quiet");
      git("add", "--all");
      git("commit", "--quiet", "--message", "all");
      writeFileSync(join(folder, "access", "s1", "roles", "role-0.yaml"), roleFile("1h", "s3:PutObject"));
      const time = await seconds(async () => {
        const { code, stderr } = await execute(
          "/usr/bin/env",
          [
            "node",
            "-r",
            join(root, "bench", "many", "memory.cjs"),
            join(root, "cli/bin/cross-account.cjs"),
            "diff",
            "HEAD",
          ],
          { cwd: folder },
        );
        if (code !== 7) throw new Error(`diff ended with ${code}: ${stderr}`);
        say(`diff of ${count} stacks, ${count * grants} grants`, `peak memory ${/peak (\d+)/.exec(stderr)?.[1]} MB`);
      });
      say("", `${time.toFixed(1)} s`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function say(what: string, text: string): void {
  console.log(`${what.padEnd(50)} ${text}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { roles: { type: "string" }, stacks: { type: "string" }, grants: { type: "string" } },
  });
  await differences(Number(values.stacks ?? 200), Number(values.grants ?? 50));
  if (!(await previews(Number(values.roles ?? 1000)))) process.exitCode = 1;
}

void main();
