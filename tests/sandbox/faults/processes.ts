import { execute } from "../../../sandbox/execute";

/** What a deployment consists of. */
export type ProcessRole = "engine" | "plugin" | "host" | "program";

/** A process of a deployment. */
export interface DeploymentProcess {
  readonly pid: number;
  readonly role: ProcessRole | "other";
}

const forms: readonly [ProcessRole, RegExp][] = [
  ["plugin", /aws-plugin\/(start\.cjs|pulumi-resource-aws)|pulumi-resource-aws/],
  ["host", /pulumi-language-nodejs/],
  ["program", /@pulumi\/pulumi\/cmd\/run\b/],
];

/** An engine that runs, and everything that it has started. */
export async function deploymentOf(engine: number): Promise<DeploymentProcess[]> {
  const { stdout } = await execute("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const all = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args: args! }];
  });
  const found: DeploymentProcess[] = [];
  const collect = (pid: number, role: DeploymentProcess["role"]): void => {
    found.push({ pid, role });
    for (const child of all)
      if (child.parent === pid) collect(child.pid, forms.find(([, form]) => form.test(child.args))?.[0] ?? "other");
  };
  if (all.some(({ pid }) => pid === engine)) collect(engine, "engine");
  return found;
}

/** Whether a process runs; one that has ended and that nobody has waited for does not. */
export async function runs(pid: number): Promise<boolean> {
  const { stdout } = await execute("ps", ["-o", "stat=", "-p", String(pid)]);
  return /^[^Z\s]/.test(stdout);
}

/** Ends a process at once, as the kernel does when memory is short. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
