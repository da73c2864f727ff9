/** One call to AssumeRole. A refusal is handed on with all that may help to explain it; explained.ts does. */
import { whoHolds } from "./credentials/identity";
import type { SourceCredentials } from "./credentials/resolve";
import { rememberUse } from "./mfa";
import { NoAnswer } from "./network/noAnswer";
import { AwsError, StrangeAnswer } from "./network/query";
import { assumeRole, type AssumeRoleCall } from "./network/sts";
import type { Place } from "./place";
import type { KnownRole } from "./roles/publishedRoles";
import type { Session } from "./session";

/** What a call is made with, and what may help to explain its refusal. */
export interface Attempt {
  readonly place: Place;
  readonly credentials: SourceCredentials;
  readonly known?: KnownRole;
  /** Profiles that may read evidence. */
  readonly explainWith: readonly string[];
}

/** An answer of AWS to a call, or its absence, that is no session. */
export class Unassumed extends Error {
  constructor(
    readonly answer: AwsError | NoAnswer | StrangeAnswer,
    readonly call: AssumeRoleCall,
    readonly made: Attempt,
  ) {
    super(answer.message, { cause: answer });
    this.name = "Unassumed";
  }
}

/** Calls AssumeRole. @throws Unassumed */
export async function attempt(call: AssumeRoleCall, made: Attempt): Promise<Session> {
  return answered(call, made, async () => {
    const session = await assumeRole(call, made.credentials.keys, made.place.sts);
    if (call.mfa) rememberUse(call.mfa.serial, made.place.env);
    return session;
  });
}

/** Who asks for a session: the ARN of the source credentials. @throws Unassumed when AWS does not tell */
export async function caller(call: AssumeRoleCall, made: Attempt): Promise<string> {
  return answered(call, made, () => whoHolds(made.credentials.keys, made.place.sts, made.place.env));
}

/** Does what a call needs. @throws Unassumed for what AWS answers; anything else as it is */
export async function answered<T>(call: AssumeRoleCall, made: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AwsError || error instanceof NoAnswer || error instanceof StrangeAnswer) throw new Unassumed(error, call, made);
    throw error;
  }
}
