/** How to start this command: as people type it here, and as files refer to it from anywhere. */
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import { wordToPaste } from "../assume/output/quoting";

const name = "cross-account";
const windows = process.platform === "win32";

/**
 * What to type to run this command, quoted for a shell: `cross-account` if the PATH has it, else the path of the
 * launcher.
 *
 * @param directory the folder in which it is typed; if the checkout contains this folder, or is in it, the path is
 * relative
 * @param quote quotes a path that contains special characters
 */
export function typed(
  env: NodeJS.ProcessEnv,
  directory?: string,
  quote = windows ? quoteWindows : wordToPaste,
): string {
  const program = started();
  if (program === undefined || installed(program, env) !== undefined) return name;
  const file = launcherOf(program) ?? program;
  const path = directory === undefined ? file : shortest(file, directory);
  return /^[\w+/=.,:@%-]+$/.test(path) ? path : quote(path);
}

/** The same, for the folder of this process. */
export function typedHere(): string {
  return (here ??= typed(process.env, process.cwd()));
}

/** Remembered, because long texts contain it often. */
let here: string | undefined;

/**
 * The words that start this command permanently: the installed command, else the launcher. Undefined when npm's package
 * runner (npx) only unpacked it for this run.
 */
export function lasting(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const program = started();
  if (program === undefined) return [name];
  const there = installed(program, env) ?? (windows ? undefined : launcherOf(program));
  if (there !== undefined) return [there];
  if (isPassing(program)) return undefined;
  return windows ? [process.execPath, program] : [program];
}

/** The path of the running cross-account.cjs; undefined when something else runs this code, such as a test. */
function started(): string | undefined {
  try {
    const file = realpathSync(process.argv[1] ?? "");
    return basename(file) === `${name}.cjs` ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The launcher of a checkout. An installed package has none. */
function launcherOf(program: string): string | undefined {
  const file = join(dirname(program), "..", "..", windows ? `${name}.cmd` : name);
  return existsSync(file) ? file : undefined;
}

/** The path of `cross-account` in the PATH, if it is this command. */
function installed(program: string, env: NodeJS.ProcessEnv): string | undefined {
  // There, npm installs a script, and the script does not tell which program it starts.
  if (windows) return undefined;
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    // npm adds this folder to the PATH of its own scripts only.
    if (!isAbsolute(folder) || isPassing(folder) || folder.endsWith(join("node_modules", ".bin"))) continue;
    const found = join(folder, name);
    if (isExecutable(found)) return [program, launcherOf(program)].includes(realpathSync(found)) ? found : undefined;
  }
  return undefined;
}

/** Whether a path is in the cache of npm's package runner, which may be emptied at any time. */
function isPassing(path: string): boolean {
  return path.split(/[\\/]/).includes("_npx");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shortest(file: string, directory: string): string {
  const way = relative(directory, file);
  const around = !relative(dirname(file), directory).split(sep).includes("..");
  if (isAbsolute(way) || (way.startsWith("..") && !around)) return file;
  return way.startsWith("..") ? way : `.${sep}${way}`;
}

function quoteWindows(path: string): string {
  return `"${path}"`;
}
