/** Runs `review` from what was typed to the exit code. */
import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { dayOf, isDay, latestDay } from "../../policypack/calendar";
import { alternatives } from "../../settings/problems";
import { readProject } from "../../settings/projectFiles";
import { UnusableFile } from "../../settings/yamlForm";
import { askSeen } from "../assume/terminal";
import { isColoured } from "../colour";
import { accountsIn } from "../shared/accountsFile";
import { inWords } from "../../settings/duration";
import { organizationAt, organizationFileName, organizationIn } from "../../settings/organizationFile";
import { interruptible, Interrupted } from "../shared/interruptible";
import { rendered, type Line } from "../shared/lines";
import { UnusablePlace, writeFile, writeOut } from "../shared/output";
import { chosenProject } from "../shared/project/chosen";
import { isUnusableProject } from "../shared/project/find";
import { accessOf, type Access } from "./access/reviewed";
import { resourcesOf } from "./access/uses";
import { broaderThan } from "./approvals/compare";
import { approve, readApprovals } from "./approvals/file";
import { chosenRole } from "./approvals/chosenRole";
import { assessAccess, roleAccess } from "./assess";
import type { Evidence } from "./evidence/evidence";
import { gather } from "./evidence/gather";
import { otherOrganizationOf } from "./evidence/organization";
import { stackNames } from "./evidence/stacks/stackFiles";
import { formats, formatted, type Format } from "./formats/format";
import type { Sources } from "./formats/sarif";
import { counts, headline } from "./formats/words";
import type { Review } from "./model";
import { notify, readEarlier, targetOf, UnusableNotify } from "./notify/notify";
import { progressTo } from "./progress";
import { describedAccounts, sourcesOf, stackFolder } from "./sources";

/** The options as they were typed. */
export interface ReviewOptions {
  readonly project?: string;
  readonly stack?: readonly string[];
  /** Each is `profile` or `stack=profile`. */
  readonly profile?: readonly string[];
  readonly approvals?: string;
  /** A file that `cross-account organization` wrote. */
  readonly organization?: string;
  /** An AWS profile that administers IAM Identity Center. */
  readonly identityCenter?: string;
  readonly format?: Format;
  readonly output?: readonly string[];
  /** Days. */
  readonly unusedAfter: number;
  readonly keysOlderThan: number;
  readonly dueWithin: number;
  /** False for `--no-usage`. */
  readonly usage: boolean;
  readonly concurrency?: number;
  /** Whether to read the policies of resources that the roles' policies name. */
  readonly resources?: boolean;
  readonly regions?: readonly string[];
  readonly approve?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly until?: string;
  /** Addresses, each `URL` or `slack=URL`, `teams=URL`, `json=URL`. */
  readonly notify?: readonly string[];
  /** An earlier review in JSON. */
  readonly since?: string;
}

/** The exit codes that scripts rely on. */
export const exitCodes = {
  "as-approved": 0,
  differs: 7,
  incomplete: 11,
  usage: 2,
  network: 9,
  interrupted: 130,
} as const;

/** Wrong use of the command line, or an unusable file. */
class Unusable extends Error {}

/**
 * Runs the subcommand and returns its exit code.
 *
 * @param own the checkout that this command is part of
 */
export async function runReview(options: ReviewOptions, own: string): Promise<number> {
  try {
    return await run(options, own);
  } catch (error) {
    if (error instanceof Interrupted) {
      tell("cross-account review: interrupted; nothing was written.");
      return exitCodes.interrupted;
    }
    if (error instanceof UnusableFile) {
      const [first, ...others] = error.lines;
      tell(`cross-account review: ${first}`, ...others);
    } else if (error instanceof Unusable || error instanceof UnusableNotify || isUnusableProject(error))
      tell(`cross-account review: ${error.message}`);
    else throw error;
    return exitCodes.usage;
  }
}

