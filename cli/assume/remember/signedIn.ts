/** Gets a request's session with a sign-in that is remembered: decides whether one is wanted. */
import { codeFor } from "../codeFor";
import type { Attempt } from "../attempt";
import type { AssumeRoleCall } from "../network/sts";
import type { Request } from "../options";
import { say } from "../output/messages";
import type { OwnSettings } from "../ownSettings";
import type { Prepared } from "../preparation";
import type { Session } from "../session";
import { bySignIn } from "./bySignIn";

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
  const { credentials, known } = prepared;
  const start = request.remember ?? config.remember;
  if (plan === "skip") {
    if (request.remember && credentials.signedIn !== true)
      say(
        credentials.keys.sessionToken === undefined
          ? "--remember: the role asks for no MFA, so there is nothing to remember."
          : `--remember: ${credentials.from} carries no MFA that could be remembered. What signs in there remembers by itself.`,
      );
    return undefined;
  }
  // A code that was typed with the command is for this call, unless it is to be remembered.
  if (request.mfaToken !== undefined && !start) return undefined;
  return bySignIn(codeFor(request, prepared), call, made, {
    maxAge: known?.mfa?.maxAge,
    start,
    insists: request.remember === true,
  });
}
