import { concealed } from "../credentials/source";
import type { Keys, Session } from "../session";
import { query, StrangeAnswer } from "./query";
import type { Endpoint } from "./region";
import { child, textOf } from "./xml";

/** All parameters of a call to AssumeRole. */
export interface AssumeRoleCall {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds. */
  readonly duration: number;
  readonly mfa?: { readonly serial: string; readonly code: string };
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Session policies: what the session may do is what the role allows and one of them does. */
  readonly policy?: string;
  readonly policyArns?: readonly string[];
}

/**
 * Asks for a role's credentials: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 *
 * @throws AwsError, StrangeAnswer, NoAnswer as {@link query} does
 */
export async function assumeRole(call: AssumeRoleCall, keys: Keys, endpoint: Endpoint): Promise<Session> {
  const result = await query({ service: "sts", action: "AssumeRole", parameters: parametersOf(call) }, keys, endpoint);
  const part = (...names: string[]) => textOf(result, ...names) ?? incomplete(endpoint);
  return {
    keys: keysIn(part),
    expiration: part("Credentials", "Expiration"),
    roleArn: call.roleArn,
    assumedRoleArn: part("AssumedRoleUser", "Arn"),
    assumedRoleId: part("AssumedRoleUser", "AssumedRoleId"),
    ...(child(result, "SourceIdentity") !== undefined && { sourceIdentity: part("SourceIdentity") }),
  };
}

/**
 * Signs in with MFA. Roles take the keys as they would take the user's own with a code, for as long as they admit.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 *
 * @param seconds how long the keys last
 */
export async function sessionToken(
  mfa: NonNullable<AssumeRoleCall["mfa"]>,
  seconds: number,
  keys: Keys,
  endpoint: Endpoint,
): Promise<Keys> {
  const parameters = { DurationSeconds: String(seconds), SerialNumber: mfa.serial, TokenCode: mfa.code };
  const result = await query({ service: "sts", action: "GetSessionToken", parameters }, keys, endpoint);
  return keysIn((...names) => textOf(result, ...names) ?? incomplete(endpoint));
}

/**
 * Asks for the same session with less: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html
 *
 * @param less one of them at least. The duration in seconds; without it the session's own end counts
 * @param keys temporary ones
 */
export async function scopedCredentials(
  less: { readonly policy?: string; readonly duration?: number },
  keys: Keys,
  endpoint: Endpoint,
): Promise<Omit<Session, "roleArn">> {
  const parameters = {
    ...(less.policy !== undefined && { Policy: less.policy }),
    ...(less.duration !== undefined && { DurationSeconds: String(less.duration) }),
  };
  const result = await query({ service: "sts", action: "GetScopedCredentials", parameters }, keys, endpoint);
  const part = (...names: string[]) => textOf(result, ...names) ?? incomplete(endpoint);
  return {
    keys: keysIn(part),
    expiration: part("Credentials", "Expiration"),
    assumedRoleArn: part("SessionInfo", "Arn"),
    assumedRoleId: part("SessionInfo", "ScopedSessionId"),
    ...(child(result, "SourceIdentity") !== undefined && { sourceIdentity: part("SourceIdentity") }),
  };
}

function keysIn(part: (...names: string[]) => string): Session["keys"] {
  return concealed({
    accessKeyId: part("Credentials", "AccessKeyId"),
    secretAccessKey: part("Credentials", "SecretAccessKey"),
    sessionToken: part("Credentials", "SessionToken"),
  });
}

/** Asks AWS whose keys these are. No permission is needed. */
export async function callerArn(keys: Keys, endpoint: Endpoint): Promise<string> {
  const result = await query({ service: "sts", action: "GetCallerIdentity" }, keys, endpoint);
  return textOf(result, "Arn") ?? incomplete(endpoint);
}

/** The call as parameters of the query protocol. */
export function parametersOf(call: AssumeRoleCall): Record<string, string> {
  const tags = Object.entries(call.tags).flatMap(([key, value], index) => [
    [`Tags.member.${index + 1}.Key`, key],
    [`Tags.member.${index + 1}.Value`, value],
  ]);
  return {
    RoleArn: call.roleArn,
    RoleSessionName: call.sessionName,
    DurationSeconds: String(call.duration),
    ...(call.mfa && { SerialNumber: call.mfa.serial, TokenCode: call.mfa.code }),
    ...(call.sourceIdentity !== undefined && { SourceIdentity: call.sourceIdentity }),
    ...(call.externalId !== undefined && { ExternalId: call.externalId }),
    ...(call.policy !== undefined && { Policy: call.policy }),
    ...Object.fromEntries((call.policyArns ?? []).map((arn, index) => [`PolicyArns.member.${index + 1}.arn`, arn])),
    ...(Object.fromEntries(tags) as Record<string, string>),
  };
}

/** Refuses an answer without the elements that AWS always sends. */
function incomplete({ url }: Endpoint): never {
  throw new StrangeAnswer(url.origin, 200);
}
