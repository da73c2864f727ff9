import { accessSync, constants, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { SemVer } from "semver";
import { cacheDirectory } from "../cache";
import { execute } from "../execute";
import { step } from "../progress";
import { buildEngine, builtEngine } from "./build";

/** A Pulumi engine that can run this project: the `pulumi` program with its language host for Node.js beside it. */
export interface Engine {
  /** The folder that holds `pulumi`. */
  readonly directory: string;
  /** As `pulumi version` says, without the `v`. */
  readonly version: string;
}

/** The official installer gives up after this many milliseconds without an answer. */
const installerPatience = 120_000;

/**
 * Finds a genuine Pulumi engine, or brings one: the `pulumi` on `PATH`, else one that an earlier run brought, else the
 * official installer, else a build from its Go module. An engine is good enough when it is not older than the
 * `@pulumi/pulumi` that the programs here run with.
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
  const installRoot = join(cacheDirectory(), `engine-installed-${minimum.version}`);
  for (const directory of [join(installRoot, "bin"), await builtEngine()]) {
    const engine = existsSync(join(directory, "pulumi")) && (await inspect(directory, minimum, pass));
    if (engine) return engine;
  }
  try {
    await step(`Installing Pulumi ${minimum.version} with its official installer`, () => install(installRoot, minimum));
    const engine = await inspect(join(installRoot, "bin"), minimum, pass);
    if (engine) return engine;
  } catch (error) {
    pass(`The official installer did not work: ${firstLine(error)}.`);
  }
  try {
    const engine = await inspect(await buildEngine(note), minimum, pass);
    if (engine) return engine;
  } catch (error) {
    refused.push(error instanceof Error ? error.message : String(error));
  }
  throw new Error(
    [
      "No Pulumi engine could be found or made:",
      ...refused.map((reason) => `  - ${reason}`),
      `Install Pulumi ${minimum.version} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` is on PATH, and run the command again.`,
    ].join("\n"),
  );
}

/** The version of the Pulumi SDK that is installed here, which the engine must not be older than. */
async function sdkVersion(): Promise<SemVer> {
  const manifest = JSON.parse(await readFile(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as { version: string };
  return new SemVer(manifest.version);
}

function pulumiOnPath(): string[] {
  return (process.env["PATH"] ?? "").split(delimiter).filter((directory) => directory && isExecutable(join(directory, "pulumi")));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says whether the engine in a folder will do; where it will not, `pass` is told why. */
async function inspect(directory: string, minimum: SemVer, pass: (reason: string) => void): Promise<Engine | undefined> {
  const program = join(directory, "pulumi");
  const { code, stdout, stderr } = await execute(program, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
  }).catch((error: unknown) => ({ code: 1, stdout: "", stderr: String(error) }));
  const version = code === 0 ? parseVersion(stdout) : undefined;
  if (!version) {
    pass(`${program} does not answer to \`pulumi version\` (${firstLine(stderr) || firstLine(stdout) || "no output"}): passed over.`);
    return undefined;
  }
  if (version.compareMain(minimum) < 0) {
    pass(`${program} is Pulumi ${version.version}, older than the ${minimum.version} that this project needs: passed over.`);
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

async function install(root: string, version: SemVer): Promise<void> {
  // Loaded here since it is large, and nearly every run finds an engine without it.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  // The installer has no limit of its own, and a network that swallows packets would hold it for minutes.
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${installerPatience / 1000} s`)), installerPatience);
  });
  try {
    await Promise.race([PulumiCommand.install({ root, version }), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

function firstLine(text: unknown): string {
  const lines = (text instanceof Error ? text.message : String(text)).split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "") ?? "";
}
