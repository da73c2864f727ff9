import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NoAnswer } from "../../../cli/assume/network/noAnswer";
import { send } from "../../../cli/assume/network/post";
import { TunnelAgent } from "../../../cli/assume/network/proxy";

const url = new URL("https://sts.eu-west-1.amazonaws.com/");
const forged = "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>";

/** Runs something with a proxy in the environment, which answers a request with `answer`. Gives what the proxy was sent. */
async function through<T>(
  answer: (head: string, socket: Socket) => void,
  work: (proxy: string) => Promise<T>,
  login = "",
): Promise<{ result: T; heads: readonly string[] }> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", (data) => {
      heads.push(data.toString("latin1"));
      answer(heads.at(-1)!, socket);
    });
  });
  const port = await listening(proxy);
  const before = process.env["HTTPS_PROXY"];
  process.env["HTTPS_PROXY"] = `http://${login}127.0.0.1:${port}`;
  try {
    return { result: await work(`127.0.0.1:${port}`), heads };
  } finally {
    if (before === undefined) delete process.env["HTTPS_PROXY"];
    else process.env["HTTPS_PROXY"] = before;
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
}

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

const refusal = (proxy: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof NoAnswer, String(error));
  assert.equal(error.url, `${url.origin} through the proxy ${proxy}`);
  assert.match(`${error.code}: ${error.message}`, says);
  return true;
};

describe("through a proxy", () => {
  for (const [title, answer, says] of [
    ["one that wants a login", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", /^PROXY: the proxy answered 407$/],
    ["one that refuses", "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno", /^PROXY: the proxy answered 403$/],
    [
      "one that answers instead of the server",
      `HTTP/1.1 201 Created\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`,
      /^PROXY: the proxy answered 201$/,
    ],
    ["one that is none", "220 mail.example.com\r\n\r\n", /^PROXY: the proxy answered NaN$/],
    ["one that ends the connection", "", /^ECONNRESET: /],
    [
      "one that answers in place of the server after it connected",
      `HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`,
      /^(EPROTO|ERR_SSL|ECONNRESET|ERROR)/,
    ],
  ] as const)
    it(`${title} is no answer`, () =>
      through(
        (_, socket) => void socket.end(answer),
        (proxy) => assert.rejects(send(url, { method: "POST" }, "secret"), refusal(proxy, says)),
      ).then(({ heads }) => assert.ok(heads.every((head) => !head.includes("secret")))));

  it("the login is told to the proxy, and printed nowhere", async () => {
    const { heads } = await through(
      (_, socket) => void socket.end("HTTP/1.1 407 No\r\n\r\n"),
      () => assert.rejects(send(url, { method: "POST" }, "")),
      "al%69ce:p%40ss@",
    );
    assert.match(heads[0]!, /^CONNECT sts\.eu-west-1\.amazonaws\.com:443 HTTP\/1\.1\r\n/);
    assert.match(heads[0]!, /^proxy-authorization: Basic YWxpY2U6cEBzcw==\r$/im);
    // What DEBUG makes the library print.
    assert.equal(
      new TunnelAgent(new URL("http://alice:secret@proxy.example.com:3128")).proxy.href,
      "http://proxy.example.com:3128/",
    );
  });

  it("the server's answer arrives, and its certificate counts", async function () {
    const folder = mkdtempSync(join(tmpdir(), "tls-"));
    try {
      const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];
      const made = spawnSync("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
        ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
      ]);
      if (made.status !== 0) return this.skip();
      const server = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
        void request.resume().on("end", () => response.writeHead(418).end(forged));
      });
      const port = await listening(server);
      try {
        const tunnel = (_: string, socket: Socket) => {
          const behind = connect(port, "127.0.0.1", () => void socket.write("HTTP/1.1 200 OK\r\n\r\n"));
          behind.pipe(socket).pipe(behind);
        };
        const asked = (options: object) =>
          through(tunnel, () => send(new URL(`https://localhost:${port}/`), { method: "POST", ...options }, "a=b"));
        const { result } = await asked({ ca: readFileSync(cert) });
        assert.deepEqual([result.status, result.body], [418, forged]);
        await assert.rejects(asked({}), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
