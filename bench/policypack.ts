/**
 * Measures how long the policy pack takes: for all AWS managed policies, to load its catalogue, and in the engine. Other
 * scanners on the PATH are measured too. Run with `npm run bench`; `npm run bench:roles` measures stacks of many roles.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { managedPolicy, managedPolicyArns, parsePolicy } from "../policypack/iam";
import { contextOf, findingsOf } from "../policypack/judge";
import { policyOf } from "../policypack/attachedPolicy";
import { root } from "../sandbox/sandbox";
import { against, quantile, timed } from "./cpu";
import { roles } from "./roles";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);

/** Prints times, in milliseconds, as the median, the 99th percentile and the longest. */
function shown(name: string, times: readonly number[]): void {
  const at = (share: number): string => quantile(times, share).toFixed(2).padStart(8);
  console.log(
    `${name.padEnd(46)} median ${at(0.5)} ms   p99 ${at(0.99)} ms   max ${at(1)} ms   (${times.length} runs)`,
  );
}

/** How often each policy is judged in a row when the pack is warm: one run is shorter than the clock is exact. */
const IN_A_ROW = 3;

/** Of so many rounds the median counts for each policy, since other programs slow down some. */
const WARM_ROUNDS = 5;

function analysis(): void {
  const context = contextOf();
  const policies = managedPolicyArns().map((arn) => policyOf(arn, arn));
  const all = (runs: number): number[] =>
    policies.map((policy) => timed(() => findingsOf({ kind: "role", name: "any", policies: [policy] }, context), runs));
  const documents = managedPolicyArns().map((arn) => managedPolicy(arn)!.document);
  const reading = documents.map((document) => timed(() => parsePolicy(document, "identity"), IN_A_ROW));
  shown("one managed policy, first round, CPU time", all(1));
  const rounds = Array.from({ length: WARM_ROUNDS + 1 }, () => all(IN_A_ROW)).slice(1);
  const warm = policies.map((_, i) =>
    quantile(
      rounds.map((times) => times[i]!),
      0.5,
    ),
  );
  shown("one managed policy, warm, CPU time", warm);
  const sum = (times: readonly number[]): number => times.reduce((total, time) => total + time, 0);
  console.log(`to judge all takes ${(sum(warm) / sum(reading)).toFixed(1)} times as long as to read their JSON`);
  against("one managed policy, warm, median", quantile(warm, 0.5), 0.2, "ms");
  against("one managed policy, warm, 99th percentile", quantile(warm, 0.99), 5, "ms");
}

/** Loads the pack as a preview does: from compiled code, each time in a new process. */
function loading(): void {
  const program =
    `require(${JSON.stringify(join(root, "policypack/load.cjs"))}).loadTypeScript(); const { actionCatalogue } ` +
    `= require(${JSON.stringify(join(root, "policypack/iam/catalogue/actions.ts"))}); const t = process.cpuUsage(); ` +
    "actionCatalogue(); const { user, system } = process.cpuUsage(t); console.log((user + system) / 1000)";
  const times = Array.from({ length: 15 }, () =>
    Number(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })),
  );
  shown("loading the catalogue, CPU time", times);
  against("loading the catalogue, median", quantile(times, 0.5), 30, "ms");
}

function passed(run: () => unknown): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
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
      Array.from({ length: 7 }, () => passed(() => spawnSync(command, args))),
    );
  }
  rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  loading();
  analysis();
  if (process.argv.includes("roles")) return roles([10, 150], ROUNDS);
  scanners();
  await roles([], ROUNDS);
}

void main();
