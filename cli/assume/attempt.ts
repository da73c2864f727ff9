/** One call to AssumeRole; when it is refused, the reason. */
import { whoHolds } from "./credentials/identity";
import type { SourceCredentials } from "./credentials/resolve";
import type { Finding } from "./diagnosis/evidence";
import { exitCodes, Failure } from "./failure";
import { inWords } from "./duration";
import { isMfaRefusal, rememberUse, secondsSinceUse } from "./mfa";
import { AwsError, StrangeAnswer } from "./network/query";
import { NoAnswer } from "./network/post";
import { assumeRole, type AssumeRoleCall } from "./network/sts";
import type { Place } from "./preparation";
import type { KnownRole } from "./roles/publishedRoles";
import { rendered } from "../shared/lines";
import type { Session } from "./session";
import type { Explained } from "./explanation";

/** What a call is made with, and what may help to explain its refusal. */
export interface Attempt {
  readonly place: Place;
  readonly credentials: SourceCredentials;
  readonly known?: KnownRole;
  /** Profiles that may read evidence. */
  readonly explainWith: readonly string[];
}

/** A refusal with its diagnosis. */
export class Refusal extends Failure {
  constructor(
    exitCode: number,
    readonly explained: Explained,
  ) {
    super(exitCode, rendered(explained.lines, false).trimEnd());
  }
}

/**
 * Calls AssumeRole.
 *
 * @throws Refusal with the diagnosis; a wrong MFA code as the error it came as, for whoever can ask again
 */
export async function attempt(call: AssumeRoleCall, made: Attempt): Promise<Session> {
  try {
    const session = await assumeRole(call, made.credentials.keys, made.place.sts);
    if (call.mfa) rememberUse(call.mfa.serial, made.place.env);
    return session;
  } catch (error) {
    throw await refusalOf(error, call, made);
  }
}

/**
 * Who asks for a session: the ARN of the source credentials.
 *
 * @throws Refusal when AWS does not tell
 */
export async function caller(call: AssumeRoleCall, made: Attempt): Promise<string> {
  try {
    return await whoHolds(made.credentials.keys, made.place.sts, made.place.env);
  } catch (error) {
    throw await refusalOf(error, call, made);
  }
}

/** The diagnosis of an error as something to throw; anything that is no answer of AWS stays as it is. */
export async function refusalOf(error: unknown, call: AssumeRoleCall, made: Attempt): Promise<unknown> {
  if (!(error instanceof AwsError || error instanceof NoAnswer || error instanceof StrangeAnswer)) return error;
  const { explain } = lazyExplanation();
  const sinceUse = call.mfa && isMfaRefusal(error) ? secondsSinceUse(call.mfa.serial, made.place.env) : undefined;
  const explained = await explain(call, made, { error, duration: inWords(call.duration), ...(sinceUse !== undefined && { sinceUse }) });
  return new Refusal(explained.exitCode === exitCodes.success ? exitCodes.denied : explained.exitCode, explained);
}

/** A refusal that is certain before AWS is asked. */
export function refusalBefore(roleArn: string, finding: Finding, exitCode: number): Refusal {
  const explained = lazyExplanation().explainFinding(roleArn, finding, exitCode);
  return new Refusal(exitCode, explained);
}

function lazyExplanation(): typeof import("./explanation") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a call that succeeds needs none of it
  return require("./explanation") as typeof import("./explanation");
}
