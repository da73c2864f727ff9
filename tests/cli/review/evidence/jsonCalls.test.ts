import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonCall, type JsonCall } from "../../../../cli/review/evidence/accounts/jsonCalls";
import { identityCenterHost } from "../../../../settings/partitions";

const keys = { accessKeyId: "AKIA0", secretAccessKey: "secret", sessionToken: "token" };
const call: JsonCall = {
  service: "sso-admin",
  region: "eu-west-1",
  operation: "ListInstances",
  body: { MaxResults: 1 },
};

describe("calls that are signed by hand", () => {
  let server: Server;
  let answers: { status: number; body: string; headers?: Record<string, string> }[] = [];
  let asked: (Pick<IncomingMessage, "url" | "headers"> & { body: string })[] = [];
  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        asked.push({ url: request.url!, headers: request.headers, body });
        const { status, body: text, headers = {} } = answers.shift()!;
        response.writeHead(status, headers).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());
  const made = (given: typeof answers, one = call, signal?: AbortSignal) => {
    [answers, asked] = [[...given], []];
    return jsonCall(one, keys, new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), signal);
  };
  const fails = (given: typeof answers, name: string, message: RegExp) =>
    assert.rejects(made(given), (error: Error) => {
      assert.equal(error.name, name);
      assert.match(error.message, message);
      return true;
    });

  it("name the operation in a header, or have a path, and are signed for the service", async () => {
    assert.deepEqual(await made([{ status: 200, body: '{"Instances":[]}' }]), { Instances: [] });
    const [{ url, headers, body }] = asked as [(typeof asked)[number]];
    assert.deepEqual(
      [url, headers["x-amz-target"], body],
      ["/", "SWBExternalService.ListInstances", '{"MaxResults":1}'],
    );
    assert.match(headers.authorization!, /Credential=AKIA0\/\d{8}\/eu-west-1\/sso\/aws4_request/);
    assert.equal(headers["x-amz-security-token"], "token");
    await made([{ status: 200, body: "{}" }], { ...call, service: "account-access", operation: "/applications-list" });
    assert.deepEqual([asked[0]!.url, asked[0]!.headers["x-amz-target"]], ["/applications-list", undefined]);
    assert.match(asked[0]!.headers.authorization!, /\/account-access\/aws4_request/);
  });

  it("are tried again where AWS throttles or fails, and not where it refuses", async () => {
    const fine = { status: 200, body: "{}" };
    await made([{ status: 400, body: '{"__type":"com.amazonaws.sso#ThrottlingException"}' }, fine]);
    assert.equal(asked.length, 2);
    await made([{ status: 429, body: "" }, { status: 503, body: "<html>" }, fine]);
    assert.equal(asked.length, 3);
    await fails(
      [{ status: 400, body: '{"__type":"AccessDeniedException","Message":"no"}' }, fine],
      "AccessDeniedException",
      /^no$/,
    );
    assert.equal(asked.length, 1);
  });

  it("fail with AWS's code, wherever that stands, or with the status alone", async () => {
    const headers = { "x-amzn-errortype": "ValidationException:http://internal.amazon.com/" };
    await fails([{ status: 400, body: '{"message":"wrong"}', headers }], "ValidationException", /^wrong$/);
    await fails([{ status: 404, body: "<html>" }], "HTTP 404", /answered with status 404/);
    await fails([{ status: 200, body: "<html>" }], "HTTP 200", /answered with status 200/);
  });

  it("end at once when they are interrupted", async () => {
    const stop = new AbortController();
    const waiting = made(
      [
        { status: 429, body: "" },
        { status: 429, body: "" },
      ],
      call,
      stop.signal,
    );
    stop.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
  });

  for (const [service, region, fips, dualstack, host] of [
    ["sso-admin", "eu-west-1", false, false, "sso.eu-west-1.amazonaws.com"],
    ["sso-admin", "us-gov-west-1", true, false, "sso-fips.us-gov-west-1.amazonaws.com"],
    ["identitystore", "cn-north-1", false, false, "identitystore.cn-north-1.amazonaws.com.cn"],
    ["identitystore", "eu-west-1", false, true, "identitystore.eu-west-1.api.aws"],
    ["account-access", "eu-west-1", false, false, "account-access.eu-west-1.api.aws"],
    ["account-access", "eu-west-1", true, true, "account-access-fips.eu-west-1.api.aws"],
  ] as const)
    it(`${service} in ${region} answers as ${host}`, () =>
      assert.equal(identityCenterHost(service, region, { fips, dualstack }), host));
});
