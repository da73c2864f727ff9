/** Calls STS and IAM: signs and sends a request, repeats it if that helps, and reads the answer. */
import { sign } from "aws4";
import { exitCodes, Failure } from "../failure";
import { debug, say } from "../output/messages";
import type { Keys } from "../session";
import { NoAnswer } from "./noAnswer";
import { send, type Answer } from "./post";
import type { Endpoint } from "./region";
import { child, parseXml, textOf, type Xml } from "./xml";

/** A refusal or failure that AWS reports. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    /** How many seconds this machine's clock is ahead of the server's; undefined when the answer has no date. */
    readonly clockAhead: number | undefined,
    /** How often the call was tried. */
    readonly tries: number,
    /** Whether AWS sent only a status. Then this command made up the code and the message. */
    readonly statusAlone = false,
  ) {
    super(message);
    this.name = "AwsError";
  }
}

/** The answer is not AWS's: a wrong address, or a page of a proxy. */
export class StrangeAnswer extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    super(`${url} answered with status ${status} and no AWS answer`);
    this.name = "StrangeAnswer";
  }
}

/** A call: its action and parameters. */
export interface Call {
  readonly service: "sts" | "iam";
  readonly action: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const versions = { sts: "2011-06-15", iam: "2010-05-08" } as const;
const throttling = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "SlowDown",
  "PriorRequestNotComplete",
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
]);
/** How often a call is tried in all, and the first pause, in milliseconds. */
const tries = 4;
const firstPause = 150;

/** Whether AWS refused because of too many requests. */
export function isThrottling(error: AwsError): boolean {
  return throttling.has(error.code) || error.status === 429;
}

/**
 * Makes a call.
 *
 * @returns the result's element (`<Action>Result`)
 * @throws AwsError, StrangeAnswer, NoAnswer
 */
export async function query(call: Call, keys: Keys, endpoint: Endpoint): Promise<Xml> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(call, keys, endpoint, attempt);
    } catch (error) {
      if (attempt >= tries || !helps(error, call)) throw error;
      const pause = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
      const why = error instanceof AwsError ? error.code : (error as Error).message;
      if (error instanceof AwsError && isThrottling(error)) say(`AWS is throttling (${why}); trying again.`);
      debug(() => `${call.action}: ${why}, trying again in ${Math.round(pause)} ms`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The message does not quote the credentials, since they are secrets. */
const uncarried =
  "The credentials have a character in their access key id or session token that no request can carry. Copy " +
  "them again from where they came, or name others with --source-profile.";

async function once(
  { service, action, parameters }: Call,
  keys: Keys,
  { url, region }: Endpoint,
  attempt: number,
): Promise<Xml> {
  if (!/^[\x21-\x7e]*$/.test(`${keys.accessKeyId}${keys.sessionToken ?? ""}`))
    throw new Failure(exitCodes.credentials, uncarried);
  const body = new URLSearchParams({ Action: action, Version: versions[service], ...parameters }).toString();
  const request = {
    service,
    region,
    method: "POST",
    path: url.pathname,
    body,
    // The signed host includes the port, unless it is the usual one.
    headers: { Host: url.host, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
  };
  const signed = sign(request, { ...keys });
  debug(
    () =>
      `POST ${url.origin} ${service}:${action} for ${region}, ${Object.keys(parameters ?? {}).join(", ") || "no parameters"}`,
  );
  return read(await send(url, { method: "POST", headers: signed.headers }, body), url, action, attempt);
}

function read({ status, headers, body }: Answer, url: URL, action: string, attempt: number): Xml {
  const xml = parseXml(body);
  if (status >= 200 && status < 300) {
    const result = child(xml, `${action}Response`);
    if (result === undefined) throw new StrangeAnswer(url.origin, status);
    return child(result, `${action}Result`) ?? "";
  }
  // Some services put one more element around the error.
  const error =
    child(xml, "ErrorResponse", "Error") ??
    child(xml, "ErrorResponse", "Errors", "Error") ??
    child(xml, "Response", "Errors", "Error");
  const code = textOf(error, "Code");
  if (code === undefined) {
    const words = `${url.origin} answered with status ${status}`;
    if (status === 429) throw new AwsError("Throttling", words, status, ahead(headers.date), attempt);
    if (status >= 500) throw new AwsError(`HTTP ${status}`, words, status, ahead(headers.date), attempt, true);
    throw new StrangeAnswer(url.origin, status);
  }
  throw new AwsError(code, textOf(error, "Message") ?? "", status, ahead(headers.date), attempt);
}

/** Whether repeating a call may help. A call that AWS may have received must not use up a second MFA code. */
function helps(error: unknown, call: Call): boolean {
  if (error instanceof AwsError)
    return isThrottling(error) || (error.status >= 500 && call.parameters?.["TokenCode"] === undefined);
  return (
    error instanceof NoAnswer &&
    (error.code === "EAI_AGAIN" || (error.code === "ECONNRESET" && call.parameters?.["TokenCode"] === undefined))
  );
}

function ahead(date: string | undefined): number | undefined {
  const there = date === undefined ? NaN : Date.parse(date);
  return Number.isNaN(there) ? undefined : Math.round((Date.now() - there) / 1000);
}
