/** Reads everything that a review needs: settings, the engine's state, and the accounts. Changes nothing. */
import pMap from "p-map";
import type { Accounts } from "../../../settings/accounts";
import { partitionOfRegion } from "../../../settings/partitions";
import type { ReadOrganization } from "../../../settings/organizationFile";
import { readProject, type Project } from "../../../settings/projectFiles";
import { projectName } from "../../shared/project/find";
import type { AccountEvidence, Evidence, MissingEvidence, StackEvidence, StackOfProject } from "./evidence";
import { named } from "./accounts/assumptions";
import { readAccount, readerOfProfile, type AccountQuestion } from "./accounts/readAccount";
import { oneLine } from "./accounts/refusals";
import { Documents } from "./documents";
import { OrganizationReader } from "./organization";
import { peopleOf } from "./people/people";
import type { Reader } from "./people/service";
import { wantedRoles } from "./people/wanted";
import { readResources, type ResourceProgress, type WantedResource } from "./resources";
import { exportState } from "./stacks/exportStack";
import { readStackFile, stackNames, stacksOfProject, type StackFile } from "./stacks/stackFiles";
import { compareText } from "../../shared/compareText";

/** What to read, and how. */
export interface GatherOptions {
  /** The project's folder, with Pulumi.yaml. */
  readonly project: string;
  /** Names of stacks; by default all stacks whose settings are this program's. */
  readonly stacks?: readonly string[];
  /** What `accounts.yaml` says; by default nothing. */
  readonly accounts?: Accounts;
  /** What the organization forbids, from a file. Without it AWS is asked. */
  readonly organization?: ReadOrganization;
  /** The AWS profile for all stacks, instead of those in their settings. */
  readonly profile?: string;
  /** An AWS profile that administers IAM Identity Center, where none of the accounts does. */
  readonly identityCenter?: string;
  /** AWS profiles by stack name. They win over `profile`. */
  readonly profiles?: Readonly<Record<string, string>>;
  /** More regions whose CloudTrail is asked who assumed the roles, beside those of all stacks. */
  readonly regions?: readonly string[];
  /** How many accounts are read at the same time; 8 by default. */
  readonly concurrency?: number;
  /** Whether to read how roles are used, which takes most of the requests; true by default. */
  readonly usage?: boolean;
  /** Ends the reading: the promise rejects at once with the signal's reason, and nothing goes on in the background. */
  readonly signal?: AbortSignal;
  /** Called with the number of finished accounts or resources, the number of all, and the last one in words. */
  readonly progress?: (done: number, total: number, words: string, what?: "accounts" | "resources") => void;
  /** Chooses the resources whose policies are read when all else is known; by default none. */
  readonly resources?: (evidence: Evidence) => readonly WantedResource[];
  /** The environment, which names AWS files, an endpoint and the engine; by default this process's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: Date;
}

const defaultConcurrency = 8;
/** How many engines run at the same time. Each is a process that takes half a second of one core and 100 MB. */
const mostEngines = 4;
/** The most characters of a stack's problems. Settings may have many, all told at once. */
const longestProblem = 4_000;

/** A stack and its file. */
type Stack = StackFile & { readonly name: string };

/**
 * Reads the evidence.
 *
 * What cannot be read is listed in {@link Evidence.missing}, not thrown.
 *
 * @throws the signal's reason when it is interrupted
 */
export async function gather(options: GatherOptions): Promise<Evidence> {
  const { signal, env = process.env, concurrency = defaultConcurrency, usage = true, now = new Date() } = options;
  signal?.throwIfAborted();
  const missing: MissingEvidence[] = [];
  const project = projectOf(options.project, missing);
  const stacks = project ? stacksOf(project, options.stacks, missing) : [];
  const described = stacks.filter(
    (stack): stack is Stack & Required<Pick<Stack, "account">> => stack.account !== undefined,
  );
  const documents = new Documents();
  const questions = accountsOf(described, options);
  const organizations = new OrganizationReader(options.organization, questions, { signal, now });
  let done = 0;
  options.progress?.(0, questions.length, "");
  const atOnce = (most: number) => ({ concurrency: most, ...(signal && { signal }) });
  const [states, accounts] = await Promise.all([
    pMap(
      described,
      ({ name, account }) => exportState({ folder: options.project, stack: name, account: account.id, env, signal }),
      atOnce(Math.min(concurrency, mostEngines)),
    ),
    pMap(
      questions,
      async (question) => {
        const read = await readAccount(question, { env, signal, documents, usage, now, organizations });
        options.progress?.(++done, questions.length, `the account ${question.id} (${question.stacks.join(", ")})`);
        return read;
      },
      atOnce(concurrency),
    ),
  ]);
  for (const state of states) if (state.missing) missing.push(state.missing);
  for (const account of accounts) missing.push(...account.missing);
  const people = await peopleOfAccounts(accounts, described, { options, env, signal, now, missing });
  const organization = organizations.found(missing);
  const evidence: Evidence = {
    at: now,
    organization,
    people,
    stacks: described.map((stack, at): StackEvidence => {
      const { name, account, settings } = stack;
      const { deployed, state } = states[at]!;
      return { name, account, ...(settings && { settings }), deployed, ...(state && { state }) };
    }),
    accounts: withCallers(accounts.map(({ account }) => account)),
    missing,
    project: project?.name ?? projectName,
    declaredAccounts: options.accounts ?? {},
    leftOut: project && options.stacks ? leftOut(project, options.stacks) : [],
  };
  if (options.resources === undefined) return evidence;
  const readers = accounts.flatMap(({ reader }) => reader ?? []);
  const progress: ResourceProgress = (...finished) => options.progress?.(...finished, "resources");
  const read = await readResources(options.resources(evidence), readers, { signal, progress });
  return { ...evidence, resources: read.resources, missing: [...missing, ...read.missing] };
}

/** Who of IAM Identity Center gets into the accounts' roles. */
async function peopleOfAccounts(
  accounts: readonly Awaited<ReturnType<typeof readAccount>>[],
  stacks: readonly (Stack & Required<Pick<Stack, "account">>)[],
  {
    options: { identityCenter },
    env,
    signal,
    now,
    missing,
  }: {
    readonly options: GatherOptions;
    readonly env: NodeJS.ProcessEnv;
    readonly signal: AbortSignal | undefined;
    readonly now: Date;
    readonly missing: MissingEvidence[];
  },
): Promise<NonNullable<Evidence["people"]>> {
  const wanted = wantedRoles(
    accounts.flatMap(({ account: { iam } }) => iam?.roles ?? []),
    now,
  );
  if (wanted.length === 0) return {};
  const readers: Reader[] = accounts.flatMap(({ reader }) => reader ?? []);
  if (identityCenter !== undefined) {
    const named = await readerOfProfile(identityCenter, stacks[0]!.account.region, { env, signal });
    if ("why" in named) missing.push({ what: "who of IAM Identity Center gets in", ...named });
    else readers.unshift(named);
  }
  return peopleOf(wanted, readers, signal);
}

function projectOf(folder: string, missing: MissingEvidence[]): Project | undefined {
  try {
    return readProject(folder);
  } catch (error) {
    missing.push({
      what: "which stacks there are",
      why: oneLine((error as Error).message),
      next: "Go to the project's folder, or name it with CROSS_ACCOUNT_PROJECT.",
    });
    return undefined;
  }
}

function stacksOf(project: Project, named: readonly string[] | undefined, missing: MissingEvidence[]): Stack[] {
  const names = [...(named ?? foundNames(project, missing))].sort();
  if (names.length === 0 && missing.length === 0)
    missing.push({
      what: "which stacks there are",
      why: `no stack of ${project.folder} has settings of ${project.name}`,
      next: "Go to another project's folder, or name a stack with --stack.",
    });
  return names.map((name) => {
    const stack = { name, ...readStackFile(project, name) };
    if (stack.problem !== undefined)
      missing.push({
        what: `the settings of the stack ${name}`,
        stack: name,
        ...(stack.account && { account: stack.account.id }),
        why: oneLine(stack.problem, longestProblem),
        next: `Mend Pulumi.${name.split("/").at(-1)}.yaml; \`pulumi preview --stack ${name}\` says the same.`,
      });
    return stack;
  });
}

function foundNames(project: Project, missing: MissingEvidence[]): string[] {
  try {
    return stackNames(project);
  } catch (error) {
    missing.push({
      what: "which stacks there are",
      why: oneLine((error as Error).message),
      next: "Correct stackConfigDir in Pulumi.yaml, or name the stacks with --stack.",
    });
    return [];
  }
}

/** The stacks of the project beyond those that are named; none where that cannot be read. */
function leftOut(project: Project, named: readonly string[]): StackOfProject[] {
  const chosen = new Set(named.map((name) => name.split("/").at(-1)));
  try {
    return stacksOfProject(project).filter(({ name }) => !chosen.has(name));
  } catch {
    return [];
  }
}

/** Each account once, even if it has several stacks; sorted by id. */
function accountsOf(
  stacks: readonly (Stack & Required<Pick<Stack, "account">>)[],
  { profile: forAll, profiles = {}, regions = [] }: GatherOptions,
): AccountQuestion[] {
  const everywhere = [...new Set([...stacks.map(({ account }) => account.region), ...regions])].sort();
  const accounts = new Map<string, (typeof stacks)[number][]>();
  for (const stack of stacks) accounts.set(stack.account.id, [...(accounts.get(stack.account.id) ?? []), stack]);
  return [...accounts]
    .sort(([one], [other]) => compareText(one, other))
    .map(([id, its]) => ({
      id,
      partition: its[0]!.account.partition,
      regions: [...new Set(its.map(({ account }) => account.region))],
      trails: everywhere.filter((region) => partitionOfRegion(region) === its[0]!.account.partition),
      stacks: its.map(({ name }) => name),
      profiles: [
        ...new Set(
          its.map(({ name, profile }) => (Object.hasOwn(profiles, name) ? profiles[name] : (forAll ?? profile))),
        ),
      ],
    }));
}

/** Gives callers from other accounts their names, which only the walk through those accounts tells. */
function withCallers(accounts: readonly AccountEvidence[]): AccountEvidence[] {
  const holders = accounts.flatMap(({ iam }) => [...(iam?.users ?? []), ...(iam?.roles ?? [])]);
  const arns = new Map(holders.flatMap(({ id, arn }) => (id ? [[id, arn] as const] : [])));
  return accounts.map((account) => ({
    ...account,
    usage: Object.fromEntries(Object.entries(account.usage).map(([role, usage]) => [role, named(usage, arns)])),
  }));
}
