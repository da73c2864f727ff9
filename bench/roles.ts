/**
 * Measures what the policy pack adds to previews of stacks with one role and with more, in the engine. Previews with and
 * without the pack take turns, so that a slow moment of the machine slows both.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { openTemporarySandbox, root, type Sandbox } from "../sandbox/sandbox";
import { against, quantile } from "./cpu";
import { preview as run } from "./preview";

const ROLES = "cross-account-access:roles";

/** The settings of the example's trusting stack, with so many roles like its own. Each has a policy that differs. */
function settings(count: number): string {
  const { config } = parse(readFileSync(join(root, "Pulumi.trusting.yaml"), "utf8")) as {
    config: Readonly<Record<string, object>>;
  };
  const example = JSON.stringify(Object.values(config[ROLES] as Readonly<Record<string, object>>)[0]);
  const roles = Array.from({ length: count }, (_, i): [string, unknown] => [
    `deploy${i}`,
    JSON.parse(example.replaceAll("web-shop-artifacts", `web-shop-artifacts-${i}`)),
  ]);
  return JSON.stringify({ config: { ...config, [ROLES]: Object.fromEntries(roles) } });
}

/** A pack without policies: what it adds, the engine and the framework add. */
function emptyPack(directory: string): string {
  const folder = join(directory, "empty-pack");
  mkdirSync(folder);
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "description: nothing\nruntime: nodejs\nversion: 0.1.0\n");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", version: "0.1.0", main: "main.cjs" }));
  const program = 'process.chdir(__dirname);\nnew (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });\n';
  writeFileSync(join(folder, "main.cjs"), program);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** CPU time of the pack's process, and the time that passed in all, in milliseconds. */
interface Preview {
  readonly cpu: number;
  readonly passed: number;
}

async function preview(sandbox: Sandbox, file: string, pack?: string): Promise<Preview> {
  const args = ["preview", "--stack", "trusting", "--config-file", file];
  const took = await run(sandbox, root, pack === undefined ? args : [...args, "--policy-pack", pack]);
  return { cpu: took.pack.cpu, passed: took.passed };
}

/**
 * Prints what the pack adds, beside what an empty pack adds in the same run.
 * @param counts the numbers of roles, beside one role
 */
export async function roles(counts: readonly number[], rounds: number): Promise<void> {
  const sandbox = await openTemporarySandbox();
  try {
    const empty = emptyPack(sandbox.directory);
    const median = (list: readonly Preview[], of: (one: Preview) => number): number => quantile(list.map(of), 0.5);
    const measured = async (count: number): Promise<{ own: number; empty: number; passed: number }> => {
      const file = join(sandbox.directory, `roles-${count}.yaml`);
      writeFileSync(file, settings(count));
      const found: { readonly without: Preview; readonly empty: Preview; readonly own: Preview }[] = [];
      for (let i = 0; i < rounds; i++)
        found.push({
          without: await preview(sandbox, file),
          empty: await preview(sandbox, file, empty),
          own: await preview(sandbox, file, "policypack"),
        });
      const passed = quantile(
        found.map((one) => one.own.passed - one.without.passed),
        0.5,
      );
      const cpuOf = (which: "own" | "empty"): number =>
        median(
          found.map((one) => one[which]),
          ({ cpu }) => cpu,
        );
      return { own: cpuOf("own"), empty: cpuOf("empty"), passed };
    };
    await preview(sandbox, join(root, "Pulumi.trusting.yaml"), "policypack");
    const one = await measured(1);
    ratio("a preview of one role: the pack's process", one.own, "an empty pack's", one.empty);
    against("what the pack uses for one role beyond an empty pack", (one.own - one.empty) / 1000, 0.8, "s");
    console.log(
      `  the time that passed: ${(one.passed / 1000).toFixed(2)} s more than without a pack (limit on a quiet machine: 0.8)`,
    );
    for (const count of counts) {
      const more = await measured(count);
      const each = (of: "own" | "empty" | "passed"): number => (more[of] - one[of]) / (count - 1);
      ratio(`each further role of ${count}: the pack's process`, each("own"), "an empty pack's", each("empty"));
      against(`what the pack uses for each of them beyond an empty pack`, each("own") - each("empty"), 8, "ms");
      console.log(
        `  the time that passed: ${each("passed").toFixed(1)} ms more for each (limit on a quiet machine: 8)`,
      );
    }
  } finally {
    await sandbox.remove();
  }
}

function ratio(name: string, own: number, other: string, its: number): void {
  console.log(
    `${name} uses ${own.toFixed(0)} ms of CPU time, ${(own / its).toFixed(2)} times ${other} ${its.toFixed(0)} ms`,
  );
}
