import * as pulumi from "@pulumi/pulumi";
import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { grantsError } from "../grants/grantProblemTexts";
import type { PublishedStack } from "../grants/referencedRole";
import { nameProblem, qualified, stackNames, unknownStack, unreadStack, type StackName } from "../grants/stackNames";
import type { Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import { cut, visible } from "../settings/visible";

/**
 * Reads what the stacks that grants name publish, by the names that the grants use. Each stack is read once. For a
 * stack of this project it also reads the account that the stack's file allows.
 *
 * A StackReference to what the engine does not know would fail the update in the engine's bare words. So each stack is
 * asked for before.
 *
 * @param where tells the file and the line of a setting
 * @throws AccessError when a name cannot be that of a stack, or the backend has no such stack
 */
export async function publishedStacks(
  grants: Settings["grants"],
  where?: Where,
): Promise<Record<string, PublishedStack>> {
  const named = stackNames(grants);
  const around = { organization: pulumi.getOrganization(), project: pulumi.getProject(), here: stacksHere(named) };
  const names = [...new Set(named.map(({ stack }) => qualified(stack, around)))];
  const impossible = named.flatMap((one) => nameProblem(one, around) ?? []);
  const missing = impossible.length > 0 ? new Map<string, Missing>() : await missingOf(names);
  const problems = named.flatMap((one) => {
    const found = missing.get(qualified(one.stack, around));
    if (found === undefined || (found.kind === "unknown" && one.mayBeMissing)) return [];
    return [found.kind === "unknown" ? unknownStack(one, around) : unreadStack(one, found.why)];
  });
  if (impossible.length + problems.length > 0) throw grantsError([...impossible, ...problems], where);
  const read = new Map<string, Promise<PublishedStack>>();
  const byName = named.map(async ({ stack }) => {
    const name = qualified(stack, around);
    const published =
      read.get(name) ??
      (missing.has(name) ? Promise.resolve(undefined) : outputOf(new pulumi.StackReference(name), "roles")).then(
        (roles) => ({ name, roles, account: allowedAccount(name) }),
      );
    read.set(name, published);
    return [stack, await published] as const;
  });
  return Object.fromEntries(await Promise.all(byName));
}

/** Why the outputs of a stack cannot be had: there is none, or what the engine says instead. */
type Missing = { readonly kind: "unknown" } | { readonly kind: "unread"; readonly why: string };

/** The stacks whose outputs cannot be had. */
async function missingOf(names: readonly string[]): Promise<Map<string, Missing>> {
  const asked = names.map(async (name): Promise<[string, Missing][]> => {
    try {
      await outputsOf(name);
      return [];
    } catch (error) {
      const text = (error as Error).message;
      return [[name, isUnknownStack(text) ? { kind: "unknown" } : { kind: "unread", why: cut(visible(text), 300) }]];
    }
  });
  return new Map((await Promise.all(asked)).flat());
}

/** The engine's words for a stack that its backend does not have. */
const isUnknownStack = (text: string) => /\bunknown stack "/.test(text);

/** The names of the stacks that have a file in this project; none where nobody asks, or its folder cannot be read. */
function stacksHere(named: readonly StackName[]): string[] {
  if (named.length === 0) return [];
  try {
    const folder = projectFiles().readProject(pulumi.runtime.getRootDirectory()).stackFolder;
    const names = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
    return [...new Set(names)].sort();
  } catch {
    return [];
  }
}

/** The outputs of the last update of this stack; empty when there was none. */
export function ownOutputs(): Promise<Outputs> {
  return outputsOf(
    qualified(pulumi.getStack(), { organization: pulumi.getOrganization(), project: pulumi.getProject() }),
  );
}

type Outputs = Readonly<Record<string, unknown>>;

/** How often a stack's state is read before giving up, when it cannot be read because it is being written. */
const readings = 10;

/**
 * The outputs of the last update of a stack; empty when there was none.
 *
 * They are read by a call, which can be repeated. The engine writes the same state meanwhile, and a file that is half
 * written cannot be read. A StackReference that fails would fail the update.
 */
async function outputsOf(name: string): Promise<Outputs> {
  for (let left = readings - 1; ; left--) {
    try {
      const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
        readonly outputs?: Outputs;
      };
      return outputs ?? {};
    } catch (error) {
      if (left === 0 || isUnknownStack((error as Error).message)) throw error;
      await pause(100);
    }
  }
}

async function outputOf(reference: pulumi.StackReference, output: string): Promise<unknown> {
  const details = await reference.getOutputDetails(output);
  return (details.value ?? details.secretValue) as unknown;
}

/** The account that the file of a stack allows, or why none is known. Only stacks of this project have a file here. */
function allowedAccount(name: string): PublishedStack["account"] {
  const [organization, project, stack] = name.split("/");
  if (organization !== pulumi.getOrganization() || project !== pulumi.getProject())
    return { why: "it is of another project, of which no file is here" };
  const files = projectFiles();
  try {
    const read = files.readProject(pulumi.runtime.getRootDirectory());
    if (read.name !== project) return { why: `the project's file has the name ${read.name}` };
    return { id: files.allowedAccount(read, stack!), file: `Pulumi.${stack}.yaml` };
  } catch (error) {
    return { why: files.oneLine(error) };
  }
}

/** Reading YAML takes 30 ms to load, and stacks without grants need not wait for that. */
function projectFiles(): typeof import("../settings/projectFiles") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as said above
  return require("../settings/projectFiles") as typeof import("../settings/projectFiles");
}
