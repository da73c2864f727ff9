import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheKey, openCache } from "../cache";
import { step } from "../progress";
import { createVirtualEnvironment, findPython, type Python } from "../python";
import { withLock } from "./lock";
import { damageOf, stampOf } from "./packages";

const requirements = join(__dirname, "requirements.txt");
/** What an installation is that was interrupted, or never began. */
const unfinished = "it was not finished";

/**
 * Brings the emulator's packages into the user's cache directory, once for each version of them and of Python, and says
 * on standard error what takes long. Two that start at the same time share one installation; what was left half done, or
 * has lost something since, is removed by the next.
 *
 * @param unusable why the packages that are there cannot be used, where somebody tried: they are installed anew
 * @returns the path of the Python interpreter that has the packages
 * @throws with what is missing and how to get it: Python 3.10 or newer, its `venv` module, a network
 */
export async function installEmulator(unusable?: string): Promise<string> {
  const python = await findPython();
  const directory = join(openCache(), `emulator-${cacheKey(readFileSync(requirements), python.version)}`);
  const interpreter = join(directory, "bin", "python");
  // Written last: a directory without it is not finished.
  const stamp = join(directory, "installed");
  const made = () => statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  const damage = () => (made() === undefined ? unfinished : damageOf(directory, readFileSync(stamp, "utf8"), readFileSync(requirements, "utf8")));
  const before = made();
  if (unusable === undefined && damage() === undefined) return interpreter;
  const alone = async () => {
    // Of several that found it damaged, the first has mended it.
    const found = damage() ?? (made() === before ? unusable : undefined);
    if (found === undefined) return;
    if (found !== unfinished) console.error(`The emulator's packages in ${directory} are damaged (${found}): installing them anew.`);
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
