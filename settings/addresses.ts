import { isIP } from "node:net";
import { z } from "zod";

/** The shortest prefix that is accepted, in bits. No broader range is one organization's own network. */
const leastPrefix = { 4: 8, 6: 16 } as const;

/**
 * Ranges that `aws:SourceIp` never contains, since it holds the caller's address on the internet: private, shared,
 * loopback and link-local ranges, among others.
 */
const unroutable = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "0.0.0.0/8",
  "224.0.0.0/3",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
  "::/16",
];

/** A range of addresses as IAM's `IpAddress` accepts it, such as `203.0.113.0/24`, or a single address. */
export const addressRange = z.string({ error: expected() }).superRefine((value, context) => {
  const wrong = rangeProblem(value);
  if (wrong !== undefined) context.addIssue({ code: "custom", message: expected(wrong) });
});

function expected(why?: string): string {
  return `a range of public addresses, such as 203.0.113.0/24 or 2001:db8::/32${why ? `: ${why}` : ""}`;
}

/** Why a range cannot narrow a trust; undefined when it can. */
function rangeProblem(value: string): string | undefined {
  const range = parseRange(value);
  if (!range) return "";
  if (range.prefix < leastPrefix[range.version])
    return `a prefix of at least /${leastPrefix[range.version]}, since a broader one is no restriction`;
  if (range.bits !== network(range.bits, range)) return "the bits after the prefix have to be zero";
  const within = unroutable
    .map((other) => parseRange(other)!)
    .some(
      (other) =>
        other.version === range.version && other.prefix <= range.prefix && network(range.bits, other) === other.bits,
    );
  return within
    ? "AWS never sees a call from this one; for calls from a VPC name its endpoints in vpcEndpoints"
    : undefined;
}

interface Range {
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

function network(bits: bigint, { version, prefix }: Range): bigint {
  const host = BigInt((version === 4 ? 32 : 128) - prefix);
  return (bits >> host) << host;
}

function parseRange(value: string): Range | undefined {
  const [, address = "", digits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const width = version === 4 ? 32 : 128;
  const prefix = digits === undefined ? width : Number(digits);
  if (prefix > width || (version === 6 && address.includes("."))) return undefined;
  return {
    version,
    prefix,
    bits: version === 4 ? joined(address.split("."), 10, 8n) : joined(groups(address), 16, 16n),
  };
}

/** The eight groups of an IPv6 address, including those that `::` stands for. */
function groups(address: string): string[] {
  const [before = "", after] = address.split("::").map((half) => half);
  const parts = (half: string | undefined) => (half ? half.split(":") : []);
  const zeros = 8 - parts(before).length - parts(after).length;
  return after === undefined
    ? parts(before)
    : [...parts(before), ...Array.from({ length: zeros }, () => "0"), ...parts(after)];
}

function joined(parts: readonly string[], radix: number, width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(Number.parseInt(part, radix)), 0n);
}

/** Whether an address is in one of the ranges. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  const one = parseRange(address);
  return (
    one !== undefined &&
    ranges
      .map(parseRange)
      .some((range) => range !== undefined && range.version === one.version && network(one.bits, range) === range.bits)
  );
}
