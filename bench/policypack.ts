/**
 * Measures how long the policy pack takes: for all AWS managed policies, to load its catalogue, and as a part of a
 * preview. Other scanners on the PATH are measured too. Run with `npm run bench`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { managedPolicy, managedPolicyArns } from "../policypack/iam";
import { contextOf, findingsOf } from "../policypack/judge";
import { policyOf } from "../policypack/attachedPolicy";
import { execute } from "../sandbox/execute";
import { openTemporarySandbox, root } from "../sandbox/sandbox";

/** Prints times, in milliseconds, as the median, the 99th percentile and the longest. */
function shown(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(2);
  console.log(
    `${name.padEnd(46)} median ${at(0.5).padStart(8)} ms   p99 ${at(0.99).padStart(8)} ms   max ` +
      `${at(1).padStart(8)} ms   (${times.length} runs)`,
  );
}

function timed(run: () => unknown): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function analysis(): void {
  const context = contextOf();
  const policies = managedPolicyArns().map((arn) => policyOf(arn, arn));
  const all = (): number[] =>
    policies.map((policy) => timed(() => findingsOf({ kind: "role", name: "any", policies: [policy] }, context)));
  shown("one managed policy, first round", all());
  shown("one managed policy, warm", all());
}

/** Loads the pack as a preview does: from compiled code, each time in a new process. */
function loading(): void {
  const program =
    `require(${JSON.stringify(join(root, "policypack/load.cjs"))}).loadTypeScript(); const { actionCatalogue } ` +
    `= require(${JSON.stringify(join(root, "policypack/iam/catalogue/actions.ts"))}); const t = ` +
    "process.hrtime.bigint(); actionCatalogue(); console.log(Number(process.hrtime.bigint() - t) / 1e6)";
  shown(
    "loading the catalogue",
    Array.from({ length: 15 }, () => Number(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }))),
  );
}

/** Runs each scanner's command on the same policy, with a new process for each run. */
function scanners(): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "policy.json");
  writeFileSync(file, managedPolicy("arn:aws:iam::aws:policy/AmazonS3FullAccess")!.document);
  const commands: readonly (readonly [command: string, ...args: string[]])[] = [
    [process.execPath, join(root, "cli/bin/cross-account.cjs"), "check", file],
    ["parliament", "--file", file],
    ["cloudsplaining", "scan-policy-file", "--input-file", file],
    ["checkov", "--quiet", "--file", file],
  ];
  for (const [command, ...args] of commands) {
    const name = command === process.execPath ? "cross-account check" : command;
    if (spawnSync(command, ["--version"]).error !== undefined) {
      console.log(`${`the command ${name}`.padEnd(46)} left out: it is not on PATH`);
      continue;
    }
    shown(
      `the command ${name}`,
      Array.from({ length: 7 }, () => timed(() => spawnSync(command, args))),
    );
  }
  rmSync(folder, { recursive: true });
}

/** Runs previews with and without the pack in turn, so that a slow moment of the machine slows both. */
async function previews(rounds: number): Promise<void> {
  const sandbox = await openTemporarySandbox();
  try {
    const preview = async (...args: string[]): Promise<number> => {
      const start = process.hrtime.bigint();
      const { code, stdout, stderr } = await execute(
        "pulumi",
        ["preview", "--stack", "trusting", "--non-interactive", ...args],
        { cwd: root, env: sandbox.env },
      );
      if (code !== 0) throw new Error(`The preview failed: ${stdout}${stderr}`);
      return Number(process.hrtime.bigint() - start) / 1e6;
    };
    const without: number[] = [];
    const withPack: number[] = [];
    await preview("--policy-pack", "policypack");
    for (let i = 0; i < rounds; i++) {
      without.push(await preview());
      withPack.push(await preview("--policy-pack", "policypack"));
    }
    shown("preview without the pack", without);
    shown("preview with the pack", withPack);
    shown(
      "what the pack adds to a preview",
      withPack.map((time, i) => time - without[i]!),
    );
  } finally {
    await sandbox.remove();
  }
}

async function main(): Promise<void> {
  loading();
  analysis();
  scanners();
  await previews(Number(process.env.BENCH_ROUNDS ?? 7));
}

void main();
