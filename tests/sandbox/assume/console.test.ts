import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Accounts, allow, trust } from "./accounts";

describe("assume --console", () => {
  const accounts = new Accounts();
  let role: string;
  before(async () => {
    await accounts.open(["alice"]);
    role = await accounts.role("open", [trust()]);
    await accounts.grant("alice", allow(role));
  });
  after(() => accounts.close());
  afterEach(() => void (accounts.relay.bodies.length = 0));

  const console = (endpoint: string, more: NodeJS.ProcessEnv = {}) =>
    accounts.run([role, "--console"], { AWS_PROFILE: "alice", CROSS_ACCOUNT_FEDERATION_ENDPOINT: endpoint, ...more });
  const assumed = () => accounts.relay.bodies.filter((body) => body.includes("Action=AssumeRole&")).length;

  async function served<Result>(
    answer: RequestListener,
    host: string,
    use: (port: number) => Promise<Result>,
  ): Promise<Result | undefined> {
    const server: Server = createServer(answer);
    const listens = await new Promise<boolean>((resolve) =>
      server.once("error", () => resolve(false)).listen(0, host, () => resolve(true)),
    );
    if (!listens) return undefined;
    try {
      return await use((server.address() as AddressInfo).port);
    } finally {
      server.close();
    }
  }

  for (const endpoint of [
    "foo",
    "https://",
    "//example.com",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://example.com/federation",
    "http://127.0.0.1.example.com/",
    "http://127.0.0.1@example.com/",
    "http://localhost.example.com/",
    "http://0.0.0.0/",
    "http://128.0.0.1/",
    "http://[::2]/",
    "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/",
  ]) {
    it(`${endpoint} is refused before anything is asked for: it would be sent the session`, async () => {
      const { code, stdout, stderr } = await console(endpoint);
      assert.deepEqual([code, stdout, assumed()], [9, "", 0], stderr);
      assert.equal(
        stderr,
        `cross-account assume: CROSS_ACCOUNT_FEDERATION_ENDPOINT: found ${JSON.stringify(endpoint)}, ` +
          "expected an address that begins with https:// (http:// on this machine alone), since the session is " +
          "sent to it.\n",
      );
    });
  }

  for (const [host, name] of [
    ["127.0.0.1", "127.0.0.1"],
    ["127.0.0.1", "localhost"],
    ["127.0.0.2", "127.0.0.2"],
    ["::1", "[::1]"],
  ] as const) {
    it(`http to ${name} stays on this machine`, async function () {
      if (process.platform !== "linux" && host === "127.0.0.2") return this.skip();
      const ran = await served(
        (_, response) => response.end(JSON.stringify({ SigninToken: "token" })),
        host,
        (port) => console(`http://${name}:${port}/federation`),
      );
      if (!ran) return this.skip();
      assert.deepEqual([ran.code, new URL(ran.stdout).searchParams.get("SigninToken")], [0, "token"], ran.stderr);
    });
  }

  for (const [title, endpoint, more, says] of [
    [
      "nobody listens",
      "http://127.0.0.1:9/federation",
      {},
      /http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED: /,
    ],
    [
      "no such name",
      "https://signin.invalid/federation",
      {},
      /https:\/\/signin\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN): /,
    ],
    [
      "a proxy that is none",
      "https://127.0.0.1:9/federation",
      { HTTPS_PROXY: "http://%zz:secret-of-the-proxy@127.0.0.1:9" },
      /\(PROXY: HTTPS_PROXY is not the address of a proxy/,
    ],
    [
      "a proxy without a host",
      "https://127.0.0.1:9/federation",
      { HTTPS_PROXY: "http://:8080" },
      /\(PROXY: HTTPS_PROXY is not the address of a proxy/,
    ],
    [
      "a proxy that is away",
      "https://127.0.0.1:9/federation",
      { HTTPS_PROXY: "127.0.0.1:9" },
      /through the proxy 127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED: /,
    ],
  ] as const) {
    it(`${title}: exit code 9 and a sentence`, async () => {
      const { code, stdout, stderr } = await console(endpoint, more);
      assert.deepEqual([code, stdout], [9, ""], stderr);
      assert.match(stderr, says);
      assert.match(stderr, /^cross-account assume: No sign-in token: .*, and CROSS_ACCOUNT_FEDERATION_ENDPOINT\.\n$/);
      assert.doesNotMatch(stderr, /secret-of-the-proxy/);
    });
  }

  for (const [title, answer, exitCode, says] of [
    [
      "500",
      (_, response) => response.writeHead(500).end("no"),
      9,
      /gave no sign-in token now \(status 500\)\. Try again/,
    ],
    ["429", (_, response) => response.writeHead(429).end(), 9, /gave no sign-in token now \(status 429\)/],
    ["a broken connection", (_, response) => response.destroy(), 9, /cannot be reached \(ECONNRESET/],
    [
      "403",
      (_, response) => response.writeHead(403).end("{}"),
      4,
      /gave no sign-in token \(status 403\)\. Sessions of some roles cannot/,
    ],
    ["a page", (_, response) => response.end("<html>"), 4, /gave no sign-in token \(status 200\)/],
    [
      "a token that is no text",
      (_, response) => response.end('{"SigninToken":{"a":1}}'),
      4,
      /gave no sign-in token \(status 200\)/,
    ],
  ] as readonly (readonly [string, RequestListener, number, RegExp])[]) {
    it(`the endpoint answers with ${title}: exit code ${exitCode}`, async () => {
      const ran = (await served(answer, "127.0.0.1", (port) => console(`http://127.0.0.1:${port}/`)))!;
      assert.deepEqual([ran.code, ran.stdout], [exitCode, ""], ran.stderr);
      assert.match(ran.stderr, says);
    });
  }

  it("a proxy that is none is told for STS too", async () => {
    const { code, stderr } = await accounts.run([role], {
      AWS_PROFILE: "alice",
      AWS_ENDPOINT_URL: "https://127.0.0.1:9",
      HTTPS_PROXY: "http://%zz@127.0.0.1:9",
    });
    assert.equal(code, 9, stderr);
    assert.match(
      stderr,
      /network \[network\]: https:\/\/127\.0\.0\.1:9 cannot be reached: HTTPS_PROXY is not the address of a proxy/,
    );
  });
});
