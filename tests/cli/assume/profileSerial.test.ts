import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRequest } from "../../../cli/assume/options";
import { prepare } from "../../../cli/assume/preparation";

describe("the MFA device that a profile names", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "serial-"))));
  after(() => rmSync(folder, { recursive: true }));

  const role = "arn:aws:iam::111111111111:role/deploy";
  const prepared = (serial: string, mfaSerial?: string) => {
    const [config, credentials] = [join(folder, "config"), join(folder, "credentials")];
    writeFileSync(config, `[profile alice]\nregion = eu-west-1\nmfa_serial = ${serial}\n`);
    writeFileSync(
      credentials,
      `[alice]\naws_access_key_id = AKIAAAAAAAAAAAAAAAAA\naws_secret_access_key = ${"x".repeat(40)}\n`,
    );
    const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, XDG_CACHE_HOME: folder };
    return prepare(readRequest([role], undefined, { sourceProfile: "alice", ...(mfaSerial && { mfaSerial }) }), env);
  };

  it("has the form of one", async () =>
    assert.equal(
      (await prepared("arn:aws:iam::222222222222:mfa/alice")).profileSerial,
      "arn:aws:iam::222222222222:mfa/alice",
    ));

  for (const serial of ["alice", "arn:aws:iam::222222222222:user/alice"])
    it(`is not ${serial}, which is told before any call`, () =>
      assert.rejects(prepared(serial), {
        exitCode: 3,
        message: new RegExp(
          `^mfa_serial of the profile alice: found "${serial}", .*expected the ARN of a virtual device`,
        ),
      }));

  it("is not asked about where --mfa-serial says another", async () => {
    const device = "arn:aws:iam::222222222222:mfa/alice";
    assert.equal((await prepared("alice", device)).profileSerial, "alice");
  });
});
