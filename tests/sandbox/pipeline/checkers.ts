/** actionlint and zizmor, which look at workflows. Made once, in the user's cache, of exactly what is pinned beside this. */
import { mkdtempSync, readFileSync, renameSync, rmSync, existsSync } from "node:fs";
import { join } from "node:path";
import { cacheKey, openCache } from "../../../sandbox/cache";
import { toolchain } from "../../../sandbox/engine/build";
import { withLock } from "../../../sandbox/emulator/lock";
import { execute } from "../../../sandbox/execute";
import { createVirtualEnvironment, findPython } from "../../../sandbox/python";

const pinned = join(__dirname, "checkers");

/** The two programs. */
export interface Checkers {
  readonly actionlint: string;
  readonly zizmor: string;
}

/** Builds and installs them where that is not done yet. @throws with the last words of what failed */
export async function checkers(): Promise<Checkers> {
  const python = await findPython();
  const texts = ["go.mod", "go.sum", "requirements.txt"].map((name) => readFileSync(join(pinned, name)));
  const folder = join(openCache(), `checkers-${cacheKey(process.platform, process.arch, python.version, ...texts)}`);
  const found = { actionlint: join(folder, "actionlint"), zizmor: join(folder, "python", "bin", "zizmor") };
  const whole = () => Object.values(found).every((program) => existsSync(program));
  const make = async () => {
    if (whole()) return;
    rmSync(folder, { recursive: true, force: true });
    const scratch = mkdtempSync(`${folder}-`);
    try {
      const { go, environment } = await toolchain(scratch, () => {});
      const built = await execute(
        go,
        [
          "build",
          "-mod=readonly",
          "-trimpath",
          "-o",
          join(scratch, "bin", "/"),
          "github.com/rhysd/actionlint/cmd/actionlint",
        ],
        {
          cwd: pinned,
          env: { ...process.env, GOFLAGS: "-modcacherw", GOTOOLCHAIN: "local", CGO_ENABLED: "0", ...environment },
        },
      );
      if (built.code !== 0) throw new Error(`actionlint was not built: ${built.stderr}`);
      // A virtual environment knows its own place, so it is made there, and is whole when the other program comes.
      await createVirtualEnvironment(python, join(folder, "python"), join(pinned, "requirements.txt"));
      renameSync(join(scratch, "bin", "actionlint"), found.actionlint);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };
  await withLock(`${folder}.lock`, make, { what: "is making the checkers of workflows" });
  return found;
}
