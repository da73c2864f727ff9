/** Signed requests to the services of resources. */
import { setTimeout as pause } from "node:timers/promises";
import { sign } from "aws4";
import { send, type Answer } from "../../assume/network/post";
import type { Endpoint, ResourceService } from "../../assume/network/region";
import { child, parseXml, textOf, type Xml } from "../../assume/network/xml";
import type { Keys } from "../../assume/session";

/** Somebody who may read, and the account they belong to. */
export interface Asker {
  readonly name: string;
  readonly account: string;
  readonly keys: Keys;
  /** Where a service is asked in a region. */
  readonly place: (service: ResourceService, region: string) => Endpoint;
  readonly signal?: AbortSignal | undefined;
}

/** A service refused or gave no answer that can be used. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    /** The region that has the bucket, where S3 says so. */
    readonly region?: string,
  ) {
    super(code);
    this.name = "Refused";
  }
}

/** How often a request is sent in all, and the first pause, in milliseconds. */
const tries = 3;
const firstPause = 200;

/** Asks KMS, SQS or Secrets Manager, in JSON. @throws Refused, NoAnswer */
export async function askJson(
  service: "kms" | "sqs" | "secretsmanager",
  operation: string,
  body: object,
  asker: Asker,
  endpoint: Endpoint,
): Promise<Readonly<Record<string, unknown>>> {
  const [target, version] = { kms: ["TrentService", 1], sqs: ["AmazonSQS", 0], secretsmanager: ["secretsmanager", 1] }[
    service
  ] as [string, number];
  const answer = await signed(service, asker, endpoint, {
    path: "/",
    body: JSON.stringify(body),
    headers: { "X-Amz-Target": `${target}.${operation}`, "Content-Type": `application/x-amz-json-1.${version}` },
  });
  const read = jsonOf(answer.body);
  if (answer.status === 200 && read !== undefined) return read;
  const type = read?.["__type"];
  const code = typeof type === "string" ? type.replace(/^.*#/, "") : `HTTP ${answer.status}`;
  throw new Refused(code.slice(0, 100), answer.status);
}

/** Asks SNS. @throws Refused, NoAnswer */
export async function askSns(
  action: string,
  parameters: Readonly<Record<string, string>>,
  asker: Asker,
  endpoint: Endpoint,
): Promise<Xml> {
  const answer = await signed("sns", asker, endpoint, {
    path: "/",
    body: new URLSearchParams({ Action: action, Version: "2010-03-31", ...parameters }).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
  });
  const xml = parseXml(answer.body);
  const result = child(xml, `${action}Response`, `${action}Result`);
  if (answer.status === 200 && result !== undefined) return result;
  throw new Refused(textOf(xml, "ErrorResponse", "Error", "Code") ?? `HTTP ${answer.status}`, answer.status);
}

/**
 * Reads from S3.
 *
 * @param path such as `/shop?policy`
 * @returns the answer's body
 * @throws Refused, NoAnswer
 */
export async function askS3(
  path: string,
  asker: Asker,
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await signed("s3", asker, endpoint, { path, method: "GET", headers });
  if (answer.status === 200) return answer.body;
  const xml = parseXml(answer.body);
  const region = answer.headers["x-amz-bucket-region"] ?? textOf(xml, "Error", "Region");
  const code = textOf(xml, "Error", "Code") ?? textOf(xml, "ErrorResponse", "Error", "Code") ?? `HTTP ${answer.status}`;
  throw new Refused(code, answer.status, typeof region === "string" ? region : undefined);
}

interface Parts {
  readonly path: string;
  readonly method?: "GET";
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function signed(
  service: ResourceService,
  { keys, signal }: Asker,
  { url, region }: Endpoint,
  { path, method, body = "", headers = {} }: Parts,
): Promise<Answer> {
  const place = new URL(path, url);
  for (let attempt = 1; ; attempt++) {
    const request = sign(
      {
        service,
        region,
        method: method ?? "POST",
        path: `${place.pathname}${place.search}`,
        ...(method === undefined && { body }),
        headers: { Host: place.host, ...headers },
      },
      { ...keys },
    );
    const options = { method: method ?? "POST", headers: request.headers, ...(signal && { signal }) };
    const answer = await send(place, options, body);
    const busy = answer.status === 429 || answer.status >= 500 || /Throttl|SlowDown|TooManyRequests/.test(answer.body);
    if (attempt >= tries || answer.status === 200 || !busy) return answer;
    const wait = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
    await pause(wait, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
