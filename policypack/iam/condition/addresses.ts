/** Ranges of IP addresses. */
import { BlockList, isIP } from "node:net";

/** A range; a single address is one too. */
export interface Network {
  /** An address in it, as it was written. */
  readonly base: string;
  /** How many bits all of its addresses share. */
  readonly bits: number;
  readonly family: "ipv4" | "ipv6";
  readonly list: BlockList;
}

/** Reads a range such as `203.0.113.0/24`; undefined when it is none. */
export function networkOf(text: string): Network | undefined {
  const [base = "", bits, more] = text.split("/");
  const version = isIP(base);
  const width = version === 4 ? 32 : 128;
  const size = bits === undefined ? width : /^\d+$/.test(bits) ? Number(bits) : -1;
  if (version === 0 || more !== undefined || size < 0 || size > width) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(base, size, family);
  return { base, bits: size, family, list };
}

/** True when all addresses of one range are in the other. */
export function holds(outer: Network, inner: Network): boolean {
  return outer.family === inner.family && outer.bits <= inner.bits && outer.list.check(inner.base, inner.family);
}

/** True when an address or range is within a range; undefined when one of the two cannot be read. */
export function withinRange(inner: string, outer: string): boolean | undefined {
  const [a, b] = [networkOf(inner), networkOf(outer)];
  return a === undefined || b === undefined ? undefined : holds(b, a);
}

/** True when an address is within a range; undefined when one of the two cannot be read. */
export function inRange(address: string, range: string): boolean | undefined {
  return isIP(address) === 0 ? undefined : withinRange(address, range);
}
