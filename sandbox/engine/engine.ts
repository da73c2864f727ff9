import { accessSync, constants } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { SemVer } from "semver";
import { execute } from "../execute";
import { firstSaid } from "../said";
import { buildEngine, isWholeEngine } from "./build";

/** A Pulumi engine that can run this project: the `pulumi` program with its language host for Node.js beside it. */
export interface Engine {
  /** The folder that holds `pulumi`. */
  readonly directory: string;
  /** As `pulumi version` says, without the `v`. */
  readonly version: string;
}

/**
 * Finds a genuine Pulumi engine, or brings one: the `pulumi` on `PATH`, else a build from its Go module, which an earlier run
 * may have made. All that the build takes is pinned by its hash; the official installer is a script that is not, and is left
 * to people. An engine is good enough when it is not older than the `@pulumi/pulumi` that the programs here run with.
 *
 * @param note told in one line what was passed over and why
 * @throws when none of the ways works, with what each lacked
 */
export async function findEngine(note: (line: string) => void): Promise<Engine> {
  const minimum = await sdkVersion();
  const refused: string[] = [];
  const pass = (reason: string) => {
    refused.push(reason);
    note(reason);
  };
  for (const directory of pulumiOnPath()) {
    const engine = await inspect(directory, minimum, pass);
    if (engine) return engine;
  }
  try {
    const engine = await inspect(await buildEngine(note, isUsable), minimum, pass);
    if (engine) return engine;
  } catch (error) {
    refused.push(error instanceof Error ? error.message : String(error));
  }
  throw new Error(
    [
      "No Pulumi engine could be found or made:",
      ...refused.map((reason) => `  - ${reason}`),
      `Install Pulumi ${minimum.version} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` ` +
        "is on PATH, and run the command again.",
    ].join("\n"),
  );
}

/** The version of the Pulumi SDK that is installed here, which the engine must not be older than. */
async function sdkVersion(): Promise<SemVer> {
  const manifest = JSON.parse(await readFile(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as {
    version: string;
  };
  return new SemVer(manifest.version);
}

function pulumiOnPath(): string[] {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => directory && isExecutable(join(directory, "pulumi")));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether an engine that was built is whole, and both of its programs can be started. */
async function isUsable(directory: string): Promise<boolean> {
  if (!(await isWholeEngine(directory))) return false;
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const said = await Promise.all([
    execute(join(directory, "pulumi"), ["version"], { env }).then(
      ({ code, stdout }) => code === 0 && parseVersion(stdout) !== undefined,
      () => false,
    ),
    // It has no version to tell; a program that is cut does not get as far as this.
    execute(join(directory, "pulumi-language-nodejs"), ["-h"]).then(
      ({ stdout, stderr }) => /Usage of/.test(stdout + stderr),
      () => false,
    ),
  ]);
  return said.every(Boolean);
}

/** Says whether the engine in a folder will do; where it will not, `pass` is told why. */
async function inspect(
  directory: string,
  minimum: SemVer,
  pass: (reason: string) => void,
): Promise<Engine | undefined> {
  const program = join(directory, "pulumi");
  const { code, stdout, stderr } = await execute(program, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
  }).catch((error: unknown) => ({ code: 1, stdout: "", stderr: String(error) }));
  const version = code === 0 ? parseVersion(stdout) : undefined;
  if (!version) {
    pass(
      `${program} does not answer to \`pulumi version\` (${firstSaid(stderr) || firstSaid(stdout) || "no output"}): passed over.`,
    );
    return undefined;
  }
  if (version.compareMain(minimum) < 0) {
    pass(
      `${program} is Pulumi ${version.version}, older than the ${minimum.version} that this project needs: passed over.`,
    );
    return undefined;
  }
  if (!isExecutable(join(directory, "pulumi-language-nodejs"))) {
    pass(`${program} has no pulumi-language-nodejs beside it, which runs Node.js programs: passed over.`);
    return undefined;
  }
  return { directory, version: version.version };
}

function parseVersion(text: string): SemVer | undefined {
  try {
    return new SemVer(text.trim());
  } catch {
    return undefined;
  }
}
