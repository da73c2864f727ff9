/** Gets a session with a sign-in that is remembered: decides whether one is wanted, and makes its calls. */
import { defaultMfaMaxAge } from "../../../documents/trustPolicy";
import { typedHere } from "../../shared/invocation";
import { answered, attempt, type Attempt } from "../attempt";
import { concealed } from "../credentials/source";
import { onlyMfaIsMissing } from "../diagnosis/mfaMissing";
import { explained } from "../explained";
import { exitCodes, Failure } from "../failure";
import { rememberUse } from "../mfa";
import { sessionToken, type AssumeRoleCall } from "../network/sts";
import type { Request } from "../options";
import { fingerprint } from "../output/environment";
import { say } from "../output/messages";
import type { OwnSettings } from "../ownSettings";
import type { Prepared } from "../preparation";
import { Refusal } from "../refusal";
import type { Keys, Session } from "../session";
import { withCode } from "../withCode";

/**
 * Gets the session with a sign-in that is remembered, or that is from now on.
 *
 * @param config the person's own settings
 * @param plan whether the call needs MFA, as far as that is known
 * @returns undefined when the call is to be made as without one
 * @throws Failure, with the diagnosis when AWS refused
 */
export async function signedIn(
  request: Request,
  call: AssumeRoleCall,
  made: Attempt,
  prepared: Prepared,
  { config, plan }: { readonly config: OwnSettings; readonly plan: "use" | "skip" | "when-refused" },
): Promise<Session | undefined> {
  const { credentials, known, place } = prepared;
  const start = request.remember ?? config.remember;
  const tell = (line: string) => {
    if (process.stderr.isTTY) say(line);
  };
  if (plan === "skip") {
    if (request.remember)
      say(
        credentials.keys.sessionToken === undefined
          ? "--remember: the role asks for no MFA, so there is nothing to remember."
          : `--remember: ${credentials.from} carries no MFA that could be remembered. What signs in there remembers by itself.`,
      );
    return undefined;
  }
  // A code that was typed with the command is for this call, unless it is to be remembered.
  if (request.mfaToken !== undefined && !start) return undefined;
  const done = await lazyRemembered().withRemembered<Session>({
    env: place.env,
    key: `${fingerprint(credentials.keys)}@${place.sts.url.host}`,
    name: `sign-in with MFA of ${credentials.from}`,
    maxAge: known?.mfa?.maxAge ?? defaultMfaMaxAge,
    start,
    signIn: (seconds, other) =>
      withCode(
        request,
        call,
        made,
        prepared,
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
    isStale: (error) => isStale(error, known?.mfa?.maxAge !== undefined),
    tell,
    forget: `${typedHere()} forget`,
  });
  if ("session" in done) return done.session;
  if ("none" in done) return undefined;
  // Nothing is kept that cannot be kept well. Who asked for it is told before a code is used up.
  if (request.remember) throw new Failure(exitCodes.credentials, `--remember: ${done.problem}`);
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
