/**
 * Measures how the time and memory of a review grow with the number of accounts. Run with `npm run bench:review`, or
 * with other sizes: `npm run bench:review -- 50 100 200`. Each size has a process of its own; the accounts are on a
 * server in this process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../sandbox/execute";
import { makeEstate } from "./review/estate";
import { writeProject } from "./review/project";
import { serveEstate } from "./review/server";

interface Measured {
  readonly gatherSeconds: number;
  /** Processor time in milliseconds. Other processes do not make it longer. */
  readonly gatherCpu: number;
  readonly assessSeconds: number;
  readonly assessCpu: number;
  readonly peakMegabytes: number;
  readonly roles: number;
  readonly findings: number;
  readonly missing: number;
}

const root = join(__dirname, "..");

async function measure(
  accounts: number,
): Promise<Measured & { readonly requests: number; readonly mostOfAnAccount: number }> {
  const folder = mkdtempSync(join(tmpdir(), "estate-"));
  const estate = makeEstate({ accounts, roles: 20, users: 50 });
  const server = await serveEstate(estate, { used: 1, throttleEvery: 20 });
  try {
    const env = writeProject(folder, estate, server.url);
    const ran = await execute(
      process.execPath,
      ["-r", join(root, "sandbox", "register.cjs"), join(root, "bench", "review", "measure.ts"), folder],
      { cwd: root, env },
    );
    if (ran.code !== 0) throw new Error(ran.stderr);
    const requests = [...server.asked.values()].map((actions) => [...actions.values()].reduce((sum, one) => sum + one));
    return {
      ...(JSON.parse(ran.stdout) as Measured),
      requests: requests.reduce((sum, one) => sum + one),
      mostOfAnAccount: Math.max(...requests),
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(sizes: readonly number[]): Promise<void> {
  console.log(
    row([
      "accounts",
      "gather s",
      "CPU s",
      "assess s",
      "CPU s",
      "peak MB",
      "requests",
      "at most",
      "roles",
      "findings",
      "missing",
    ]),
  );
  for (const accounts of sizes) {
    const {
      gatherSeconds,
      gatherCpu,
      assessSeconds,
      assessCpu,
      peakMegabytes,
      requests,
      mostOfAnAccount,
      roles,
      findings,
      missing,
    } = await measure(accounts);
    console.log(
      row([
        accounts,
        ...[gatherSeconds, gatherCpu, assessSeconds, assessCpu].map((seconds) => seconds.toFixed(1)),
        peakMegabytes.toFixed(0),
        requests,
        mostOfAnAccount,
        roles,
        findings,
        missing,
      ]),
    );
  }
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(8)).join("  ");
}

const sizes = process.argv.slice(2).map(Number);
void main(sizes.length > 0 ? sizes : [50, 100, 200]);
