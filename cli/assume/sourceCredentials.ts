/** Gets the credentials of a source, with all the calls that this takes. */
import { attempt, caller, type Attempt } from "./attempt";
import { resolveSource, type SourceCredentials } from "./credentials/resolve";
import type { Source } from "./credentials/source";
import { parseDuration } from "./duration";
import { exitCodes, Failure } from "./failure";
import { mfaCode, roleWords } from "./mfa";
import type { AssumeRoleCall } from "./network/sts";
import type { Place } from "./place";
import { parseRoleArn, type RoleArn } from "./roles/roleArn";
import type { Session } from "./session";
import { sessionNameOf } from "./sessionName";

/** Assumes the role of a profile that names an MFA device. */
export type AssumeWithMfa = (
  call: AssumeRoleCall,
  made: Attempt,
  asked: { readonly role: RoleArn; readonly profile: string; readonly serial: string },
) => Promise<Session>;

/** Asks for a code, once. */
const askForCode: AssumeWithMfa = async (call, made, { role, serial }) =>
  attempt({ ...call, mfa: { serial, code: await mfaCode(serial, undefined, roleWords(role)) } }, made);

/**
 * Gets the credentials of a source. If a profile stands for a role, that role is assumed first.
 *
 * @throws Failure; Unassumed when the role of a profile cannot be assumed
 */
export function resolve(source: Source, place: Place, withMfa: AssumeWithMfa = askForCode): Promise<SourceCredentials> {
  return resolveSource(source, {
    now: () => new Date(),
    ...(place.region !== undefined && { region: place.region }),
    assume: async ({ profile, roleArn, settings }, credentials) => {
      const role = parseRoleArn(roleArn);
      if (!role)
        throw new Failure(
          exitCodes.credentials,
          `The profile ${profile} has the role_arn ${JSON.stringify(roleArn)}, expected one such as arn:aws:iam::111111111111:role/deploy.`,
        );
      const made: Attempt = { place, credentials, explainWith: [] };
      const draft = {
        roleArn,
        sessionName: settings["role_session_name"] ?? "unnamed",
        duration: parseDuration(settings["duration_seconds"] ?? "3600"),
        tags: {},
      };
      const call = {
        ...draft,
        sessionName: settings["role_session_name"] ?? sessionNameOf(await caller(draft, made)),
        ...(settings["external_id"] !== undefined && { externalId: settings["external_id"] }),
      };
      const serial = settings["mfa_serial"];
      // MFA cannot be added to temporary credentials: it was part of their sign-in, or it is missing.
      if (serial === undefined || credentials.keys.sessionToken !== undefined) return attempt(call, made);
      return { ...(await withMfa(call, made, { role, profile, serial })), signedIn: true };
    },
  });
}
