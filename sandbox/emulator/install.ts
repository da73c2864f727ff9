import { mkdirSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory, cacheKey } from "../cache";
import { step } from "../progress";
import { createVirtualEnvironment, findPython, type Python } from "../python";
import { withLock } from "./lock";

const requirements = join(__dirname, "requirements.txt");

/**
 * Brings the emulator's packages into the user's cache directory, once for each version of them and of Python, and says
 * on standard error what takes long. Two that start at the same time share one installation; what was left half done is
 * removed by the next.
 *
 * @returns the path of the Python interpreter that has the packages
 * @throws with what is missing and how to get it: Python 3.10 or newer, its `venv` module, a network
 */
export async function installEmulator(): Promise<string> {
  const python = await findPython();
  const directory = join(cacheDirectory(), `emulator-${cacheKey(readFileSync(requirements), python.version)}`);
  const interpreter = join(directory, "bin", "python");
  // Written last: a directory without it is not finished.
  const stamp = join(directory, "installed");
  const installed = () => existsSync(stamp) && existsSync(interpreter);
  if (installed()) return interpreter;
  mkdirSync(dirname(directory), { recursive: true });
  await withLock(`${directory}.lock`, async () => {
    if (installed()) return;
    rmSync(directory, { recursive: true, force: true });
    await step("Installing the emulator (moto and its packages, about 140 MB)", () => install(python, directory));
    writeFileSync(stamp, `${python.version}\n`);
  });
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
