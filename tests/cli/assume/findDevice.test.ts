import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Failure } from "../../../cli/assume/failure";
import { findDevice } from "../../../cli/assume/mfa";
import { AwsError } from "../../../cli/assume/network/query";

const device = (serial: string) => `<member><SerialNumber>${serial}</SerialNumber></member>`;
const devices = (...serials: string[]) =>
  `<ListMFADevicesResponse><ListMFADevicesResult><MFADevices>${serials.map(device).join("")}</MFADevices>` +
  "<IsTruncated>false</IsTruncated></ListMFADevicesResult></ListMFADevicesResponse>";
const refusal = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

describe("the MFA device that IAM knows", () => {
  let server: Server;
  let answer: readonly [status: number, body: string];
  before((done) => {
    server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(answer[0]).end(answer[1]));
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => void server.close(() => done()));

  const find = (status: number, body: string) => {
    answer = [status, body];
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example-of-a-secret" };
    return findDevice(keys, { url, region: "us-east-1" });
  };
  const phone = "arn:aws:iam::222222222222:mfa/phone";
  const key = "arn:aws:iam::222222222222:u2f/user/alice/key";

  it("is the one that shows codes; a security key beside it is none", async () =>
    assert.equal(await find(200, devices(key, phone)), phone));

  for (const code of ["SignatureDoesNotMatch", "InvalidClientTokenId", "ExpiredToken"])
    it(`${code} is about the keys, and no word is said of the device`, () =>
      assert.rejects(find(403, refusal(code)), (error) => error instanceof AwsError && error.code === code));

  const told: [what: string, status: number, body: string, message: RegExp][] = [
    ["IAM may not be asked", 403, refusal("AccessDenied"), /does not tell which MFA device you have.*--mfa-serial/],
    ["there are several", 200, devices(phone, `${phone}2`), /several MFA devices: .*phone, .*phone2.*--mfa-serial/],
    ["there is a security key alone", 200, devices(key), /no MFA device that shows codes \(.*u2f.*cannot be used/],
    ["there is none", 200, devices(), /You have no MFA device that shows codes\. Add one/],
  ];
  for (const [what, status, body, message] of told)
    it(`${what}: that is told`, () =>
      assert.rejects(
        find(status, body),
        (error: Error) => error instanceof Failure && error.exitCode === 3 && message.test(error.message),
      ));
});
