import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheKey, openCache } from "../cache";
import { step } from "../progress";
import { createVirtualEnvironment, findPython, type Python } from "../python";
import { withLock } from "./lock";
import { damageOf, stampOf } from "./packages";

const requirements = join(__dirname, "requirements.txt");
/** The state of an installation that was interrupted, or never started. */
const unfinished = "it was not finished";

/**
 * Installs the emulator's packages in the user's cache folder, once for each version of them and of Python. Says on
 * standard error what takes long. Processes that start at the same time share one installation. An incomplete or
 * damaged installation is removed and made again.
 *
 * @param unusable why the installed packages cannot be used, if somebody tried; then they are installed again
 * @returns the path of the Python interpreter that has the packages
 * @throws says what is missing and how to get it: Python 3.10 or newer, its `venv` module, a network
 */
export async function installEmulator(unusable?: string): Promise<string> {
  const python = await findPython();
  const directory = join(openCache(), `emulator-${cacheKey(readFileSync(requirements), python.version)}`);
  const interpreter = join(directory, "bin", "python");
  // Written last: without it, the installation is not finished.
  const stamp = join(directory, "installed");
  const made = () => statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  const damage = () =>
    made() === undefined
      ? unfinished
      : damageOf(directory, readFileSync(stamp, "utf8"), readFileSync(requirements, "utf8"));
  const before = made();
  if (unusable === undefined && damage() === undefined) return interpreter;
  const alone = async () => {
    // If several processes found the damage, the first one has already repaired it.
    const found = damage() ?? (made() === before ? unusable : undefined);
    if (found === undefined) return;
    if (found !== unfinished)
      console.error(`The emulator's packages in ${directory} are damaged (${found}): installing them anew.`);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    await step("Installing the emulator (moto and its packages, about 140 MB)", () => install(python, directory));
    writeFileSync(stamp, stampOf(directory, python.version));
  };
  await withLock(`${directory}.lock`, alone, { what: "is installing the emulator" });
  return interpreter;
}

async function install(python: Python, directory: string): Promise<void> {
  try {
    await createVirtualEnvironment(python, directory, requirements);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}
