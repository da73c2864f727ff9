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
 * The page that the console opens: of a service by its name, such as `s3` or `cloudwatch/home#alarms`, or by its address.
 *
 * @param destination as it was typed; undefined for the console's first page
 * @param region the region that the console opens in
 * @throws Failure when it is an address of something else than the console of the role's partition
 */
export function destinationPage(destination: string | undefined, roleArn: string, region: string | undefined): string {
  const { console: host } = hostsOf(roleArn);
  const where = region === undefined ? "" : `?region=${region}`;
  if (destination === undefined) return `https://${host}/${region === undefined ? "" : `console/home${where}`}`;
  if (/^[a-z][a-z0-9-]*$/.test(destination)) return `https://${host}/${destination}/home${where}`;
  const url = URL.canParse(destination, `https://${host}/`) ? new URL(destination, `https://${host}/`) : undefined;
  // The sign-in endpoint sends people to wherever it is told, so a foreign page would get them signed in.
  if (
    url?.protocol === "https:" &&
    (url.host === host || url.host.endsWith(`.${host}`)) &&
    url.username === "" &&
    !/[\s\\]/.test(destination)
  )
    return url.href;
  throw new Failure(
    exitCodes.usage,
    `--destination: found ${JSON.stringify(destination)}, expected a service such as s3, or a page of https://${host}/, the ` +
      "console of the role's partition.",
  );
}

function hostsOf(roleArn: string): (typeof partitions)[keyof typeof partitions] {
  const partition = parseArn(roleArn)?.partition ?? "aws";
  return partitions[isPartition(partition) ? partition : "aws"];
}

/**
 * Exchanges a session for a link. Anybody who has the link can sign in with it, within 15 minutes.
 *
 * @param page {@link destinationPage}
 * @throws Failure when the endpoint cannot be reached, or gives no token
 */
export async function consoleLink(session: Session, page: string, env: NodeJS.ProcessEnv): Promise<string> {
  const address = namedEndpoint(env) ?? new URL(`https://${hostsOf(session.roleArn).signin}/federation`);
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
    Destination: page,
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
