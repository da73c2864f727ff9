/** One HTTP request. */
import type { IncomingMessage, RequestOptions } from "node:http";
import { debug } from "../output/messages";
import { NoAnswer } from "./noAnswer";

/** An answer with any status. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** How long an answer may take, in milliseconds. */
export const answerLimit = 20_000;
/** The longest answer, in bytes. AWS sends none that is longer. */
const longestAnswer = 8 * 1024 * 1024;

/**
 * Sends a request and reads the whole answer.
 *
 * @param limit how long an answer may take, in milliseconds
 * @throws NoAnswer when none comes
 */
export async function send(url: URL, options: RequestOptions, body: string, limit = answerLimit): Promise<Answer> {
  const proxy = proxyFor(url, process.env);
  const ended = proxy && new AbortController();
  const agent = proxy && new (lazyProxy().TunnelAgent)(proxy, ended?.signal);
  const place = proxy ? `${url.origin} through the proxy ${proxy.host}` : url.origin;
  return new Promise((resolve, reject) => {
    const fail = (code: string, message: string) => reject(new NoAnswer(place, code, message, proxy !== undefined));
    const started = Date.now();
    const request = transport(url).request(url, { ...options, ...(agent && { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if ((length += chunk.length) > longestAnswer) request.destroy(new Error("the answer is too long"));
      });
      response.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "ERROR", error.message));
      response.on("end", () => {
        clearTimeout(timer);
        debug(() => `${url.origin} answered ${response.statusCode} after ${Date.now() - started} ms`);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    const timer = setTimeout(() => {
      fail("TIMEOUT", `no answer within ${limit / 1000} s`);
      request.destroy();
      ended?.abort();
    }, limit);
    request.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code ?? "ERROR", error.message);
    });
    request.end(body);
  });
}

/**
 * The proxy that the environment names for an address.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 *
 * @throws NoAnswer when the variable does not contain a usable address
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const named = url.protocol === "https:" ? (env["HTTPS_PROXY"] ?? env["https_proxy"]) : undefined;
  if (!named) return undefined;
  const exempt = (env["NO_PROXY"] ?? env["no_proxy"] ?? "").split(/[\s,]+/).filter(Boolean);
  const { hostname } = url;
  if (
    exempt.some(
      (name) =>
        name === "*" || hostname === name.replace(/^\*?\./, "") || hostname.endsWith(`.${name.replace(/^\*?\./, "")}`),
    )
  )
    return undefined;
  const address = named.includes("://") ? named : `http://${named}`;
  try {
    const proxy = new URL(address);
    // Throws here if the login cannot be decoded.
    decodeURIComponent(`${proxy.username}${proxy.password}`);
    if (proxy.hostname !== "") return proxy;
  } catch {
    // The error is thrown below. It must not quote the value, which may contain a password.
  }
  throw new NoAnswer(
    url.origin,
    "PROXY",
    "HTTPS_PROXY is not the address of a proxy, expected one such as http://proxy.example.com:3128",
  );
}

/* eslint-disable @typescript-eslint/no-require-imports -- loaded when needed: node:https alone costs milliseconds at each start. */
function transport(url: URL): typeof import("node:http") | typeof import("node:https") {
  return url.protocol === "https:"
    ? (require("node:https") as typeof import("node:https"))
    : (require("node:http") as typeof import("node:http"));
}

function lazyProxy(): typeof import("./proxy") {
  return require("./proxy") as typeof import("./proxy");
}
