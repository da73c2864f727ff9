import { join } from "node:path";
import { execute } from "./execute";
import { lastSaid } from "./said";

/** A Python interpreter that is new enough. */
export interface Python {
  /** The name or path to run it by. */
  readonly command: string;
  /** `major.minor.micro`. */
  readonly version: string;
}

/** The oldest Python that the pinned packages support. */
const minimumMinor = 10;

/**
 * Finds a Python 3.10 or newer on `PATH`.
 *
 * @throws with what was found instead, and how to get a suitable one
 */
export async function findPython(): Promise<Python> {
  const seen: string[] = [];
  for (const command of ["python3", "python"]) {
    const outcome = await execute(command, ["-c", "import platform; print(platform.python_version())"]).catch(
      () => undefined,
    );
    const version = outcome?.code === 0 ? outcome.stdout.trim() : undefined;
    if (!version) continue;
    const [major, minor] = version.split(".").map(Number);
    if (major === 3 && minor !== undefined && minor >= minimumMinor) return { command, version };
    seen.push(`${command} is ${version}`);
  }
  throw new Error(
    `Python 3.${minimumMinor} or newer is needed and was not found on PATH (${seen.join(", ") || "there is no python3 and no python"}). ` +
      "Install it (https://www.python.org/downloads/, or `apt install python3 python3-venv`, `brew install " +
      "python`) and run the command again.",
  );
}

/**
 * Makes a virtual environment with exactly the pinned packages of a requirements file, checked by their hashes.
 *
 * @param directory the environment's folder; it must not exist yet
 * @throws with pip's last lines when the packages cannot be installed, or when this Python cannot make environments
 */
export async function createVirtualEnvironment(python: Python, directory: string, requirements: string): Promise<void> {
  const made = await execute(python.command, ["-m", "venv", directory]);
  if (made.code !== 0) {
    throw new Error(
      `${python.command} (${python.version}) cannot make a virtual environment; on Debian and Ubuntu, \`apt ` +
        `install python3-venv\` adds what is missing. It said: ${lastSaid(made.stdout + made.stderr)}`,
    );
  }
  const pip = [
    join(directory, "bin", "python"),
    [
      "-m",
      "pip",
      "install",
      "--require-hashes",
      "--only-binary",
      ":all:",
      "--no-input",
      "--disable-pip-version-check",
      "--quiet",
      "--requirement",
      requirements,
    ],
  ] as const;
  const installed = await execute(...pip);
  if (installed.code !== 0) {
    throw new Error(
      `pip could not install the packages pinned in ${requirements}: without a network, or behind a proxy ` +
        "that pip does not know, they cannot be fetched. It said: " +
        `${lastSaid(installed.stdout + installed.stderr)}`,
    );
  }
}
