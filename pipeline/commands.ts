/** The commands of a pipeline. Results go to standard output, messages to standard error. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { NoAnswer } from "../cli/assume/network/noAnswer";
import { gitIn, revisionOf, UnusableBase } from "../cli/diff/git";
import { readStackFile, stackNames } from "../cli/review/evidence/stacks/stackFiles";
import { visible } from "../policypack/visible";
import { oneLine, readProject } from "../settings/projectFiles";
import { commentMarker, commentText } from "./comment";
import { concernedStacks } from "./concerned";
import { roleCredentials } from "./credentials";
import { Refused } from "./forge/forge";
import { forgeHere } from "./forge/here";
import { dueIssues, issueLabel, issueSteps, readReview } from "./issues";
import { purposes, type Purpose } from "./names";
import { profilesOf, type StackAccount } from "./profiles";

const usage = `Commands of a pipeline (docs/pipelines.md):
  profiles preview|deploy|review [--state ACCOUNT]   the AWS config file of the job
  credentials ROLE                                   what that file calls: credentials of a role
  concerned BASE                                     the stacks to preview, in one line
  comment --diff FILE [--preview FILE]               writes the one comment of the pull request
  issues REVIEW.json                                 opens, updates and closes one issue for each owner

Exit codes: 0; 2 usage, or settings or a base that cannot be used; 3 no token; 4 refused; 9 no answer.
`;

/** The exit code of a refusal. */
const codes = { usage: 2, unsigned: 3, refused: 4 } as const;
const noAnswer = 9;

/** What a command says, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Carries out a command in the project's folder. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv, folder = process.cwd()): Promise<Said> {
  const failed = (code: number, text: string): Said => ({ code, stdout: "", stderr: `pipeline: ${visible(text)}\n` });
  try {
    return { code: 0, stdout: await run(args, env, folder), stderr: "" };
  } catch (error) {
    if (error instanceof Refused) return failed(codes[error.kind], error.message);
    if (error instanceof NoAnswer) return failed(noAnswer, `${error.url}: ${error.message}. Run the job again later.`);
    if (error instanceof UnusableBase || isUsage(error)) return failed(codes.usage, oneLine(error));
    throw error;
  }
}

/** What parseArgs, and reading a file that was named, throw. */
function isUsage(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && /^(?:ERR_PARSE_ARGS|ENOENT|EISDIR|EACCES)/.test(String(error.code))
  );
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, folder: string): Promise<string> {
  const options = { state: { type: "string" }, diff: { type: "string" }, preview: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [command, argument, ...rest] = positionals;
  if (rest.length > 0)
    throw new Refused(
      `found ${JSON.stringify(rest[0])} too many; \`node pipeline/run.cjs help\` says what is expected.`,
      "usage",
    );
  const need = (what: string) => {
    if (argument === undefined) throw new Refused(`${command}: expected ${what}.`, "usage");
    return argument;
  };
  switch (command) {
    case undefined:
    case "help":
      return usage;
    case "profiles":
      return profiles(need(purposes.join(", ")), values.state, folder);
    case "credentials":
      return roleCredentials(need("the ARN of a role"), env);
    case "concerned":
      return concerned(need("a revision to compare with"), folder);
    case "comment":
      return comment(values, env);
    case "issues":
      return issues(need("the file that review --output wrote"), env);
    default:
      throw new Refused(
        `found ${JSON.stringify(command)}, expected profiles, credentials, concerned, comment or issues.`,
        "usage",
      );
  }
}

function profiles(purpose: string, state: string | undefined, folder: string): string {
  if (!(purposes as readonly string[]).includes(purpose))
    throw new Refused(`profiles: found ${JSON.stringify(purpose)}, expected ${purposes.join(", ")}.`, "usage");
  if (state !== undefined && !/^\d{12}$/.test(state))
    throw new Refused(`--state: found ${JSON.stringify(state)}, expected an account, 12 digits.`, "usage");
  const project = projectIn(folder);
  const stacks = stackNames(project).map((name): StackAccount => {
    const { account, profile, problem } = readStackFile(project, name);
    if (account === undefined) throw new Refused(`${name}: ${problem ?? "its account is not known"}`, "usage");
    return { name, account, ...(profile !== undefined && { profile }) };
  });
  const command = [process.execPath, join(__dirname, "run.cjs"), "credentials"];
  const found = profilesOf({ purpose: purpose as Purpose, stacks, command, ...(state !== undefined && { state }) });
  if ("problems" in found) throw new Refused(`profiles: ${found.problems.join(" ")}`, "usage");
  return found.text;
}

function concerned(base: string, folder: string): string {
  const project = projectIn(folder);
  const git = gitIn(folder);
  const args = ["diff", "--name-only", "--no-renames", "--relative", "-z", revisionOf(git, base), "--"];
  const changed = git(args, `what was changed since ${base} is not known`).split("\0").filter(Boolean);
  const below = relative(realpathSync(folder), realpathSync(project.stackFolder)).split(sep).join("/");
  return `${concernedStacks(changed, stackNames(project), below).join(" ")}\n`;
}

function projectIn(folder: string) {
  try {
    return readProject(folder);
  } catch (error) {
    throw new Refused(oneLine(error), "usage");
  }
}

async function comment(
  { diff, preview }: { readonly diff?: string | undefined; readonly preview?: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (diff === undefined) throw new Refused("comment: expected --diff FILE.", "usage");
  const previewed = preview !== undefined && existsSync(preview) ? readFileSync(preview, "utf8") : undefined;
  const { text, left } = commentText(readFileSync(diff, "utf8"), previewed, "No stack was previewed.");
  const forge = forgeHere(env, "pull request");
  const found = (await forge.comments()).find((one) => one.text.startsWith(commentMarker));
  if (found === undefined) await forge.addComment(text);
  else if (found.text.trim() !== text.trim()) await forge.changeComment(found.id, text);
  return (
    `${found === undefined ? "The comment was written." : "The comment is up to date."}\n` +
    (left === 0 ? "" : `It has as much as a comment may have: ${left} lines are left out.\n`)
  );
}

async function issues(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const review = readReview(jsonIn(file));
  if (review === undefined)
    throw new Refused(`${file}: found another form, expected what \`review --output review.json\` wrote.`, "usage");
  const forge = forgeHere(env, "issues");
  const steps = issueSteps(dueIssues(review), await forge.issues(issueLabel), review.missing.length === 0);
  for (const step of steps)
    if (step.do === "open") await forge.openIssue(step.issue.title, step.issue.body, issueLabel);
    else if (step.do === "update")
      await forge.changeIssue(step.number, { title: step.issue.title, body: step.issue.body, open: true });
    else await forge.changeIssue(step.number, { body: step.body, open: false });
  const count = (what: string) => steps.filter((step) => step.do === what).length;
  return `Issues: ${count("open")} opened, ${count("update")} updated, ${count("close")} closed.\n`;
}

function jsonIn(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
