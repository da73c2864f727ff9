import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../sandbox/execute";
import { root, type Sandbox } from "../sandbox/sandbox";

/** What a process of a preview used: milliseconds of CPU time, and the most memory. */
export interface Used {
  readonly cpu: number;
  readonly megabytes: number;
}

/** What a preview took. */
export interface Preview {
  readonly program: Used;
  readonly pack: Used;
  /** Milliseconds in all. */
  readonly passed: number;
}

interface Note extends Used {
  readonly argv: readonly string[];
}

/** Runs the engine. It does not wait for a pack's process, so that the processes note by themselves what they use. */
export async function preview(
  sandbox: Sandbox,
  cwd: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Preview> {
  const notes = mkdtempSync(join(sandbox.directory, "usage-"));
  const { NODE_OPTIONS: options = "" } = sandbox.env;
  const env = {
    ...sandbox.env,
    ...more,
    BENCH_USAGE: notes,
    NODE_OPTIONS: `${options} -r ${join(root, "bench/usage.cjs")}`,
  };
  const start = process.hrtime.bigint();
  const { code, stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], { cwd, env });
  const passed = Number(process.hrtime.bigint() - start) / 1e6;
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${stdout}${stderr}`);
  const all = readdirSync(notes)
    .map((name) => readFileSync(join(notes, name), "utf8"))
    // A process that ended at once has noted nothing.
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as Note);
  const of = (runner: string): Used => {
    const own = all.filter(({ argv }) => argv.some((one) => one.includes(`${runner}/index.js`)));
    return {
      cpu: own.reduce((sum, { cpu }) => sum + cpu, 0),
      megabytes: Math.max(0, ...own.map(({ megabytes }) => megabytes)),
    };
  };
  return { program: of("cmd/run"), pack: of("cmd/run-policy-pack"), passed };
}
