/**
 * One call to AssumeRole. A refusal is thrown with everything that may help to explain it; explained.ts explains it.
 */
import { whoHolds } from "./credentials/identity";
import type { SourceCredentials } from "./credentials/resolve";
import { rememberUse } from "./mfa";
import { NoAnswer } from "./network/noAnswer";
import { AwsError, StrangeAnswer } from "./network/query";
import { assumeRole, type AssumeRoleCall } from "./network/sts";
import type { Place } from "./place";
import type { KnownRole } from "./roles/publishedRoles";
import type { Session } from "./session";

/** What a call is made with, and what may help to explain a refusal. */
export interface Attempt {
  readonly place: Place;
  readonly credentials: SourceCredentials;
  readonly known?: KnownRole;
  /** Profiles that may be used to read evidence. */
  readonly explainWith: readonly string[];
  /** The file that says what the organization forbids. */
  readonly organization?: string;
}

/** AWS answered a call with something else than a session, or not at all. */
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

/** Asks AWS who the caller is. Gives the ARN of the source credentials. @throws Unassumed when AWS does not tell */
export async function caller(call: AssumeRoleCall, made: Attempt): Promise<string> {
  return answered(call, made, () => whoHolds(made.credentials.keys, made.place.sts, made.place.env));
}

/** Does one part of a call. @throws Unassumed for an answer of AWS that is an error; any other error unchanged */
export async function answered<T>(call: AssumeRoleCall, made: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AwsError || error instanceof NoAnswer || error instanceof StrangeAnswer)
      throw new Unassumed(error, call, made);
    throw error;
  }
}
