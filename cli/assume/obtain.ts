/** Gets the session that a request asks for. Checks the limits first, then decides about MFA, then makes the call. */
import type { Line } from "../shared/lines";
import { answered, attempt, caller, type Attempt } from "./attempt";
import { readCaller } from "./diagnosis/caller";
import { onlyMfaIsMissing } from "./diagnosis/mfaMissing";
import { defaultDuration, durationFinding, chainedMaximum } from "./duration";
import { exitCodes, Failure } from "./failure";
import { explained, refusalBefore } from "./explained";
import { codeTries, findDevice, mfaCode, mfaPlan, roleWords } from "./mfa";
import type { AssumeRoleCall } from "./network/sts";
import { debug, say } from "./output/messages";
import type { Request } from "./options";
import type { Prepared } from "./preparation";
import { Refusal } from "./refusal";
import type { KnownRole } from "./roles/publishedRoles";
import type { Session } from "./session";
import { sessionNameOf } from "./sessionName";
import { hasTerminal } from "./terminal";

/** Gets the session. @throws Failure, with the diagnosis when AWS refused */
export async function obtain(request: Request, prepared: Prepared): Promise<Session> {
  const made = attemptOf(request, prepared);
  const call = await callOf(request, prepared, made);
  const plan = planOf(request, prepared);
  debug(() => `${call.roleArn} as ${call.sessionName} with ${prepared.credentials.from}; MFA: ${plan}`);
  if (plan === "use") return withMfa(request, call, made, prepared);
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
    return withMfa({ ...request, mfaSerial: serial }, call, made, prepared);
  }
}

/** What the call is made with. */
export function attemptOf(request: Request, { place, credentials, known }: Prepared): Attempt {
  return { place, credentials, explainWith: request.explainWith ?? [], ...(known && { known }) };
}

/** Whether the call uses an MFA code. */
export function planOf(request: Request, { known, profileSerial, credentials }: Prepared): ReturnType<typeof mfaPlan> {
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
  const chained = credentials.roleSession ?? (duration > chainedMaximum && readCaller(await who()).kind === "role");
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

/** Makes the call with MFA. A person at the terminal may try again after a wrong code. */
async function withMfa(
  request: Request,
  call: AssumeRoleCall,
  made: Attempt,
  { place, credentials, profileSerial, role, known }: Prepared,
): Promise<Session> {
  // The cached role does not say where a given ARN came from, so the question names no stack.
  const purpose = roleWords(role, request.role === role.arn ? undefined : known);
  const serial = request.mfaSerial ?? profileSerial ?? (await deviceOf(call, made, { place, credentials }));
  let why: readonly Line[] = [];
  for (let left = codeTries; ; left--) {
    const code = await mfaCode(serial, request.mfaToken, purpose, why);
    try {
      return await explained(() => attempt({ ...call, mfa: { serial, code } }, made));
    } catch (error) {
      const wrong = error instanceof Refusal && error.explained.diagnosis.findings[0]?.kind === "mfa-code";
      if (!wrong || request.mfaToken !== undefined || left <= 1) throw error;
      why = error.explained.lines;
    }
  }
}

async function deviceOf(
  call: AssumeRoleCall,
  made: Attempt,
  { place, credentials }: Pick<Prepared, "place" | "credentials">,
): Promise<string> {
  return explained(() => answered(call, made, () => findDevice(credentials.keys, place.iam)));
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
