import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError, query, type Call } from "../../../cli/assume/network/query";
import { NoAnswer } from "../../../cli/assume/network/noAnswer";

/** What a server does with a request: answers with a status and an error code, or breaks off. */
type Does = "breaks off" | { readonly status: number; readonly code: string };

const fine = "<AssumeRoleResponse><AssumeRoleResult><Fine>yes</Fine></AssumeRoleResult></AssumeRoleResponse>";
const refusal = (code: string): string =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

describe("a call that fails once", () => {
  let server: Server;
  let asked = 0;
  let first: Does;

  before((done) => {
    server = createServer((request, response) => {
      request.resume().on("end", () => {
        const failing = asked++ === 0;
        if (!failing) response.end(fine);
        else if (first === "breaks off") response.destroy();
        else response.writeHead(first.status).end(refusal(first.code));
      });
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => void server.close(() => done()));

  async function ask(does: Does, parameters: Record<string, string>): Promise<{ asked: number; error?: unknown }> {
    asked = 0;
    first = does;
    const call: Call = { service: "sts", action: "AssumeRole", parameters };
    const endpoint = {
      url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
      region: "us-east-1",
    };
    try {
      await query(call, { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example-of-a-secret" }, endpoint);
      return { asked };
    } catch (error) {
      return { asked, error };
    }
  }

  const code = { TokenCode: "123456", SerialNumber: "arn:aws:iam::222222222222:mfa/phone" };
  const plain = { RoleArn: "arn:aws:iam::111111111111:role/deploy" };

  for (const does of [
    { status: 500, code: "InternalFailure" },
    { status: 503, code: "ServiceUnavailable" },
    "breaks off",
  ] as const) {
    it(`is tried again without an MFA code, and not with one: ${does === "breaks off" ? does : does.code}`, async () => {
      assert.deepEqual(await ask(does, plain), { asked: 2 });
      const { asked: times, error } = await ask(does, { ...plain, ...code });
      assert.equal(times, 1, "a code that may have been used is not sent again");
      assert.ok(
        does === "breaks off"
          ? error instanceof NoAnswer && error.code === "ECONNRESET"
          : error instanceof AwsError && error.code === does.code && error.tries === 1,
      );
    });
  }

  it("is tried again where AWS throttles, which uses up no code", async () => {
    assert.deepEqual(await ask({ status: 400, code: "Throttling" }, { ...plain, ...code }), { asked: 2 });
    assert.deepEqual(await ask({ status: 429, code: "Anything" }, { ...plain, ...code }), { asked: 2 });
  });

  it("is not tried again where AWS refuses", async () => {
    const { asked: times, error } = await ask({ status: 403, code: "AccessDenied" }, plain);
    assert.equal(times, 1);
    assert.ok(error instanceof AwsError && error.code === "AccessDenied");
  });
});
