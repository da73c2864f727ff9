import assert from "node:assert/strict";
import { totpCode } from "../../../sandbox/emulator/totp";

describe("totpCode", () => {
  // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
  const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const vectors: [number, string][] = [
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ];
  for (const [seconds, code] of vectors) {
    it(`gives the RFC's code at ${seconds} s`, () => {
      assert.equal(totpCode(seed, new Date(seconds * 1000)), code);
    });
  }

  it("reads a seed in lower case, with blanks and padding", () => {
    assert.equal(totpCode("gezd gnbv gy3t qojq gezd gnbv gy3t qojq====", new Date(59_000)), "287082");
  });

  it("refuses what is not base32", () => {
    assert.throws(() => totpCode("ABC1"), /An MFA seed is base32 \(A to Z and 2 to 7\); found "1"/);
  });
});
