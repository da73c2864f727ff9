/** Runs `assume`, from what was typed to the exit code. Error messages contain no secrets. */
import { attempt } from "./attempt";
import { explained } from "./explained";
import { exitCodes, Failure } from "./failure";
import { attemptOf, callOf, obtain } from "./obtain";
import { readRequest, type Request, type TypedOptions } from "./options";
import { environmentOf, marker, withoutSession } from "./output/environment";
import { changeText, format, type Format, type ShellFormat } from "./output/formats";
import { conceal } from "./output/concealment";
import { enableDebug, said, say } from "./output/messages";
import { prepare, shelfOf, type Prepared } from "./preparation";
import { inWords } from "../../settings/duration";
import { typedHere } from "../shared/invocation";
import { red } from "../shared/lines";
import { isUnwrittenOutput, writeOut, writeResultToErr } from "../shared/output";
import { visibleJson } from "../../settings/visible";
import { Refusal, type Explained } from "./refusal";
import type { ToldAccess } from "./resourceAccess";
import { noRole, publishedRoles } from "./roles/publishedRoles";
import { parseRoleArn } from "./roles/roleArn";
import type { Session } from "./session";
import { hasTerminal } from "./terminal";

/** The exit code of a defect, EX_SOFTWARE of sysexits.h. */
const defect = 70;

/** Runs the subcommand and sets the exit code of this process. @throws UnwrittenOutput */
export async function runAssume(
  words: readonly string[],
  command: readonly string[] | undefined,
  typed: TypedOptions,
): Promise<void> {
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  if (typed.debug) enableDebug();
  conceal(process.env["AWS_SECRET_ACCESS_KEY"]);
  conceal(process.env["AWS_SESSION_TOKEN"]);
  try {
    await serve(await named(readRequest(words, command, typed, canChoose), process.env), process.env);
  } catch (error) {
    if (isUnwrittenOutput(error)) throw error;
    const failure = error instanceof Failure ? error : lazyExplanation().asFailure(error);
    if (failure === undefined) return crash(error);
    if (failure instanceof Refusal) say(...failure.explained.lines);
    else say([red("cross-account assume:"), ` ${failure.lines[0]}`], ...failure.lines.slice(1));
    process.exitCode = failure.exitCode;
  }
}

/** Whether a person reads and types here. A tool that names no role is told so. */
function canChoose(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && hasTerminal();
}

/** The request with its role: a person chooses it when none was typed. */
async function named(request: Request, env: NodeJS.ProcessEnv): Promise<Request> {
  if (request.role !== undefined || request.list || request.status || request.unset || request.scopeDown)
    return request;
  const roles = await publishedRoles(shelfOf(request, env));
  if (roles.length === 0) throw new Failure(exitCodes.usage, noRole);
  const accounts = lazyList().accountsOf(roles);
  const choices = roles.map((role) => {
    const account = accounts[parseRoleArn(role.arn)?.account ?? ""];
    return { ...role, ...(account !== undefined && { account }) };
  });
  const chosen = await lazyChooseRole().chooseRole(choices);
  if (chosen === undefined) throw new Failure(exitCodes.usage, "role: found nothing, expected a name or an ARN");
  return { ...request, role: chosen.name, stack: chosen.stack };
}

async function serve(request: Request, env: NodeJS.ProcessEnv): Promise<void> {
  if (request.status) return void (process.exitCode = await lazyStatus().status(env));
  if (request.unset) return writeOut(changeText((request.format ?? "env") as ShellFormat, withoutSession));
  if (request.list) return lazyList().list(request, env);
  if (request.format === "profile") return writeOut(await lazyProfile().profileFor(request, env));
  // Checked before an MFA code is used up.
  const missing = request.command && lazyChild().unrunnable(request.command[0]!, env);
  if (missing) {
    say([red("cross-account assume:"), ` ${missing.text}`]);
    process.exitCode = missing.exitCode;
    return;
  }
  if (request.scopeDown) {
    const { session, prepared } = await lazyScopeDown().scopedDown(request, env);
    return handOut(request, session, prepared, env);
  }
  if (request.action !== undefined) lazyAccess().checkAction(request.action);
  const toConsole = request.console || request.open;
  if (toConsole) lazyConsole().namedEndpoint(env);
  const prepared = await prepare(request, env);
  const page = toConsole
    ? lazyConsole().destinationPage(request.destination, prepared.role.arn, prepared.place.region)
    : undefined;
  if (request.explain) return explainOnly(request, prepared);
  const session = await obtain(request, prepared);
  if (page !== undefined) {
    const link = await lazyConsole().consoleLink(session, page, env);
    if (!request.open) return writeOut(`${link}\n`);
    const problem = await lazyOpen().openLink(link, request.container, env);
    if (problem === undefined) return;
    throw new Failure(
      exitCodes.usage,
      `--open: ${problem}. Name a browser in the variable BROWSER, or use --console, which prints the link.`,
    );
  }
  return handOut(request, session, prepared, env);
}