async function run(options: ReviewOptions, own: string): Promise<number> {
  const decision = decisionOf(options);
  // Before minutes of reading.
  const outputs = options.output?.map((path) => [path, options.format ?? formatOf(path)] as const);
  const told = notifyOf(options);
  const place = {
    env: process.env,
    directory: process.cwd(),
    own,
    ...(options.project !== undefined && { named: options.project }),
  };
  // The engine uses the backend that the project names.
  const { folder: project, env } = await chosenProject(place, askSeen);
  for (const stack of options.stack ?? []) {
    const name = `Pulumi.${stack.split("/").at(-1)}`;
    if (![".yaml", ".yml"].some((ending) => existsSync(join(stackFolder(project), `${name}${ending}`))))
      throw new Unusable(
        `--stack: found "${stack}", and there is no ${name}.yaml in ${project}. ` +
          alternatives(stack.split("/").at(-1)!, stackNames(readProject(project)), "No stack has a file there."),
      );
  }
  const { profile, profiles } = profilesOf(options.profile ?? []);
  const file = options.approvals ?? join(project, "approvals.yaml");
  // Read first, so that a problem in this file appears before minutes of reading.
  const approvals = [...readApprovals(file).values()];
  const accounts = accountsIn(project, new Date(), describedAccounts(project));
  const now = new Date();
  const organization =
    options.organization === undefined ? organizationIn(project, now) : organizationAt(options.organization, now);
  const progress = progressTo(process.stderr);
  let evidence: Evidence;
  let known: Access | undefined;
  try {
    evidence = await interruptible((signal) =>
      gather({
        project,
        accounts,
        now,
        ...(organization && { organization }),
        ...(options.identityCenter !== undefined && { identityCenter: options.identityCenter }),
        env,
        signal,
        ...(options.stack && { stacks: options.stack }),
        ...(profile !== undefined && { profile }),
        profiles,
        // An approval does not depend on usage.
        usage: options.usage && !decision,
        ...(options.regions && { regions: options.regions }),
        ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
        progress: progress.update,
        ...(options.resources === true && { resources: (found) => resourcesOf((known = accessOf(found))) }),
      }),
    );
  } finally {
    progress.end();
  }
  const other = organization && otherOrganizationOf(organization, evidence);
  if (other !== undefined)
    throw new Unusable(
      `${options.organization ?? join(project, organizationFileName)}: ${other}; write the file anew with ` +
        "`cross-account organization`, by a profile of that organization.",
    );
  const access = known === undefined ? accessOf(evidence) : { ...known, evidence };
  if (decision) return approveChosen(access, decision, file);
  const { unusedAfter, keysOlderThan, dueWithin, format } = options;
  const review = assessAccess(access, approvals, { unusedAfter, keysOlderThan, dueWithin, compare: broaderThan });
  const stacks = review.accounts.flatMap((account) => account.stacks);
  const sources = sourcesOf(project, file, stacks);
  if (outputs === undefined) await show(review, format ?? "table", sources);
  else write(review, outputs, sources);
  if (told === undefined) return exitCodes[review.verdict];
  const { lines, failed } = await notify(review, told.earlier, told.targets);
  tell(...lines);
  // What the review found counts more than that somebody was not told.
  return review.verdict === "as-approved" && failed ? exitCodes.network : exitCodes[review.verdict];
}

/** Whom to tell, and what they know. @throws Unusable, UnusableNotify */
function notifyOf({ notify: typed = [], since, approve: role }: ReviewOptions) {
  // An address lets whoever has it post, so it may come from where others do not see it.
  const addresses = [...typed, ...(process.env["CROSS_ACCOUNT_NOTIFY"] ?? "").split(/\s+/).filter(Boolean)];
  if (role !== undefined && (typed.length > 0 || since !== undefined))
    throw new Unusable("--notify and --since go with a review, not with --approve.");
  if (since !== undefined && addresses.length === 0)
    throw new Unusable("--since says what was known; it goes with --notify <url> or CROSS_ACCOUNT_NOTIFY.");
  if (addresses.length === 0 || role !== undefined) return undefined;
  const earlier = since === undefined ? undefined : readEarlier(since);
  return { targets: addresses.map(targetOf), ...(earlier !== undefined && { earlier }) };
}

interface Decision {
  readonly role: string;
  readonly by: string;
  readonly reason: string;
  readonly until: string;
}

