import { HttpsProxyAgent } from "https-proxy-agent";
import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Connects through an HTTP proxy (CONNECT) to a server, by TLS alone. The proxy sees the name of the host, but not the
 * content. A request fails with the system's code, or with PROXY when the proxy refuses.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  /** @param signal ends the connections, those that are being made too */
  constructor(proxy: URL, signal?: AbortSignal) {
    const address = new URL(proxy);
    // The library prints the address where DEBUG is set, so it is not told the login.
    address.username = address.password = "";
    super(address, { ...(signal && { signal }), headers: login(proxy) });
  }

  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>["connect"]>[1],
  ): Promise<Socket> {
    let status: number | undefined;
    request.once("proxyConnect", (answer: { readonly statusCode: number }) => (status = answer.statusCode));
    const socket = await super.connect(request, options).catch((error: NodeJS.ErrnoException) => {
      // Without a code, the proxy ended the connection instead of answering.
      throw Object.assign(error, { code: error.code ?? "ECONNRESET" });
    });
    if (socket instanceof TLSSocket) return socket;
    // The library hands on what a refusing proxy says as if the server had said it.
    socket.destroy();
    throw Object.assign(new Error(`the proxy answered ${status}`), { code: "PROXY" });
  }
}

function login({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
