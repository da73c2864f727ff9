/** What the stacks publish, kept between calls: not secret, and read again when a stack changes. */
import { exitCodes, Failure } from "../failure";
import { readCache, writeCache } from "../cacheFile";
import { findProject, stacksWithRoles, stampOf } from "./project";
import { parseRoleArn } from "./roleArn";
import { readStackOutputs, type PublishedRole, type PublishedRoles } from "./stackOutputs";

/** A role as published, and by which stack. */
export interface KnownRole extends PublishedRole {
  readonly name: string;
  readonly stack: string;
  /** When it was read, ISO 8601. */
  readonly readAt: string;
}

interface Entry {
  readonly stamp: string;
  readonly readAt: string;
  readonly roles: PublishedRoles;
}

type Cache = Record<string, Record<string, Entry>>;

const file = "roles.json";
/** How long a copy counts whose change only the backend can know of, in milliseconds. */
const longestTrust = 15 * 60_000;

/** What is remembered; a file that is damaged, or that another version wrote, remembers less. */
function rememberedOf(env: NodeJS.ProcessEnv): Cache {
  const whole = Object.entries(readCache<Record<string, unknown>>(env, file) ?? {}).flatMap(([project, entries]) => {
    const kept = isObject(entries) ? Object.entries(entries).filter(([, entry]) => isEntry(entry)) : [];
    return kept.length > 0 ? [[project, Object.fromEntries(kept)] as const] : [];
  });
  return Object.fromEntries(whole) as Cache;
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry) || typeof entry["stamp"] !== "string" || typeof entry["readAt"] !== "string" || !isObject(entry["roles"])) return false;
  return Object.values(entry["roles"]).every((role) => isObject(role) && typeof role["arn"] === "string" && parseRoleArn(role["arn"]) !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where to look. */
export interface Shelf {
  readonly env: NodeJS.ProcessEnv;
  /** Where the caller stands. */
  readonly directory: string;
  /** The folder of the checkout that this command is part of. */
  readonly own: string;
  /** `--stack`; else every stack of the project whose settings offer roles. */
  readonly stack?: string;
  /** Whether to ask the engine whatever is known. */
  readonly refresh?: boolean;
}

/** All roles of the stacks that are in question. */
export async function publishedRoles(shelf: Shelf): Promise<KnownRole[]> {
  const { env, stack, directory, own } = shelf;
  const project = findProject(env, directory, own);
  if (project === undefined) throw new Failure(exitCodes.usage, "There is no cross-account-access project here or above. Go to its folder, name it with CROSS_ACCOUNT_PROJECT, or give the role's ARN.");
  const stacks = stack !== undefined ? [stack] : stacksWithRoles(project);
  if (stacks.length === 0) throw new Failure(exitCodes.usage, `No stack of ${project} offers roles. Name one with --stack, or give the role's ARN.`);
  const cache = rememberedOf(env);
  const entries = (cache[project] ??= {});
  const known: KnownRole[] = [];
  let changed = false;
  for (const name of stacks) {
    const { stamp, complete } = stampOf(project, name, env);
    let entry = entries[name];
    const fresh = entry !== undefined && entry.stamp === stamp && (complete || Date.now() - Date.parse(entry.readAt) < longestTrust);
    if (!fresh || shelf.refresh) {
      entry = { stamp, readAt: new Date().toISOString(), roles: await readStackOutputs(project, name, env) };
      entries[name] = entry;
      changed = true;
    }
    for (const [role, published] of Object.entries(entry!.roles)) known.push({ ...published, name: role, stack: name, readAt: entry!.readAt });
  }
  if (changed) writeCache(env, file, cache);
  return known;
}

/**
 * The role of a name.
 *
 * @throws Failure when no stack has it, or several have
 */
export async function roleByName(name: string, shelf: Shelf): Promise<KnownRole> {
  let roles = await publishedRoles(shelf);
  // It may have been added a moment ago.
  if (!shelf.refresh && !roles.some((role) => role.name === name)) roles = await publishedRoles({ ...shelf, refresh: true });
  const found = roles.filter((role) => role.name === name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new Failure(exitCodes.usage, `Several stacks offer a role ${name}: ${found.map(({ stack }) => stack).join(", ")}. Say which with --stack.`);
  const names = roles.map((role) => role.name);
  throw new Failure(exitCodes.usage, `No role ${JSON.stringify(name)} is offered. ${names.length > 0 ? `There are: ${names.join(", ")}.` : "The stacks offer none."} A role of another project is named by its ARN.`);
}

/** What is remembered of the role with an ARN, without asking anybody. */
export function rememberedRole(arn: string, env: NodeJS.ProcessEnv): KnownRole | undefined {
  for (const [project, entries] of Object.entries(rememberedOf(env))) {
    for (const [stack, { roles, readAt, stamp }] of Object.entries(entries)) {
      const name = Object.keys(roles).find((role) => roles[role]!.arn === arn);
      if (name !== undefined && stampOf(project, stack, env).stamp === stamp) return { ...roles[name]!, name, stack, readAt };
    }
  }
  return undefined;
}

/** The names of all roles that are remembered, for completion. */
export function rememberedNames(env: NodeJS.ProcessEnv): string[] {
  const entries = Object.values(rememberedOf(env)).flatMap((stacks) => Object.values(stacks));
  return [...new Set(entries.flatMap(({ roles }) => Object.keys(roles)))];
}
