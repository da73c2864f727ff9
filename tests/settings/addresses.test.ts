import assert from "node:assert/strict";
import { addressRange } from "../../settings/addresses";

describe("ranges of addresses", () => {
  for (const range of [
    "203.0.113.0/24",
    "198.51.100.7",
    "198.51.100.7/32",
    "8.0.0.0/8",
    "2001:db8::/32",
    "2001:db8::1",
    "2620:0:2d0:200::7/128",
  ]) {
    it(`${range} is taken`, () => assert.equal(addressRange.safeParse(range).success, true));
  }
  for (const range of [
    "",
    "x",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/",
    "2001:db8::/129",
    "::ffff:1.2.3.4",
    "0.0.0.0/1",
    "10.0.0.0/8",
    "172.20.1.0/24",
    "192.168.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "100.64.0.0/10",
    "224.0.0.1",
    "fd00::/16",
    "fe80::1",
    "::1",
    "2001:db8::1/32",
    "203.0.113.1/24",
    "2000::/15",
    "8.0.0.0/7",
    "fe00::/6",
    "::ffff:0:0/96",
    "0x8.8.8.8",
    "010.8.8.8",
    "8.8",
    "8.8.8.8/08/8",
    "8.8.8.8/255.255.255.255",
    "8.8.8.8/1e1",
    "2001:db8::%eth0",
    "[2001:db8::1]",
    " 203.0.113.0/24",
  ]) {
    it(`${JSON.stringify(range)} is refused`, () => assert.equal(addressRange.safeParse(range).success, false));
  }
});
