/**
 * Measures how the time and memory of a review grow with the number of accounts, all of one organization with 40
 * policies, and fails where an account takes more requests than it should. Run with `npm run bench:review`, or
 * with other sizes: `npm run bench:review -- 50 100 200`. Each size has a process of its own; the accounts are on a
 * server in this process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../sandbox/execute";
import { makeEstate } from "./review/estate";
import { makeOrganization } from "./review/organization";
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

/** How many policies the organization has beside AWS's own. */
const policies = 40;
/** The most requests of an account, without those that AWS throttles, and without the organization's own pages. */
const mostOfAnAccount = 12;
/** How much more processor time an account may take of the largest estate than of the smallest. */
const mostGrowth = 1.5;

interface Row extends Measured {
  readonly accounts: number;
  readonly requests: number;
  readonly mostRequests: number;
  readonly pages: number;
  readonly mostPages: number;
}

async function measure(accounts: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "estate-"));
  const estate = makeEstate({ accounts, roles: 20, users: 50 });
  const organization = makeOrganization(estate, policies);
  const server = await serveEstate(estate, { used: 1, throttleEvery: 20, organization });
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
      accounts,
      requests: requests.reduce((sum, one) => sum + one),
      mostRequests: Math.max(...server.answered.values()),
      pages: server.pages,
      mostPages: organization.pages,
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const columns: readonly (readonly [head: string, cell: (row: Row) => string | number])[] = [
  ["accounts", ({ accounts }) => accounts],
  ["gather s", ({ gatherSeconds }) => gatherSeconds.toFixed(1)],
  ["CPU s", ({ gatherCpu }) => gatherCpu.toFixed(1)],
  ["assess s", ({ assessSeconds }) => assessSeconds.toFixed(1)],
  ["CPU s", ({ assessCpu }) => assessCpu.toFixed(1)],
  ["ms each", (row) => millisecondsEach(row).toFixed(0)],
  ["peak MB", ({ peakMegabytes }) => peakMegabytes.toFixed(0)],
  ["requests", ({ requests }) => requests],
  ["at most", ({ mostRequests }) => mostRequests],
  ["org pages", ({ pages }) => pages],
  ["roles", ({ roles }) => roles],
  ["findings", ({ findings }) => findings],
  ["missing", ({ missing }) => missing],
];

/** Processor time of an account. */
function millisecondsEach({ gatherCpu, assessCpu, accounts }: Row): number {
  return ((gatherCpu + assessCpu) * 1000) / accounts;
}

async function main(sizes: readonly number[]): Promise<void> {
  console.log(line(columns.map(([head]) => head)));
  const rows: Row[] = [];
  for (const accounts of sizes) {
    const row = await measure(accounts);
    rows.push(row);
    console.log(line(columns.map(([, cell]) => cell(row))));
  }
  const problems = rows.flatMap(({ accounts, mostRequests, pages, mostPages, missing }) => [
    ...(mostRequests > mostOfAnAccount
      ? [`${accounts} accounts: one takes ${mostRequests} requests, expected at most ${mostOfAnAccount}`]
      : []),
    ...(pages > mostPages
      ? [`${accounts} accounts: the organization takes ${pages} requests, expected at most ${mostPages}`]
      : []),
    ...(missing > 0 ? [`${accounts} accounts: ${missing} things are not known, expected none`] : []),
  ]);
  const sorted = [...rows].sort((a, b) => a.accounts - b.accounts).map(millisecondsEach);
  const growth = sorted.at(-1)! / sorted[0]!;
  if (growth > mostGrowth)
    problems.push(
      `an account of the largest estate takes ${growth.toFixed(1)} times the processor time of one of the smallest, ` +
        `expected at most ${mostGrowth}: time grows faster than the accounts`,
    );
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(9)).join(" ");
}

const sizes = process.argv.slice(2).map(Number);
void main(sizes.length > 0 ? sizes : [50, 100, 200]);
