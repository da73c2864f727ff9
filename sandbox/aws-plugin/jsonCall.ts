import { sign } from "aws4";
import { AwsCallError } from "./awsErrors";
import { type Bag, isBag, type Value } from "./values";

/** The services that are called this way: there is no client of the first, and few calls of the others are needed. */
export type JsonService = "account-access" | "identitystore";

/** One call of a service that takes and answers JSON. */
export interface JsonCall {
  readonly service: JsonService;
  /** The provider's unless given. */
  readonly region?: string | undefined;
  /** The operation's name, such as `CreateEntitlement`. */
  readonly operation: string;
  /** Of account access manager, whose operations have methods and paths. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path?: string;
  readonly body?: Bag;
}

/** What a call is signed with. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How long a call may take, in milliseconds. */
const timeout = 30_000;

/**
 * Signs a call and makes it once.
 *
 * @throws AwsCallError with AWS's code; `fetch failed` where nothing answers
 */
export async function jsonCall(
  { service, region, operation, method = "POST", path = "/", body = {} }: JsonCall & { readonly region: string },
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
): Promise<Bag> {
  const url = new URL(path, process.env.AWS_ENDPOINT_URL ?? `https://${hostOf(service, region)}`);
  const target = service === "account-access" ? undefined : `AWSIdentityStore.${operation}`;
  const text = method === "POST" ? JSON.stringify(body) : "";
  const signed = sign(
    {
      service,
      region,
      method,
      path: `${url.pathname}${url.search}`,
      body: text,
      headers: {
        Host: url.host,
        "Content-Type": target === undefined ? "application/json" : "application/x-amz-json-1.1",
        ...(target !== undefined && { "X-Amz-Target": target }),
      },
    },
    { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  );
  const { Host: _, ...headers } = signed.headers as Record<string, string>;
  const called = `${service}:${operation}`;
  const answer = await fetch(url, {
    method,
    headers,
    ...(method === "POST" && { body: text }),
    signal: AbortSignal.timeout(timeout),
  }).catch((error: unknown) => {
    throw new AwsCallError(called, (error as Error).name, (error as Error).message, error);
  });
  const fields = fieldsOf(await answer.text());
  if (answer.ok) return fields;
  const named = answer.headers.get("x-amzn-errortype") ?? fields["__type"];
  const code = typeof named === "string" ? (/([A-Za-z]+)(?::|$)/.exec(named)?.[1] ?? named) : `HTTP ${answer.status}`;
  const said = fields["message"] ?? fields["Message"];
  throw new AwsCallError(called, code, typeof said === "string" ? said : "", {
    $metadata: { httpStatusCode: answer.status, requestId: answer.headers.get("x-amzn-requestid") ?? "" },
  });
}

function hostOf(service: JsonService, region: string): string {
  return service === "account-access" ? `${service}.${region}.api.aws` : `${service}.${region}.amazonaws.com`;
}

function fieldsOf(text: string): Bag {
  try {
    const value = JSON.parse(text === "" ? "{}" : text) as Value;
    return isBag(value) ? value : {};
  } catch {
    return {};
  }
}
