/**
 * Calls of services that take and answer JSON, signed by hand: there is no client of account access manager, and those of
 * IAM Identity Center would each be a package for a few calls that read.
 */
import { setTimeout as pause } from "node:timers/promises";
import { sign } from "aws4";
import { send } from "../../../assume/network/post";
import type { IdentityCenterService } from "../../../assume/network/region";
import type { Keys } from "../../../assume/session";

/** The prefix of the operation's name in the header of a call; account access manager has paths instead. */
const targets = { "sso-admin": "SWBExternalService", identitystore: "AWSIdentityStore" } as const;

/** One call. */
export interface JsonCall {
  readonly service: IdentityCenterService;
  readonly region: string;
  /** The operation's name, such as `ListInstances`; for account access manager the path, such as `/applications-list`. */
  readonly operation: string;
  readonly body: object;
}

/** An answer, of any form. */
export type Fields = Readonly<Record<string, unknown>>;

/** How often a call is tried that AWS throttles or fails, and the first pause, in milliseconds. Each next one is twice as long. */
const tries = 6;
const firstPause = 200;

/**
 * Makes a call, and again where AWS throttles.
 *
 * @param url the service's address, without a path
 * @throws Error with AWS's code as its name; NoAnswer; the signal's reason when it is interrupted
 */
export async function jsonCall(call: JsonCall, keys: Keys, url: URL, signal?: AbortSignal): Promise<Fields> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(call, keys, url, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt === tries || !(error instanceof JsonRefusal) || !error.again) throw error;
      const wait = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
      await pause(wait, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

/** What AWS answers instead of doing it. `again` says whether another try may help. */
class JsonRefusal extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

async function once(
  { service, region, operation, body }: JsonCall,
  keys: Keys,
  url: URL,
  signal: AbortSignal | undefined,
): Promise<Fields> {
  const target = service === "account-access" ? undefined : `${targets[service]}.${operation}`;
  const text = JSON.stringify(body);
  const request = {
    service: service === "sso-admin" ? "sso" : service,
    region,
    method: "POST",
    path: target === undefined ? operation : "/",
    body: text,
    headers: {
      Host: url.host,
      "Content-Type": target === undefined ? "application/json" : "application/x-amz-json-1.1",
      ...(target !== undefined && { "X-Amz-Target": target }),
    },
  };
  const { headers, path } = sign(request, { ...keys });
  const answer = await send(new URL(path ?? "/", url), { method: "POST", headers, ...(signal && { signal }) }, text);
  const fields = fieldsOf(answer.body);
  if (answer.status === 200 && fields !== undefined) return fields;
  const named = answer.headers["x-amzn-errortype"] ?? fields?.["__type"];
  const code = typeof named === "string" ? /([A-Za-z]+)(?::|$)/.exec(named)?.[1] : undefined;
  const said = fields?.["message"] ?? fields?.["Message"];
  throw new JsonRefusal(
    code ?? (answer.status === 429 ? "Throttling" : `HTTP ${answer.status}`),
    typeof said === "string" && said !== "" ? said : `${url.origin} answered with status ${answer.status}`,
    answer.status === 429 || answer.status >= 500 || /Throttl|TooManyRequests/.test(code ?? ""),
  );
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
