/** How this command is started: from here, for what people are told to type, and from anywhere, for what is written into files. */
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import { wordToPaste } from "../assume/output/quoting";

const name = "cross-account";
const windows = process.platform === "win32";

/**
 * What to type to run this command, as a shell takes it: `cross-account` where the PATH has it, else the path of the
 * launcher.
 *
 * @param directory where it is typed; the path is a relative one where the checkout is around or in this folder
 * @param quote how the shell takes a path that has more than letters in it
 */
export function typed(env: NodeJS.ProcessEnv, directory?: string, quote = windows ? quoteWindows : wordToPaste): string {
  const program = started();
  if (program === undefined || installed(program, env) !== undefined) return name;
  const file = launcherOf(program) ?? program;
  const path = directory === undefined ? file : shortest(file, directory);
  return /^[\w+/=.,:@%-]+$/.test(path) ? path : quote(path);
}

/** The same, typed where this process stands. */
export function typedHere(): string {
  return (here ??= typed(process.env, process.cwd()));
}

/** Long texts say it often. */
let here: string | undefined;

/**
 * The words that start this command and stay right: where it is installed, else the launcher. Undefined when the
 * package runner of npm unpacked it for this once.
 */
export function lasting(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const program = started();
  if (program === undefined) return [name];
  const there = installed(program, env) ?? (windows ? undefined : launcherOf(program));
  if (there !== undefined) return [there];
  if (isPassing(program)) return undefined;
  return windows ? [process.execPath, program] : [program];
}

/** cross-account.cjs as it is running; undefined where something else runs its code, a test for example. */
function started(): string | undefined {
  try {
    const file = realpathSync(process.argv[1] ?? "");
    return basename(file) === `${name}.cjs` ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The launcher of a checkout; an installed package has none. */
function launcherOf(program: string): string | undefined {
  const file = join(dirname(program), "..", "..", windows ? `${name}.cmd` : name);
  return existsSync(file) ? file : undefined;
}

/** The path of the PATH's `cross-account`, when that is this one. */
function installed(program: string, env: NodeJS.ProcessEnv): string | undefined {
  // The one that npm makes there is a script, which does not tell what it starts.
  if (windows) return undefined;
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    // What npm has put there for its own scripts is on nobody's own PATH.
    if (!isAbsolute(folder) || isPassing(folder) || folder.endsWith(join("node_modules", ".bin"))) continue;
    const found = join(folder, name);
    if (isExecutable(found)) return [program, launcherOf(program)].includes(realpathSync(found)) ? found : undefined;
  }
  return undefined;
}

/** Whether a path is in the cache of npm's package runner, which is emptied at any time. */
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
