import { createHash, createHmac } from "node:crypto";
import { emulator, type Keys } from "./world";

/** A request of the query protocol to any service, signed by hand, so that its parts can be wrong. */
export interface SignedRequest {
  readonly keys: Keys;
  readonly service: string;
  /** The form's parameters. */
  readonly parameters?: Record<string, string>;
  /** The body as JSON, in place of a form. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** What is sent instead of the body that was signed. */
  readonly body?: string;
  /** Seconds from now at which it claims to be signed. */
  readonly later?: number;
  readonly region?: string;
  /** `POST` by default. */
  readonly method?: string;
  /** With its query, both encoded; `/` by default. */
  readonly path?: string;
  /** Where it is sent; to the emulator of these tests unless given. */
  readonly endpoint?: string;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** The code of an error, where a header says it. */
  readonly error: string | null;
}

/** Signs a request (Signature Version 4) and sends it. */
export async function send({
  keys,
  service,
  parameters = {},
  text,
  headers = {},
  body,
  later = 0,
  region = "eu-west-1",
  method = "POST",
  path = "/",
  endpoint: named,
}: SignedRequest): Promise<Reply> {
  const endpoint = named ?? (await emulator()).endpoint;
  const form = text ?? new URLSearchParams(parameters).toString();
  const date = new Date(Date.now() + later * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const day = date.slice(0, 8);
  const signed: Record<string, string> = {
    "content-type": text === undefined ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.1",
    host: new URL(endpoint).host,
    "x-amz-date": date,
    ...(keys.sessionToken !== undefined && { "x-amz-security-token": keys.sessionToken }),
  };
  const names = Object.keys(signed).sort();
  const [place = "/", query = ""] = path.split("?");
  const canonical = [
    method,
    place.split("/").map(encodeURIComponent).join("/"),
    query,
    ...names.map((name) => `${name}:${signed[name]}`),
    "",
    names.join(";"),
    sha256(form),
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmac(key, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=` +
    `${signature}`;
  const { host: _, ...sent } = signed;
  const reply = await fetch(`${endpoint}${path}`, {
    method,
    headers: { ...sent, ...headers, authorization },
    ...(method !== "GET" && { body: body ?? form }),
  });
  return { status: reply.status, body: await reply.text(), error: reply.headers.get("x-amzn-errortype") };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
