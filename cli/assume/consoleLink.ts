/**
 * The link that signs in to the console with a session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
import { exitCodes, Failure } from "./failure";
import { conceal } from "./output/concealment";
import { send } from "./network/post";
import type { Session } from "./session";

const hosts: Readonly<Record<string, { readonly signin: string; readonly console: string }>> = {
  aws: { signin: "https://signin.aws.amazon.com/federation", console: "https://console.aws.amazon.com/" },
  "aws-cn": { signin: "https://signin.amazonaws.cn/federation", console: "https://console.amazonaws.cn/" },
  "aws-us-gov": { signin: "https://signin.amazonaws-us-gov.com/federation", console: "https://console.amazonaws-us-gov.com/" },
};

/** Names another federation endpoint, for tests and private access. */
export const endpointVariable = "CROSS_ACCOUNT_FEDERATION_ENDPOINT";

/**
 * Exchanges a session for a link. Whoever has the link is signed in; it can be used within 15 minutes.
 *
 * @param region the region that the console opens in
 * @throws Failure when the endpoint does not give a token
 */
export async function consoleLink(session: Session, region: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const host = hosts[session.roleArn.split(":")[1]!] ?? hosts["aws"]!;
  const address = new URL(env[endpointVariable] || host.signin);
  const { accessKeyId, secretAccessKey, sessionToken } = session.keys;
  const body = new URLSearchParams({
    Action: "getSigninToken",
    Session: JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken }),
  }).toString();
  // In the body and not in the address, which proxies write into their logs.
  const answer = await send(address, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body) } }, body);
  const token = tokenIn(answer.body);
  if (answer.status !== 200 || token === undefined) {
    throw new Failure(exitCodes.denied, `${address.origin} gave no sign-in token (status ${answer.status}). Sessions of some roles cannot sign in to the console; the role's consoleUrl switches to it instead.`);
  }
  conceal(token);
  const login = new URL(address);
  login.search = new URLSearchParams({
    Action: "login",
    Issuer: "cross-account",
    Destination: region === undefined ? host.console : `${host.console}console/home?region=${region}`,
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