/** Gives the session to whoever it is for: a command, a shell, or the reader of standard output. */
async function handOut(request: Request, session: Session, prepared: Prepared, env: NodeJS.ProcessEnv): Promise<void> {
  const { profile } = prepared.credentials;
  // What was made less of the environment's session came from where that did.
  const from =
    profile !== undefined
      ? (request.sourceProfile ?? profile)
      : request.scopeDown
        ? env[marker.sourceProfile]
        : undefined;
  const change = environmentOf(session, {
    ...(from !== undefined && { sourceProfile: from }),
    ...(prepared.profileRegion !== undefined && { profileRegion: prepared.profileRegion }),
  });
  const { command } = request;
  if (command ?? request.shell) {
    const { childEnvironment, endLike, runCommand } = lazyChild();
    if (command) return endLike(await runCommand(command, childEnvironment(env, change)));
    const shell = lazyShell().markedShell(prepared.role.name, env);
    const started = runCommand(shell.command, { ...childEnvironment(env, change), ...shell.env });
    return endLike(await started.finally(shell.end));
  }
  if (process.stdout.isTTY && request.format === undefined)
    say(`These are credentials. To take them into this shell: eval "$(${typedHere()} assume …)"`);
  // A profile is made without a session.
  return writeOut(format((request.format ?? "env") as Exclude<Format, "profile">, session, change));
}

/** Makes the call, never asks the person anything, and prints the outcome instead of the credentials. */
async function explainOnly(request: Request, prepared: Prepared): Promise<void> {
  const { told, access } = await explainedCall(request, prepared).catch((error: unknown): ExplainedCall => {
    if (error instanceof Refusal) return { told: error.explained };
    throw error;
  });
  if (request.format === "json") {
    const diagnosis = lazyRender().diagnosisJson(told.diagnosis);
    const whole = { roleArn: prepared.role.arn, ...diagnosis, ...(access && { access: access.json }) };
    await writeOut(`${visibleJson(JSON.stringify(whole, undefined, 2))}\n`);
  } else await writeResultToErr(said([...told.lines, ...(access?.lines ?? [])]));
  process.exitCode = access?.exitCode ?? told.exitCode;
}

/** What AWS answered, and what its session may do, where that was asked. */
interface ExplainedCall {
  readonly told: Explained;
  readonly access?: ToldAccess;
}

async function explainedCall(request: Request, prepared: Prepared): Promise<ExplainedCall> {
  const made = attemptOf(request, prepared);
  const call = await callOf(request, prepared, made);
  const code = prepared.credentials.signedIn ? undefined : request.mfaToken;
  const serial =
    code === undefined
      ? undefined
      : (request.mfaSerial ??
        prepared.profileSerial ??
        (await lazyMfa().findDevice(prepared.credentials.keys, prepared.place.iam)));
  if (code !== undefined)
    say(lazyMfa().roleWords(prepared.role, request.role === prepared.role.arn ? undefined : prepared.known));
  const whole = code === undefined || serial === undefined ? call : { ...call, mfa: { serial, code } };
  const session = await explained(() => attempt(whole, made));
  const told = await lazyExplanation().explain(whole, made, { duration: inWords(call.duration) });
  const { action, resource } = request;
  if (action === undefined || resource === undefined) return { told };
  const { sessionPolicies } = prepared;
  const asked = { action, resource, session, tags: call.tags, ...(sessionPolicies && { sessionPolicies }) };
  return { told, access: await lazyAccess().explainAccess(asked, made) };
}

/** Reports a defect of this command. The message contains no secrets either. */
function crash(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say("cross-account assume failed in a way it should not; please report this.", ...text.split("\n"));
  // Ends the process, so that nothing that still runs goes on.
  process.exit(defect);
}

/* eslint-disable @typescript-eslint/no-require-imports -- each is for a use that most calls have not, and would cost them time. */
const lazyChild = () => require("./childCommand") as typeof import("./childCommand");
const lazyChooseRole = () => require("./chooseRole") as typeof import("./chooseRole");
const lazyList = () => require("./list") as typeof import("./list");
const lazyStatus = () => require("./status") as typeof import("./status");
const lazyScopeDown = () => require("./scopeDown") as typeof import("./scopeDown");
const lazyShell = () => require("./markedShell") as typeof import("./markedShell");
const lazyOpen = () => require("./openLink") as typeof import("./openLink");
const lazyConsole = () => require("./consoleLink") as typeof import("./consoleLink");
const lazyAccess = () => require("./resourceAccess") as typeof import("./resourceAccess");
const lazyExplanation = () => require("./explanation") as typeof import("./explanation");
const lazyMfa = () => require("./mfa") as typeof import("./mfa");
const lazyRender = () => require("./diagnosis/render") as typeof import("./diagnosis/render");
const lazyProfile = () => require("./profile") as typeof import("./profile");
