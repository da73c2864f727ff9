import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepSeconds = 30;

/**
 * The code that an MFA device shows: six digits, a new one every 30 seconds (RFC 6238 with SHA-1, like AWS's virtual
 * devices).
 *
 * @param base32Seed the device's secret; case, spaces and padding are ignored
 * @param when the time; by default now
 * @throws when the seed contains a character that is not base32
 */
export function totpCode(base32Seed: string, when: Date = new Date()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(when.getTime() / 1000 / stepSeconds)));
  const digest = createHmac("sha1", decodeBase32(base32Seed)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toUpperCase().replace(/[\s=]/g, "")) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new Error(`An MFA seed is base32 (A to Z and 2 to 7); found ${JSON.stringify(character)}.`);
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
    held &= 255;
  }
  return Buffer.from(bytes);
}
