/**
 * The link that signs in to the console with a session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
import { parseArn } from "../../policypack/iam";
import { isPartition, partitions } from "../../settings/partitions";
import { exitCodes, Failure } from "./failure";
import { NoAnswer } from "./network/noAnswer";
import { send } from "./network/post";
import { conceal } from "./output/concealment";
import type { Session } from "./session";

/** The variable that names another federation endpoint, for tests and private access. */
export const endpointVariable = "CROSS_ACCOUNT_FEDERATION_ENDPOINT";

/**
 * The federation endpoint that the environment names; undefined when it names none, and AWS's own is used. The endpoint
 * receives the whole session, so nobody else may be able to read the connection.
 *
 * @throws Failure when it is not an address, or is neither https nor on this machine
 */
export function namedEndpoint(env: NodeJS.ProcessEnv): URL | undefined {
  const named = env[endpointVariable];
  if (!named) return undefined;
  const url = URL.canParse(named) ? new URL(named) : undefined;
  if (
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname))
  )
    return url;
  throw new Failure(
    exitCodes.network,
    `${endpointVariable}: found ${JSON.stringify(named)}, expected an address that begins with https:// ` +
      "(http:// on this machine alone), since the session is sent to it.",
  );
}

/**
 * Exchanges a session for a link. Anybody who has the link can sign in with it, within 15 minutes.
 *
 * @param region the region that the console opens in
 * @throws Failure when the endpoint cannot be reached, or gives no token
 */
export async function consoleLink(
  session: Session,
  region: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const partition = parseArn(session.roleArn)?.partition ?? "aws";
  const host = partitions[isPartition(partition) ? partition : "aws"];
  const address = namedEndpoint(env) ?? new URL(`https://${host.signin}/federation`);
  const { accessKeyId, secretAccessKey, sessionToken } = session.keys;
  const body = new URLSearchParams({
    Action: "getSigninToken",
    Session: JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken }),
  }).toString();
  // In the body, because proxies write addresses into their logs.
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body) };
  const answer = await send(address, { method: "POST", headers }, body).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Failure(
      exitCodes.network,
      `No sign-in token: ${error.url} cannot be reached (${error.code}: ${error.message}). See the network, ` +
        `VPN and proxy settings (HTTPS_PROXY)${env[endpointVariable] ? `, and ${endpointVariable}` : ""}.`,
    );
  });
  const token = tokenIn(answer.body);
  if (answer.status !== 200 || token === undefined) {
    if (answer.status >= 500 || answer.status === 429)
      throw new Failure(
        exitCodes.network,
        `${address.origin} gave no sign-in token now (status ${answer.status}). Try again in a moment.`,
      );
    throw new Failure(
      exitCodes.denied,
      `${address.origin} gave no sign-in token (status ${answer.status}). Sessions of some roles cannot sign ` +
        "in to the console; the role's consoleUrl switches to it instead.",
    );
  }
  conceal(token);
  const login = new URL(address);
  login.search = new URLSearchParams({
    Action: "login",
    Issuer: "cross-account",
    Destination: `https://${host.console}/${region === undefined ? "" : `console/home?region=${region}`}`,
    SigninToken: token,
  }).toString();
  return login.toString();
}

function tokenIn(body: string): string | undefined {
  try {
    const { SigninToken } = JSON.parse(body) as { SigninToken?: unknown };
    return typeof SigninToken === "string" ? SigninToken : undefined;
  } catch {
    return undefined;
  }
}
