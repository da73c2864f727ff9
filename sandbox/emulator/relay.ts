import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Stands between the command and the emulator: moves the time of requests, delays them, keeps what was sent, or answers itself. */
export interface Relay {
  readonly url: string;
  /** What is added to each request: `x-emulator-time` and the like. */
  headers: Record<string, string>;
  /** Milliseconds before a request goes on. */
  delay: number;
  /** Answers instead of the emulator when it returns true. */
  instead: ((body: string, response: ServerResponse) => boolean) | undefined;
  /** The bodies of all requests. */
  readonly bodies: string[];
  close(): void;
}

/** Opens a relay in front of an endpoint. */
export async function openRelay(endpoint: string): Promise<Relay> {
  const bodies: string[] = [];
  const server = createServer((incoming, response) => void pass(incoming, response));
  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    bodies.push(body.toString());
    if (relay.instead?.(body.toString(), response)) return;
    if (relay.delay > 0) await setTimeout(relay.delay);
    const onward = request(
      endpoint + incoming.url,
      { method: incoming.method ?? "GET", headers: { ...incoming.headers, ...relay.headers } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end(body);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: {},
    delay: 0,
    instead: undefined,
    bodies,
    close: () => void server.close(),
  };
  return relay;
}

/** An error as STS writes one. */
export function stsError(response: ServerResponse, status: number, code: string, message: string): true {
  response.writeHead(status, { "content-type": "text/xml" });
  response.end(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}` +
      `</Code><Message>${message}</Message></Error><RequestId>x</RequestId></ErrorResponse>`,
  );
  return true;
}

/** An error as services of the JSON protocol write one. */
export function jsonError(response: ServerResponse, code: string, message: string): true {
  response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: code, message }));
  return true;
}
