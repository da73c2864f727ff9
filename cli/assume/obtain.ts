/** Gets the session that a request asks for. Checks the limits first, then decides about MFA, then makes the call. */
import { typedHere } from "../shared/invocation";
import { attempt, caller, type Attempt } from "./attempt";
import { codeFor } from "./codeFor";
import { originOf } from "./credentials/resolve";
import { concealed } from "./credentials/source";
import { onlyMfaIsMissing } from "./diagnosis/mfaMissing";
import { defaultDuration, durationFinding, chainedMaximum } from "./duration";
import { exitCodes, Failure } from "./failure";
import { explained, refusalBefore } from "./explained";
import { findDevice, mfaPlan } from "./mfa";
import type { AssumeRoleCall } from "./network/sts";
import { debug, say } from "./output/messages";
import type { Request } from "./options";
import { ownSettings, type OwnSettings } from "./ownSettings";
import type { Prepared } from "./preparation";
import { Refusal } from "./refusal";
import { mayBeKept } from "./remember/agentFolder";
import type { KnownRole } from "./roles/publishedRoles";
import type { Session } from "./session";
import { sessionNameOf } from "./sessionName";
import { hasTerminal } from "./terminal";
import { withCode } from "./withCode";

/** Gets the session. @throws Failure, with the diagnosis when AWS refused */
export async function obtain(request: Request, prepared: Prepared): Promise<Session> {
  const made = attemptOf(request, prepared);
  const call = await callOf(request, prepared, made);
  const plan = planOf(request, prepared);
  debug(() => `${call.roleArn} as ${call.sessionName} with ${prepared.credentials.from}; MFA: ${plan}`);
  const config = ownSettings(prepared.place.env);
  const make = () => makeNew(request, call, made, prepared, { config, plan });
  // A code that was typed with the command is for a new session.
  if (!(request.reuse ?? config.reuse) || request.mfaToken !== undefined) return make();
  const done = await lazyReused().reusing({
    env: prepared.place.env,
    call,
    source: originOf(prepared.credentials),
    host: prepared.place.sts.url.host,
    make,
    tell: (line) => {
      if (process.stderr.isTTY) say(line);
    },
    forget: `${typedHere()} forget`,
  });
  if ("session" in done) {
    concealed(done.session.keys);
    return done.session;
  }
  if (request.reuse) throw new Failure(exitCodes.credentials, `--reuse: ${done.problem}`);
  say(`No session is used again: ${done.problem}`);
  return make();
}

/** Gets a new session, with a sign-in that is remembered where one is. */
async function makeNew(
  request: Request,
  call: AssumeRoleCall,
  made: Attempt,
  prepared: Prepared,
  { config, plan }: { readonly config: OwnSettings; readonly plan: ReturnType<typeof mfaPlan> },
): Promise<Session> {
  if (request.remember || mayBeKept(prepared.place.env) || config.remember) {
    const session = await lazySignedIn().signedIn(request, call, made, prepared, { config, plan });
    if (session !== undefined) return session;
  }
  const withMfa = (asked: Request) =>
    withCode(codeFor(asked, prepared), call, made, (mfa) => attempt({ ...call, mfa }, made));
  if (plan === "use") return withMfa(request);
  try {
    return await explained(() => attempt(call, made));
  } catch (error) {
    if (plan !== "when-refused" || !(error instanceof Refusal) || !mayBeMfa(error) || !hasTerminal()) throw error;
    const proven = error.explained.diagnosis.outcome === "denied";
    let serial: string;
    try {
      serial = await findDevice(prepared.credentials.keys, prepared.place.iam);
    } catch (missing) {
      // The device is not known. That must not hide why AWS refused the call.
      if (!(missing instanceof Failure)) throw missing;
      const untried = `  MFA ${proven ? "is asked for" : "may be what is missing"}, and could not be tried: ${missing.message}`;
      throw new Refusal(error.exitCode, { ...error.explained, lines: [...error.explained.lines, untried] });
    }
    say(proven ? "The role asks for MFA." : "AWS refused the call and does not say why; trying with MFA.");
    return withMfa({ ...request, mfaSerial: serial });
  }
}

/** What the call is made with. */
export function attemptOf(request: Request, { place, credentials, known }: Prepared): Attempt {
  return {
    place,
    credentials,
    explainWith: request.explainWith ?? [],
    ...(request.organization !== undefined && { organization: request.organization }),
    ...(known && { known }),
  };
}

/** Whether the call uses an MFA code. */
export function planOf(request: Request, { known, profileSerial, credentials }: Prepared): ReturnType<typeof mfaPlan> {
  // The code was for the role of the profile. The session of that role cannot take another one.
  if (credentials.signedIn) return "skip";
  return mfaPlan({
    required: known?.mfa?.required,
    temporary: credentials.keys.sessionToken !== undefined,
    ...(request.mfaSerial !== undefined && { serialOption: request.mfaSerial }),
    ...(request.mfaToken !== undefined && { codeOption: request.mfaToken }),
    ...(profileSerial !== undefined && { profileSerial }),
  });
}

/**
 * The call without MFA. Asks AWS who the caller is only if that is needed.
 *
 * @throws Refusal when the session would be longer than a known limit
 */
export async function callOf(
  request: Request,
  { role, known, credentials, sessionPolicies }: Prepared,
  made: Attempt,
): Promise<AssumeRoleCall> {
  const duration = request.duration ?? defaultDuration;
  const draft = {
    roleArn: role.arn,
    sessionName: request.sessionName ?? "unnamed",
    duration,
    tags: request.tags,
    ...sessionPolicies,
    ...(request.externalId !== undefined && { externalId: request.externalId }),
  };
  let arn: string | undefined;
  const who = async () => (arn ??= await explained(() => caller(draft, made)));
  const chained =
    credentials.roleSession ?? (duration > chainedMaximum && lazyCaller().readCaller(await who()).kind === "role");
  const tooLong = durationFinding(duration, {
    chained,
    ...(known?.maxSessionDuration !== undefined && { roleMaximum: known.maxSessionDuration }),
  });
  if (tooLong) throw refusalBefore(role.arn, tooLong, exitCodes.limits);
  const sourceIdentity =
    request.sourceIdentity ?? (wantsSourceIdentity(known) ? sessionNameOf(await who()) : undefined);
  return {
    ...draft,
    sessionName: request.sessionName ?? sessionNameOf(await who()),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}

function mayBeMfa({ explained: { diagnosis } }: Refusal): boolean {
  return diagnosis.outcome === "undetermined" || onlyMfaIsMissing(diagnosis.findings);
}

/**
 * Whether the role's published trust policy demands a source identity. The policy may have any form: another stack
 * publishes it.
 */
function wantsSourceIdentity(known: KnownRole | undefined): boolean {
  const { Statement: statements } = fieldsOf(known?.trustPolicy);
  return [statements]
    .flat()
    .some((statement) =>
      Object.entries(fieldsOf(fieldsOf(statement)["Condition"])).some(
        ([operator, keys]) =>
          operator !== "Null" && Object.keys(fieldsOf(keys)).some((key) => key.toLowerCase() === "sts:sourceidentity"),
      ),
    );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/* eslint-disable @typescript-eslint/no-require-imports -- for long sessions, and calls that remember or use a session again */
const lazyCaller = () => require("./diagnosis/caller") as typeof import("./diagnosis/caller");
const lazySignedIn = () => require("./remember/signedIn") as typeof import("./remember/signedIn");
const lazyReused = () => require("./remember/reused") as typeof import("./remember/reused");
