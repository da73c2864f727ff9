/** Turns an answer of AWS into words and an exit code: gathers the evidence, diagnoses, and writes the result down. */
import { accountIn } from "../../policypack/iam";
import { accountNamesIn } from "./accountNames";
import { bold } from "../shared/lines";
import { type Attempt, Unassumed } from "./attempt";
import { whoHolds } from "./credentials/identity";
import { findSource } from "./credentials/source";
import { readAnswer } from "./diagnosis/answerFindings";
import { awsChecks } from "./diagnosis/awsChecks";
import { authorizationId } from "./diagnosis/awsRefusal";
import { diagnose } from "./diagnosis/diagnose";
import type { Diagnosis, Evidence, Finding } from "./diagnosis/evidence";
import { gather, type Sources } from "./diagnosis/gather";
import type { Reader } from "./diagnosis/iamReader";
import { onlyMfaIsMissing } from "./diagnosis/mfaMissing";
import { renderDiagnosis, renderFinding } from "./diagnosis/render";
import { isOutside, waysThrough } from "./diagnosis/through";
import { inWords } from "../../settings/duration";
import { exitCodes, Failure } from "./failure";
import { isMfaRefusal, secondsSinceUse } from "./mfa";
import { NoAnswer } from "./network/noAnswer";
import { AwsError, StrangeAnswer } from "./network/query";
import type { AssumeRoleCall } from "./network/sts";
import { organizationFor } from "./organization";
import { peopleFor } from "./people";
import type { Place } from "./place";
import { say } from "./output/messages";
import { Refusal, type Explained } from "./refusal";
import { recentUpdates } from "./roles/recentUpdates";
import { resolve } from "./sourceCredentials";

/** How a call ended. */
export interface Ending {
  /** The error; undefined when AWS admitted the call. */
  readonly error?: unknown;
  /** The requested duration, in words. */
  readonly duration: string;
  readonly sinceUse?: number;
}

/** Explains why AWS refused a call, or says that it admitted it. */
export async function explain(call: AssumeRoleCall, made: Attempt, ending: Ending): Promise<Explained> {
  const { place, credentials } = made;
  const answered =
    ending.error === undefined
      ? undefined
      : readAnswer(ending.error, {
          from: credentials.from,
          region: place.sts.region,
          url: place.sts.url.origin,
          duration: ending.duration,
          ...(call.mfa && { serial: call.mfa.serial }),
          ...(ending.sinceUse !== undefined && { sinceUse: ending.sinceUse }),
        });
  if (answered) return explainFinding(call.roleArn, answered.finding, answered.exitCode);
  const sources = await sourcesOf(call, made, ending.error instanceof AwsError ? ending.error : undefined);
  const evidence = await evidenceIn(sources, place);
  const judged = diagnose(evidence);
  const through = isOutside(judged) ? await waysThrough(evidence, sources) : [];
  // AWS admitted the call. A document that says otherwise is older than AWS's decision, or was read wrongly.
  const accountNames = accountNamesIn(made.known?.project, (line) => say(line));
  const { people } = evidence;
  const diagnosis: Diagnosis = {
    ...judged,
    ...(ending.error === undefined && { outcome: "allowed", findings: [], possible: [] }),
    ...(people !== undefined && { people }),
    ...(through.length > 0 && { through }),
  };
  return {
    diagnosis,
    exitCode: exitCodeOf(diagnosis),
    lines: renderDiagnosis(diagnosis, { ...evidence, accountNames }),
  };
}

/** The refusal for a call that gave no session, with its diagnosis. */
export async function refusalOf({ answer, call, made }: Unassumed): Promise<Refusal> {
  const sinceUse = call.mfa && isMfaRefusal(answer) ? secondsSinceUse(call.mfa.serial, made.place.env) : undefined;
  const said = await explain(call, made, {
    error: answer,
    duration: inWords(call.duration),
    ...(sinceUse !== undefined && { sinceUse }),
  });
  return new Refusal(said.exitCode === exitCodes.success ? exitCodes.denied : said.exitCode, said);
}

/** Explains a refusal by one finding, without reading any policy. */
export function explainFinding(roleArn: string, finding: Finding, exitCode: number): Explained {
  const diagnosis: Diagnosis = { outcome: "denied", findings: [finding], possible: [], missing: [] };
  return { diagnosis, exitCode, lines: [[bold(`No session of ${roleArn}`)], ...renderFinding(finding)] };
}

