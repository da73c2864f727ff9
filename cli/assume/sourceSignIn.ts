/** Assumes the role of a source profile that names an MFA device. */
import { attempt } from "./attempt";
import { exitCodes, Failure } from "./failure";
import { roleWords } from "./mfa";
import type { Request } from "./options";
import { ownSettings } from "./ownSettings";
import { mayBeKept } from "./remember/agentFolder";
import { rememberedRole } from "./roles/publishedRoles";
import type { AssumeWithMfa } from "./sourceCredentials";
import { withCode } from "./withCode";

/** Uses the code of a request, or a sign-in that is remembered, and asks for a code where there is neither. */
export function sourceSignIn(request: Pick<Request, "remember" | "mfaToken" | "explain">): AssumeWithMfa {
  return async (call, made, { role, profile, serial }) => {
    const { remember, mfaToken: token, explain } = request;
    const { env } = made.place;
    const code = { serial, token, purpose: roleWords(role) };
    const start = !explain && (remember ?? ownSettings(env).remember);
    // A code that was typed with the command is for this call, unless it is to be remembered.
    if (start || (token === undefined && mayBeKept(env))) {
      const maxAge = rememberedRole(role.arn, env)?.mfa?.maxAge;
      const session = await lazyBySignIn().bySignIn(code, call, made, { maxAge, start, insists: remember === true });
      if (session !== undefined) return session;
    }
    if (explain && token === undefined)
      throw new Failure(
        exitCodes.credentials,
        `The profile ${profile} needs a code of ${serial}, and --explain asks nobody. Use --mfa-token <6 digits>.`,
      );
    return withCode(code, call, made, (mfa) => attempt({ ...call, mfa }, made));
  };
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- for calls that remember
const lazyBySignIn = () => require("./remember/bySignIn") as typeof import("./remember/bySignIn");