function decisionOf({ approve: role, by, reason, until, resources }: ReviewOptions): Decision | undefined {
  if (role === undefined) {
    const [stray] = Object.entries({ by, reason, until }).filter(([, value]) => value !== undefined);
    if (stray) throw new Unusable(`--${stray[0]} says something about an approval; it goes with --approve <role>.`);
    return undefined;
  }
  if (resources === true)
    throw new Unusable("--resources goes with a review, not with --approve: an approval is about the role alone.");
  const missing = Object.entries({ by, reason, until })
    .filter(([, value]) => value === undefined || value.trim() === "")
    .map(([name]) => `--${name}`);
  if (missing.length > 0)
    throw new Unusable(
      `--approve ${role} also needs ${missing.join(" and ")}: an approval says who decided, why, and until when.`,
    );
  const today = dayOf(new Date());
  const latest = latestDay(new Date());
  if (!isDay(until!) || until! < today || until! > latest)
    throw new Unusable(`--until: found "${until}", expected a day from ${today} to ${latest}, such as 2027-05-01.`);
  return { role, by: by!, reason: reason!, until: until! };
}

async function approveChosen(
  access: ReturnType<typeof accessOf>,
  { role: words, ...decision }: Decision,
  file: string,
): Promise<number> {
  const chosen = chosenRole(access, words);
  if (chosen.problem !== undefined) {
    const [first, ...others] = chosen.problem;
    tell(`cross-account review: ${first}`, ...others);
    return chosen.missing ? exitCodes.incomplete : exitCodes.usage;
  }
  const granted = roleAccess(chosen.role);
  await approve(file, granted, decision, dayOf(access.evidence.at));
  const listed = (items: readonly string[]) => (items.length > 0 ? items.map((item) => `    ${item}`) : ["    nobody"]);
  const lines = [
    `Approved ${granted.arn} until ${decision.until}, by ${decision.by}: ${decision.reason}`,
    "  who can assume it:",
    ...listed(granted.principals),
    `  for at most ${inWords(granted.maxSessionDuration)}, with what these policies allow` +
      `${granted.boundary ? ` within ${granted.boundary.name}` : ""}:`,
    ...listed(granted.policies.map(({ name }) => name)),
    `Written to ${file}; commit it.`,
  ];
  tell(...lines);
  return 0;
}

function show(review: Review, format: Format, sources: Sources): Promise<void> {
  return writeOut(
    formatted(review, format, sources, { width: process.stdout.columns || 100, colour: isColoured(process.stdout) }),
  );
}

function write(review: Review, outputs: readonly (readonly [path: string, format: Format])[], sources: Sources): void {
  for (const [path, format] of outputs) {
    try {
      writeFile(path, formatted(review, format, sources, { width: 100, colour: false }));
    } catch (error) {
      throw error instanceof UnusablePlace ? new Unusable(`--output: ${error.message}`) : error;
    }
  }
  tell(`${headline(review)}: ${counts(review)}. Written to ${outputs.map(([path]) => path).join(" and ")}.`);
}

/** The format of a file, from the ending of its name. Without an ending, as for a device, it is the table. */
function formatOf(path: string): Format {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "" || ending === "txt") return "table";
  const found = formats.find((format) => format === ending && format !== "table");
  if (found !== undefined) return found;
  const known = ["txt", ...formats.filter((format) => format !== "table")].map((one) => `.${one}`).join(", ");
  throw new Unusable(`--output: found "${path}", expected a name that ends in one of ${known}, or --format.`);
}

/** Reads `profile` for all stacks and `stack=profile` for one. */
function profilesOf(typed: readonly string[]): { profile?: string; profiles: Record<string, string> } {
  const profiles: Record<string, string> = {};
  let profile: string | undefined;
  for (const one of typed) {
    const at = one.indexOf("=");
    const [stack, name] = at < 0 ? [undefined, one] : [one.slice(0, at), one.slice(at + 1)];
    if (name === "" || stack === "")
      throw new Unusable(`--profile: found "${one}", expected <profile> or <stack>=<profile>.`);
    if (stack === undefined ? profile !== undefined : Object.hasOwn(profiles, stack))
      throw new Unusable(
        `--profile: found a second one for ${stack === undefined ? "all stacks" : `the stack ${stack}`}.`,
      );
    if (stack === undefined) profile = name;
    else profiles[stack] = name;
  }
  return { ...(profile !== undefined && { profile }), profiles };
}

function tell(...lines: readonly Line[]): void {
  process.stderr.write(rendered(lines, false));
}