/** The exit code of a diagnosis: 3 when signing in with MFA is enough. */
export function exitCodeOf({ outcome, findings }: Diagnosis): number {
  if (outcome === "allowed") return exitCodes.success;
  return onlyMfaIsMissing(findings) ? exitCodes.credentials : exitCodes.denied;
}

/** What ended the command: a failure, or an unexpected answer of AWS. Undefined for a defect of this command. */
export function asFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof AwsError || error instanceof NoAnswer || error instanceof StrangeAnswer)) return undefined;
  const answered = readAnswer(error, { from: "this call", region: "that was chosen", url: "", duration: "this long" });
  return answered
    ? new Failure(answered.exitCode, `${answered.finding.text} -> ${answered.finding.remedy}`)
    : new Failure(exitCodes.denied, `AWS says: ${error.message}`);
}

/** All evidence about a call that may be read. */
export async function evidenceFor(call: AssumeRoleCall, made: Attempt): Promise<Evidence> {
  return evidenceIn(await sourcesOf(call, made), made.place);
}

async function evidenceIn(sources: Sources, place: Place): Promise<Evidence> {
  const evidence = await gather(sources);
  const people = await peopleFor(evidence, sources.readers, place);
  return people.length === 0 ? evidence : { ...evidence, people };
}

/** Where evidence about a call is to be read. */
async function sourcesOf(
  call: AssumeRoleCall,
  { place, credentials, known, explainWith, organization: file }: Attempt,
  error?: AwsError,
): Promise<Sources> {
  const callerArn = await whoHolds(credentials.keys, place.sts, place.env, { afresh: true }).catch(() => undefined);
  const readers: Reader[] = [];
  if (callerArn !== undefined) readers.push({ name: callerArn, account: accountIn(callerArn), keys: credentials.keys });
  const named = await namedReaders(place, explainWith);
  readers.push(...named.readers);
  const unread = [...named.unread];
  const now = new Date();
  const recent = error !== undefined && known !== undefined ? await recentUpdates(known.project, place.env, now) : [];
  const arns = [call.roleArn, ...(callerArn === undefined ? [] : [callerArn])];
  const { organization, unread: unreadOfIt } = organizationFor(file, known?.project, arns, now);
  unread.push(...unreadOfIt);
  const id = authorizationId(error?.message ?? "");
  const checks = id === undefined ? [] : await awsChecks(id, credentials.keys, place.toolbox());
  const { roleArn, sessionName, tags, duration, sourceIdentity, externalId, mfa } = call;
  return {
    call: {
      roleArn,
      sessionName,
      tags,
      duration,
      mfa: mfa !== undefined,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      ...(externalId !== undefined && { externalId }),
    },
    temporary: credentials.keys.sessionToken !== undefined,
    readers,
    iam: place.iam,
    now,
    recent,
    unread,
    ...(organization && { organization }),
    ...(callerArn !== undefined && { callerArn }),
    ...(known && { published: known }),
    ...(error && { refusal: { message: error.message }, checks }),
  };
}

/** Whoever may read by the profiles that were named for that, and which of them could not be used. @throws Failure */
export async function namedReaders(
  place: Place,
  profiles: readonly string[],
): Promise<{ readonly readers: readonly Reader[]; readonly unread: readonly string[] }> {
  const readers: Reader[] = [];
  const unread: string[] = [];
  for (const profile of profiles) {
    try {
      const { keys } = await resolve(findSource({ env: place.env, files: place.files, profile }), place);
      const arn = await whoHolds(keys, place.sts, place.env);
      readers.push({ name: arn, account: accountIn(arn), keys });
    } catch (error) {
      const failure = error instanceof Unassumed ? await refusalOf(error) : asFailure(error);
      // A network failure must not hide the rest of the evidence: it is listed as unread. Other failures are thrown.
      if (failure?.exitCode !== exitCodes.network) throw failure instanceof Refusal ? failure : error;
      const text = failure instanceof Refusal ? failure.explained.diagnosis.findings[0]?.text : failure.lines[0];
      unread.push(`what the profile ${profile} may read: ${text}`);
    }
  }
  return { readers, unread };
}
