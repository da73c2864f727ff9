import assert from "node:assert/strict";
import { Clients } from "../../../../../cli/review/evidence/accounts/clients";

describe("the addresses of a review, as assume reads them", () => {
  const open = (ignored: string | undefined) => {
    const env = {
      AWS_ENDPOINT_URL: "no address",
      ...(ignored !== undefined && { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored }),
    };
    return () => new Clients({ profile: "nobody", region: "eu-west-1", env }).close();
  };
  for (const value of ["true", "TRUE"]) it(`ignored with ${value}`, () => assert.doesNotThrow(open(value)));
  for (const value of [undefined, "", "false", "False"])
    it(`not ignored with ${value === undefined ? "nothing" : JSON.stringify(value)}`, () =>
      assert.throws(open(value), { code: "ERR_ADDRESS", message: /^AWS_ENDPOINT_URL: found "no address"/ }));
  for (const value of ["yes", "1", "truee", " true"])
    it(`refused with ${JSON.stringify(value)}, which is neither`, () =>
      assert.throws(open(value), {
        code: "ERR_ADDRESS",
        message: `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: found ${JSON.stringify(value)}, expected true or false`,
      }));
});
