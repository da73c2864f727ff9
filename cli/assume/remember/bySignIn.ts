/** Makes the calls of a session that is got with a sign-in that is remembered. */
import { defaultMfaMaxAge } from "../../../documents/mfaMaxAge";
import { typedHere } from "../../shared/invocation";
import { answered, attempt, type Attempt } from "../attempt";
import { concealed } from "../credentials/source";
import { onlyMfaIsMissing } from "../diagnosis/mfaMissing";
import { explained } from "../explained";
import { exitCodes, Failure } from "../failure";
import { rememberUse } from "../mfa";
import { sessionToken, type AssumeRoleCall } from "../network/sts";
import { fingerprint } from "../output/environment";
import { say } from "../output/messages";
import { Refusal } from "../refusal";
import type { Keys, Session } from "../session";
import { withCode, type CodeQuestion } from "../withCode";

/** How a sign-in is remembered. */
export interface SignInRule {
  /** How old a sign-in the role takes, in seconds; undefined when that is not known. */
  readonly maxAge: number | undefined;
  /** Whether one is to be remembered from now on. Else one is used that is there. */
  readonly start: boolean;
  /** Whether the call fails when nothing can be remembered. */
  readonly insists: boolean;
}

/**
 * Makes a call with a remembered sign-in with MFA, or signs in and remembers that.
 *
 * @returns undefined when no sign-in is used; the call is then made as usual
 * @throws Failure, with the diagnosis when AWS refused
 */
export async function bySignIn(
  code: CodeQuestion,
  call: AssumeRoleCall,
  made: Attempt,
  { maxAge, start, insists }: SignInRule,
): Promise<Session | undefined> {
  const { credentials, place } = made;
  const done = await lazyRemembered().withRemembered<Session>({
    env: place.env,
    key: `${fingerprint(credentials.keys)}@${place.sts.url.host}`,
    name: `sign-in with MFA of ${credentials.from}`,
    maxAge: maxAge ?? defaultMfaMaxAge,
    start,
    signIn: (seconds, other) =>
      withCode(
        code,
        call,
        made,
        (mfa) =>
          answered(call, made, async () => {
            const keys = await sessionToken(mfa, seconds, credentials.keys, place.sts);
            rememberUse(mfa.serial, place.env);
            return keys;
          }),
        other,
      ),
    use: (keys: Keys) =>
      explained(() =>
        attempt(call, {
          ...made,
          credentials: {
            ...credentials,
            keys: concealed(keys),
            from: `the sign-in with MFA of ${credentials.from}, which is remembered`,
          },
        }),
      ),
    isStale: (error) => isStale(error, maxAge !== undefined),
    tell: (line) => {
      if (process.stderr.isTTY) say(line);
    },
    forget: `${typedHere()} forget`,
  });
  if ("session" in done) return done.session;
  if ("none" in done) return undefined;
  // Nothing is kept that cannot be kept well. Who asked for it is told before a code is used up.
  if (insists) throw new Failure(exitCodes.credentials, `--remember: ${done.problem}`);
  say(`Nothing is remembered: ${done.problem}`);
  return undefined;
}

/** Whether a refusal may be about the sign-in: it is over, unknown to AWS, or older than the role takes. */
function isStale(error: unknown, ageIsKnown: boolean): boolean {
  if (!(error instanceof Refusal)) return false;
  const { outcome, findings } = error.explained.diagnosis;
  if (findings.some(({ kind }) => kind === "credentials-expired" || kind === "credentials-invalid")) return true;
  return onlyMfaIsMissing(findings) || (!ageIsKnown && outcome === "undetermined");
}

/* eslint-disable @typescript-eslint/no-require-imports -- bundles of their own, for calls that remember */
const lazyRemembered = () => require("./remembered") as typeof import("./remembered");
