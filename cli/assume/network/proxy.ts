import { request } from "node:http";
import type { Socket } from "node:net";
import { connect } from "node:tls";
import { NoAnswer } from "./noAnswer";

/**
 * Opens a TLS connection through an HTTP proxy (CONNECT). The proxy sees the name of the host, but not the content.
 *
 * @throws NoAnswer when the proxy cannot be reached or refuses
 */
export function tunnel(target: URL, proxy: URL, limit: number): Promise<Socket> {
  const address = `${target.hostname}:${target.port || 443}`;
  return new Promise((resolve, reject) => {
    const fail = (code: string, message: string) =>
      reject(new NoAnswer(`${target.origin} through the proxy ${proxy.host}`, code, message));
    const login = proxy.username
      ? `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString("base64")}`
      : undefined;
    const asked = request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: "CONNECT",
      path: address,
      headers: { host: address, ...(login && { "proxy-authorization": login }) },
      timeout: limit,
    });
    asked.on("timeout", () =>
      asked.destroy(Object.assign(new Error("the proxy does not answer"), { code: "TIMEOUT" })),
    );
    asked.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "ERROR", error.message));
    asked.on("connect", ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy();
        return fail("PROXY", `the proxy answered ${statusCode}`);
      }
      const secured = connect({ socket, servername: target.hostname }, () => resolve(secured));
      secured.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "ERROR", error.message));
    });
    asked.end();
  });
}
