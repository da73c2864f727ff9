import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** One call of AWS's API on its way to the emulator. */
export interface ApiCall {
  /** Counts from 0, in the order of arrival. */
  readonly index: number;
  /** `iam`, `sts`, `s3`. */
  readonly service: string;
  /** `PutRolePolicy`; empty for S3, which has none in its requests. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What is called on what, the same in each run whatever the order: `iam:PutRolePolicy deploy artifacts`. */
  readonly key: string;
  /** How many calls with this key came before: retries, and reading again. */
  readonly earlier: number;
  /** Whether it can change what AWS holds. */
  readonly mutating: boolean;
}

/**
 * What becomes of a call: `pass` as it should; `refuse` and `lose` end the connection before or after the emulator
 * did it; `hang` never answers.
 */
export type Fate = "pass" | "refuse" | "lose" | "hang" | { readonly status: number; readonly body: string };

/** What a proxy tells, and asks. */
export interface ProxyHooks {
  /** Decides; it passes unless this says otherwise. */
  readonly before?: (call: ApiCall) => Fate | Promise<Fate>;
  /** Told when the emulator has done it, and waited for before the caller gets the answer and before the next mutating call begins. */
  readonly after?: (call: ApiCall, status: number) => void | Promise<void>;
}

/** A proxy in front of an emulator. */
export interface Proxy {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Every call that came. */
  readonly calls: readonly ApiCall[];
  /** Forgets the calls that came. */
  forget(): void;
  /** Ends it, and every connection to it. */
  close(): Promise<void>;
}

/**
 * Opens a proxy on 127.0.0.1. Mutating calls go through it one at a time, others beside them.
 *
 * @param endpoint the emulator's, asked for at each call where it is a function
 */
export async function openProxy(endpoint: string | (() => string), hooks: ProxyHooks): Promise<Proxy> {
  const calls: ApiCall[] = [];
  const sockets = new Set<Socket>();
  let mutations: Promise<void> = Promise.resolve();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const call = readCall(incoming.headers, body.toString("utf8"), calls);
    calls.push(call);
    if (!call.mutating) return pass(call, incoming, body, response);
    const turn = mutations.then(() => pass(call, incoming, body, response));
    mutations = turn.catch(() => {});
    return turn;
  }

  async function pass(call: ApiCall, incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const fate = (await hooks.before?.(call)) ?? "pass";
    if (fate === "hang") return;
    if (fate === "refuse") return void response.destroy();
    if (typeof fate === "object")
      return void response.writeHead(fate.status, { "content-type": "text/xml" }).end(fate.body);
    const answer = await forward(
      (typeof endpoint === "string" ? endpoint : endpoint()) + (incoming.url ?? "/"),
      incoming,
      body,
    );
    await hooks.after?.(call, answer.status);
    if (fate === "lose") response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((incoming, response) => {
    // A caller that was killed is not there for its answer.
    response.on("error", () => {});
    serve(incoming, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    forget: () => void (calls.length = 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An error in the form of IAM and STS. */
export function awsError(status: number, code: string, message: string): Fate {
  return {
    status,
    body:
      `<ErrorResponse><Error><Type>Receiver</Type><Code>${code}</Code><Message>${message}` +
      "</Message></Error><RequestId>proxy</RequestId></ErrorResponse>",
  };
}

function readCall(headers: IncomingHttpHeaders, body: string, before: readonly ApiCall[]): ApiCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
  const {
    Action: operation = "",
    Version: _,
    ...parameters
  } = service === "s3" ? {} : Object.fromEntries(new URLSearchParams(body));
  const named = Object.entries(parameters)
    .filter(([name]) => /^(Role|User|Group|Policy)(Name|Arn)$/.test(name))
    .sort(([one], [other]) => (one < other ? 1 : -1));
  const key = [`${service}:${operation}`, ...named.map(([, value]) => value)].join(" ");
  return {
    index: before.length,
    service,
    operation,
    parameters,
    key,
    earlier: before.filter((call) => call.key === key).length,
    // What is not known to read may write; STS keeps nothing.
    mutating: service !== "sts" && !/^(Get|List|Head|Simulate|Generate)/.test(operation),
  };
}

function forward(
  url: string,
  { method = "GET", headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const onward = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    onward.on("error", reject);
    onward.end(body);
  });
}
