/**
 * Measures many roles, stacks and grants: how reading, planning, judging and comparing them grow, and what a preview takes
 * for each role beside a bare program with the same resources. Run with `npm run bench:many`, with other sizes (`-- --roles
 * 1000 --stacks 200 --grants 10000`), or some of it (`-- --only settings,grants,pack,diff,preview`). Ends with 1 where
 * something is over its limit.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execute } from "../sandbox/execute";
import { root } from "../sandbox/sandbox";
import type { Measured, Part } from "./many/measure";
import { eachRole } from "./many/previews";
import { roleFile, writeStacks } from "./many/settings";

/** The most that is allowed: CPU time of twice as many and of a bare program, milliseconds for each role, megabytes. */
const limits = { ofHalf: 2.5, ofBare: 1.1, pack: 8, megabytes: 1000 };

let over = false;

/** Prints a figure, and its limit if it has one. */
function say(what: string, figure: number, unit: string, limit?: number): void {
  const exceeds = limit !== undefined && figure > limit;
  if (exceeds) over = true;
  const allowed = limit === undefined ? "" : `   at most ${limit}${exceeds ? ", WHICH IT EXCEEDS" : ""}`;
  console.log(`${what.padEnd(58)} ${figure.toFixed(2).padStart(9)} ${unit}${allowed}`);
}

/** Measures half of them and all of them, and says how it grows. @returns what all of them took */
async function grown(what: string, count: number, measure: (count: number) => Promise<Measured>): Promise<Measured> {
  const [half, all] = [await measure(Math.round(count / 2)), await measure(count)];
  say(`${what}: CPU time`, all.cpu / 1000, "s");
  say("  of the time for half of them", all.cpu / half.cpu, "", limits.ofHalf);
  say("  memory", all.megabytes, "MB", limits.megabytes);
  return all;
}

async function inItsProcess(part: Part, count: number): Promise<Measured> {
  const file = join(root, "bench", "many", "measure.ts");
  const ran = await execute(
    process.execPath,
    ["-r", join(root, "sandbox", "register.cjs"), file, part, String(count)],
    { cwd: root, env: process.env },
  );
  if (ran.code !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Measured;
}

/** Compares the settings of so many stacks with those of a commit; one role of one stack differs. */
async function difference(stacks: number, grantsOfEach: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "many-"));
  try {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
        cwd: folder,
        stdio: "ignore",
      });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeStacks(folder, stacks, grantsOfEach);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "all");
    writeFileSync(join(folder, "access", "s1", "roles", "role-0.yaml"), roleFile("1h", "s3:PutObject"));
    const { code, stderr } = await execute(
      process.execPath,
      ["-r", join(root, "bench/many/used.cjs"), join(root, "cli/bin/cross-account.cjs"), "diff", "HEAD"],
      { cwd: folder, env: process.env },
    );
    const [, cpu, megabytes] = /^used (\d+) ms, (\d+) MB$/m.exec(stderr) ?? [];
    if (code !== 7 || cpu === undefined) throw new Error(`diff ended with ${code}: ${stderr}`);
    return { cpu: Number(cpu), megabytes: Number(megabytes) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function previews(roles: number): Promise<void> {
  const { ours, bare, pack, megabytes } = await eachRole(roles);
  say(`preview, each of ${roles} roles: CPU time of the program`, ours.cpu, "ms");
  say("  of that of a bare program with the same resources", ours.cpu / bare.cpu, "", limits.ofBare);
  say("  the time that passed, of that of the bare program", ours.passed / bare.passed, "");
  say("  CPU time of the pack and its framework", pack.cpu, "ms");
  say("  the time that passed more with the pack", pack.passed, "ms");
  say("  memory of the program, of that of the bare program", megabytes.ours / megabytes.bare, "", limits.ofBare);
  say("  memory of the program", megabytes.ours, "MB", limits.megabytes);
  say("  memory of the pack", megabytes.pack, "MB", limits.megabytes);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      roles: { type: "string", default: "1000" },
      stacks: { type: "string", default: "200" },
      grants: { type: "string", default: "10000" },
      only: { type: "string" },
    },
  });
  const [roles, stacks, grants] = [Number(values.roles), Number(values.stacks), Number(values.grants)];
  const wanted = (part: string) => values.only === undefined || values.only.split(",").includes(part);
  if (wanted("settings"))
    await grown(`reads and checks a stack of ${roles} roles`, roles, (count) => inItsProcess("settings", count));
  if (wanted("grants"))
    await grown(`reads and plans a stack of ${grants} grants`, grants, (count) => inItsProcess("grants", count));
  if (wanted("pack")) {
    const { cpu } = await grown(`the pack judges ${roles} roles`, roles, (count) => inItsProcess("pack", count));
    say("  for each role", cpu / roles, "ms", limits.pack);
  }
  if (wanted("diff"))
    await grown(`compares ${stacks} stacks with ${grants} grants`, stacks, (count) =>
      difference(count, Math.round(grants / stacks)),
    );
  if (wanted("preview")) await previews(roles);
  if (over) process.exitCode = 1;
}

void main();
