/**
 * The roles that stacks publish, cached between calls. They are not secret, and are read again when a stack changes.
 */
import { alternatives } from "../../../settings/problems";
import { exitCodes, Failure } from "../failure";
import { readCache, writeCache } from "../cacheFile";
import type { ChosenProject } from "../../shared/project/chosen";
import { isUnusableProject } from "../../shared/project/find";
import { askSeen } from "../terminal";
import { stackFolderOf, stacksWithRoles, stampOf } from "./project";
import { parseRoleArn } from "./roleArn";
import type { PublishedRole, PublishedRoles } from "./offeredRoles";
import { readStackOutputs } from "./stackOutputs";

/** A published role and its stack. */
export interface KnownRole extends PublishedRole {
  readonly name: string;
  readonly stack: string;
  /** The folder of the stack's project. */
  readonly project: string;
  /** When the role was read, ISO 8601. */
  readonly readAt: string;
}

/** What is told when no stack offers a role. */
export const noRole = "No stack offers such a role. Deploy the trusting stack first, or name it with --stack.";

interface Entry {
  /** The backend that gave it. */
  readonly backend: string;
  readonly stamp: string;
  readonly readAt: string;
  readonly roles: PublishedRoles;
}

type Cache = Record<string, Record<string, Entry>>;

const file = "roles.json";
/** How long a cached role is used when only the backend knows about changes, in milliseconds. */
const longestTrust = 15 * 60_000;

/** What the cache holds. Damaged parts, and parts of another version, are left out. */
function rememberedOf(env: NodeJS.ProcessEnv): Cache {
  const whole = Object.entries(readCache<Record<string, unknown>>(env, file) ?? {}).flatMap(([project, entries]) => {
    const kept = isObject(entries) ? Object.entries(entries).filter(([, entry]) => isEntry(entry)) : [];
    return kept.length > 0 ? [[project, Object.fromEntries(kept)] as const] : [];
  });
  return Object.fromEntries(whole) as Cache;
}

function isEntry(entry: unknown): boolean {
  if (
    !isObject(entry) ||
    typeof entry["stamp"] !== "string" ||
    typeof entry["readAt"] !== "string" ||
    typeof entry["backend"] !== "string" ||
    !isObject(entry["roles"])
  )
    return false;
  return Object.values(entry["roles"]).every(
    (role) => isObject(role) && typeof role["arn"] === "string" && parseRoleArn(role["arn"]) !== undefined,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where to look for roles. */
export interface Shelf {
  readonly env: NodeJS.ProcessEnv;
  /** The folder in which the caller works. */
  readonly directory: string;
  /** The folder of the checkout that this command is part of. */
  readonly own: string;
  /** `--project`; else the project around the folder, or the one that the environment names. */
  readonly project?: string;
  /** `--stack`; else every stack of the project whose settings offer roles. */
  readonly stack?: string;
  /** Whether to ask the engine even if the cache has an answer. */
  readonly refresh?: boolean;
}

/**
 * All roles of the stacks in question.
 *
 * @throws Failure when the person neither named nor trusts the project; then the project is not used at all
 */
export async function publishedRoles(shelf: Shelf): Promise<KnownRole[]> {
  return rolesOf(await chosenFor(shelf), shelf);
}

async function chosenFor({ project: named, ...shelf }: Shelf): Promise<ChosenProject> {
  try {
    return await lazyChosen().chosenProject({ ...shelf, ...(named !== undefined && { named }) }, askSeen);
  } catch (error) {
    throw isUnusableProject(error)
      ? new Failure(exitCodes.usage, `${error.message} A role's ARN needs no project.`)
      : error;
  }
}

async function rolesOf({ folder: project, env }: ChosenProject, shelf: Shelf): Promise<KnownRole[]> {
  const { stack } = shelf;
  const backend = env["PULUMI_BACKEND_URL"] ?? "";
  const folder = stackFolderOf(project);
  const stacks = stack !== undefined ? [stack] : stacksWithRoles(project, folder);
  if (stacks.length === 0)
    throw new Failure(
      exitCodes.usage,
      `No stack of ${project} offers roles. Name one with --stack, or give the role's ARN.`,
    );
  const cache = rememberedOf(env);
  const entries = (cache[project] ??= {});
  const known: KnownRole[] = [];
  let changed = false;
  for (const name of stacks) {
    const { stamp, complete } = stampOf(project, folder, name, backend);
    let entry = entries[name];
    const fresh =
      entry !== undefined &&
      entry.stamp === stamp &&
      (complete || Date.now() - Date.parse(entry.readAt) < longestTrust);
    if (!fresh || shelf.refresh) {
      entry = { backend, stamp, readAt: new Date().toISOString(), roles: await readStackOutputs(project, name, env) };
      entries[name] = entry;
      changed = true;
    }
    for (const [role, published] of Object.entries(entry!.roles))
      known.push({ ...published, name: role, stack: name, project, readAt: entry!.readAt });
  }
  if (changed) writeCache(env, file, cache);
  return known;
}

/**
 * The role with a name.
 *
 * @throws Failure when no stack has it, or several do
 */
export async function roleByName(name: string, shelf: Shelf): Promise<KnownRole> {
  const chosen = await chosenFor(shelf);
  let roles = await rolesOf(chosen, shelf);
  // The role may be new.
  if (!shelf.refresh && !roles.some((role) => role.name === name))
    roles = await rolesOf(chosen, { ...shelf, refresh: true });
  const found = roles.filter((role) => role.name === name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new Failure(
      exitCodes.usage,
      `Several stacks offer a role ${name}: ${found.map(({ stack }) => stack).join(", ")}. Say which with --stack.`,
    );
  const offered = alternatives(
    name,
    roles.map((role) => role.name),
    "The stacks that were asked offer none: the trusting side does, once it is deployed.",
  );
  throw new Failure(
    exitCodes.usage,
    `No role ${JSON.stringify(name)} is offered. ${offered} Name a role of another project by its ARN.`,
  );
}

/** The cached role with an ARN. Asks nobody. */
export function rememberedRole(arn: string, env: NodeJS.ProcessEnv): KnownRole | undefined {
  for (const [project, entries] of Object.entries(rememberedOf(env))) {
    for (const [stack, { backend, roles, readAt, stamp }] of Object.entries(entries)) {
      if (env["PULUMI_BACKEND_URL"] && env["PULUMI_BACKEND_URL"] !== backend) continue;
      const name = Object.keys(roles).find((role) => roles[role]!.arn === arn);
      if (name !== undefined && stampOf(project, stackFolderOf(project), stack, backend).stamp === stamp)
        return { ...roles[name]!, name, stack, project, readAt };
    }
  }
  return undefined;
}

/** The names of all cached roles, for completion. */
export function rememberedNames(env: NodeJS.ProcessEnv): string[] {
  const entries = Object.values(rememberedOf(env)).flatMap((stacks) => Object.values(stacks));
  return [...new Set(entries.flatMap(({ roles }) => Object.keys(roles)))];
}

/** The stacks of all cached roles, for completion. */
export function rememberedStacks(env: NodeJS.ProcessEnv): string[] {
  return [...new Set(Object.values(rememberedOf(env)).flatMap((stacks) => Object.keys(stacks)))];
}

function lazyChosen(): typeof import("../../shared/project/chosen") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an ARN needs no project
  return require("../../shared/project/chosen") as typeof import("../../shared/project/chosen");
}
