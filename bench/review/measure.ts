/**
 * Reviews the project in a folder once and prints the time and memory as one line of JSON. Runs in a process of its
 * own.
 */
import { assess } from "../../cli/review/assess";
import { broaderThan } from "../../cli/review/approvals/compare";
import { gather } from "../../cli/review/evidence/gather";

async function main(folder: string): Promise<void> {
  const loaded = process.cpuUsage();
  const began = performance.now();
  const evidence = await gather({ project: folder });
  const gathered = performance.now();
  const gathering = process.cpuUsage(loaded);
  const review = assess(evidence, [], { unusedAfter: 90, keysOlderThan: 90, dueWithin: 30, compare: broaderThan });
  const assessed = performance.now();
  const assessing = process.cpuUsage(loaded);
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  console.log(
    JSON.stringify({
      gatherSeconds: (gathered - began) / 1000,
      gatherCpu: seconds(gathering),
      assessSeconds: (assessed - gathered) / 1000,
      assessCpu: seconds(assessing) - seconds(gathering),
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      roles: review.roles.length,
      findings: review.findings.length,
      missing: review.missing.length,
    }),
  );
}

void main(process.argv[2]!);
