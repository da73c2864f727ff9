/**
 * CPU time, of all cores and without waiting, since other programs on a machine change it far less than the time that
 * passes.
 */

/** Milliseconds of CPU time that this process has used, with what the compiler and the garbage collector did beside it. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** CPU time of a run in this process, in milliseconds: the average of some runs, since one may be too short. */
export function timed(run: () => unknown, runs = 1): number {
  const start = cpu();
  for (let i = 0; i < runs; i++) run();
  return (cpu() - start) / runs;
}

/** Prints a figure beside its limit. */
export function against(name: string, figure: number, limit: number, unit: string): void {
  const share = `${((100 * figure) / limit).toFixed(0)} %`;
  console.log(
    `${name.padEnd(58)} ${figure.toFixed(2).padStart(9)} ${unit.padEnd(4)} limit ${String(limit).padStart(5)} ${share.padStart(6)}`,
  );
}

/** The value below which a share of some values lies: 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
