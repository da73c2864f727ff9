import * as pulumi from "@pulumi/pulumi";
import { readdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { PublishedStack } from "../grants/referencedRole";
import { AccessError } from "../settings/accessError";
import { nearestName, unknownName } from "../settings/problems";
import type { Settings } from "../settings/settings";

/**
 * Reads what the stacks that grants name publish, by the names that the grants use. Each stack is read once. For a
 * stack of this project it also reads the account that the stack's file allows.
 *
 * @throws AccessError when a stack's name looks misspelt: asking for it would fail the update in the engine's bare words
 */
export async function publishedStacks(grants: Settings["grants"]): Promise<Record<string, PublishedStack>> {
  const misspelt = misspeltStacks(grants);
  if (misspelt.length > 0)
    throw new AccessError(
      `The grants of this stack have ${misspelt.length === 1 ? "a problem" : `${misspelt.length} problems`}.`,
      misspelt,
    );
  const read = new Map<string, Promise<PublishedStack>>();
  const names = new Set(Object.values(grants).flatMap(({ roles }) => roles.map(({ stack }) => stack)));
  const byName = [...names].map(async (stack) => {
    const name = qualified(stack);
    const published =
      read.get(name) ??
      outputOf(new pulumi.StackReference(name, { name }), "roles").then((roles) => ({
        name,
        roles,
        account: allowedAccount(name),
      }));
    read.set(name, published);
    return [stack, await published] as const;
  });
  return Object.fromEntries(await Promise.all(byName));
}

/**
 * References to a stack that has no file here, where another stack's name is near. Nothing else says that such a stack
 * exists, neither an account nor the role's ARN.
 */
function misspeltStacks(grants: Settings["grants"]): string[] {
  const references = Object.entries(grants).flatMap(([grant, { roles }]) =>
    roles.flatMap(({ stack, account, arnUntilDeployed }, at) =>
      stack.includes("/") || account !== undefined || arnUntilDeployed !== undefined
        ? []
        : [{ path: `grants.${grant}.roles[${at}].stack`, stack }],
    ),
  );
  const known = references.length === 0 ? [] : stacksHere();
  return references.flatMap(({ path, stack }) => {
    const isMisspelt = !known.includes(stack) && nearestName(stack, known) !== undefined;
    return isMisspelt ? [`${path}: ${unknownName(stack, known, "a stack of this project")}`] : [];
  });
}

/** The names of the stacks that have a file in this project; none where its folder cannot be read. */
function stacksHere(): string[] {
  try {
    const folder = projectFiles().readProject(pulumi.runtime.getRootDirectory()).stackFolder;
    const names = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
    return [...new Set(names)].sort();
  } catch {
    return [];
  }
}

/** How often the stack's own state is read before giving up, when it cannot be read because it is being written. */
const readings = 10;

/**
 * The outputs of the last update of this stack; empty when there was none.
 *
 * They are read by a call, which can be repeated. The engine writes the same state meanwhile, and a file that is half
 * written cannot be read. A StackReference that fails would fail the update.
 */
export async function ownOutputs(): Promise<Readonly<Record<string, unknown>>> {
  const name = qualified(pulumi.getStack());
  for (let left = readings - 1; ; left--) {
    try {
      const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
        readonly outputs?: Readonly<Record<string, unknown>>;
      };
      return outputs ?? {};
    } catch (error) {
      if (left === 0) throw error;
      await pause(100);
    }
  }
}

async function outputOf(reference: pulumi.StackReference, output: string): Promise<unknown> {
  const details = await reference.getOutputDetails(output);
  return (details.value ?? details.secretValue) as unknown;
}

/** Completes a name to `organization/project/stack`. Missing parts are those of the stack that is being deployed. */
function qualified(stack: string): string {
  const parts = stack.split("/");
  return [...[pulumi.getOrganization(), pulumi.getProject()].slice(0, 3 - parts.length), ...parts].join("/");
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
