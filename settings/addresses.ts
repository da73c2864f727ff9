import { IPv4, IPv6, parseCIDR } from "ipaddr.js";
import { isIP } from "node:net";
import { z } from "zod";

/** The shortest prefix that is accepted, in bits. No broader range is one organization's own network. */
const leastPrefix = { ipv4: 8, ipv6: 16 } as const;

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
  const [address, prefix] = range;
  const least = leastPrefix[address.kind()];
  if (prefix < least) return `a prefix of at least /${least}, since a broader one is no restriction`;
  if (networkOf(range).toString() !== address.toString()) return "the bits after the prefix have to be zero";
  const within = unroutable
    .map((other) => parseCIDR(other))
    .some((other) => other[0].kind() === address.kind() && other[1] <= prefix && address.match(other));
  return within
    ? "AWS never sees a call from this one; for calls from a VPC name its endpoints in vpcEndpoints"
    : undefined;
}

type Range = ReturnType<typeof parseCIDR>;

/** The library reads more than IAM does, such as `010.1`; what is no plain address has no range. */
function parseRange(value: string): Range | undefined {
  const [, address = "", prefix] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  if (version === 0 || (version === 6 && address.includes("."))) return undefined;
  const width = version === 4 ? 32 : 128;
  return Number(prefix ?? width) > width ? undefined : parseCIDR(`${address}/${prefix ?? width}`);
}

function networkOf([address, prefix]: Range): IPv4 | IPv6 {
  const range = `${address.toString()}/${prefix}`;
  return address.kind() === "ipv4" ? IPv4.networkAddressFromCIDR(range) : IPv6.networkAddressFromCIDR(range);
}
