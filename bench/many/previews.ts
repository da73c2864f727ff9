import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTemporarySandbox, root } from "../../sandbox/sandbox";
import { preview } from "../preview";
import { writeRoles } from "./settings";

/** What each role takes of a preview, in milliseconds. */
export interface EachRole {
  /** CPU time of the program's process, and the time that passed. */
  readonly ours: Took;
  /** The same of a program that registers the same resources and does nothing else. */
  readonly bare: Took;
  /** CPU time of the pack's process, and the time that passes more with the pack. */
  readonly pack: Took;
  /** The most memory that each process took. The program's is mostly what was not collected yet. */
  readonly megabytes: { readonly ours: number; readonly bare: number; readonly pack: number };
}

/** Milliseconds. */
interface Took {
  readonly cpu: number;
  readonly passed: number;
}

/** Previews stacks of so many roles. What the first of them take does not count: it is mostly the start. */
export async function eachRole(roles: number): Promise<EachRole> {
  const few = Math.ceil(roles / 10);
  const sandbox = await openTemporarySandbox();
  try {
    const [ours, bare] = [join(sandbox.directory, "ours"), join(sandbox.directory, "bare")];
    writeProject(ours, "cross-account-access", "main.cjs");
    writeProject(bare, "bare", "bare.cjs");
    symlinkSync(join(root, "bench", "many", "bare.cjs"), join(bare, "bare.cjs"));
    await preview(sandbox, bare, ["stack", "init", "trusting"]);
    const command = ["preview", "--stack", "trusting"];
    const kinds = {
      ours: () => preview(sandbox, ours, command),
      bare: (count: number) => preview(sandbox, bare, command, { BENCH_ROLES: String(count) }),
      packed: () => preview(sandbox, ours, [...command, "--policy-pack", join(root, "policypack")]),
    };
    writeRoles(ours, 1);
    // Compiles what is not compiled yet.
    await kinds.packed();
    const took = async (count: number) => {
      writeRoles(ours, count);
      return { ours: await kinds.ours(), bare: await kinds.bare(count), packed: await kinds.packed() };
    };
    const [start, end] = [await took(few), await took(roles)];
    const each = (of: (all: typeof start) => number) => (of(end) - of(start)) / (roles - few);
    const program = (kind: keyof typeof kinds): Took => ({
      cpu: each((all) => all[kind].program.cpu),
      passed: each((all) => all[kind].passed),
    });
    return {
      ours: program("ours"),
      bare: program("bare"),
      pack: {
        cpu: each(({ packed }) => packed.pack.cpu),
        passed: each((all) => all.packed.passed - all.ours.passed),
      },
      megabytes: {
        ours: end.ours.program.megabytes,
        bare: end.bare.program.megabytes,
        pack: end.packed.pack.megabytes,
      },
    };
  } finally {
    await sandbox.remove();
  }
}

function writeProject(folder: string, name: string, main: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of ["main.cjs", "index.ts", "package.json", "tsconfig.json", "node_modules"])
    symlinkSync(join(root, part), join(folder, part));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\nmain: ${main}\n`,
  );
  const config = '  aws:region: eu-west-1\n  aws:profile: trusting\n  aws:allowedAccountIds: ["111111111111"]\n';
  writeFileSync(join(folder, "Pulumi.trusting.yaml"), `config:\n${config}`);
}
