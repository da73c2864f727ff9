import type { Failure } from "./check";
import type { Tags } from "./tags";
import { type Bag, hasUnknown, isBag, isScalar, type Value } from "./values";

/** A role to assume before any other call, as in the genuine plugin's `assumeRoles`. */
export interface AssumedRole {
  readonly roleArn: string;
  /** Seconds; undefined for AWS's default of one hour. */
  readonly duration?: number | undefined;
  readonly externalId?: string | undefined;
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
  readonly sessionName?: string | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly tags?: Tags | undefined;
  readonly transitiveTagKeys?: readonly string[] | undefined;
}

/** The services that this plugin calls, and whose endpoints can be set. */
export const services = ["cloudcontrol", "iam", "s3", "ssoadmin", "sts"] as const;

/**
 * The checked settings of a provider. For their meaning see
 * https://www.pulumi.com/registry/packages/aws/api-docs/provider/
 */
export interface Settings {
  readonly region?: string;
  readonly profile?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly token?: string;
  readonly allowedAccountIds?: readonly string[];
  readonly forbiddenAccountIds?: readonly string[];
  readonly assumeRoles?: readonly AssumedRole[];
  readonly endpoints?: Partial<Record<(typeof services)[number], string>>;
  readonly defaultTags?: Tags;
  readonly maxRetries?: number;
  readonly s3UsePathStyle?: boolean;
}

/** Reads each setting from its value. A thrown text says what was expected. */
const readers: { readonly [K in keyof Required<Settings>]: (value: Value) => Settings[K] } = {
  region: text,
  profile: text,
  accessKey: text,
  secretKey: text,
  token: text,
  allowedAccountIds: accountIds,
  forbiddenAccountIds: accountIds,
  assumeRoles: (value) => list(value).map(assumedRole),
  endpoints,
  defaultTags: (value) =>
    tags(isBag(value) && isBag(value.tags) ? value.tags : refuse(value, 'a map { "tags": { … } }')),
  maxRetries: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : refuse(value, "a whole number"),
  s3UsePathStyle: (value) => (typeof value === "boolean" ? value : refuse(value, "true or false")),
};

/**
 * Settings that ask for nothing when they have these values. With other values they are refused, since they are not
 * supported.
 */
const harmless: Readonly<Record<string, readonly boolean[]>> = {
  skipCredentialsValidation: [false],
  skipMetadataApiCheck: [false],
  skipRegionValidation: [true, false],
  skipRequestingAccountId: [false],
  insecure: [false],
  useDualstackEndpoint: [false],
  useFipsEndpoint: [false],
};

/** Settings that the engine adds to every provider. */
const engineOwn = new Set(["version", "pluginDownloadURL", "__internal", "__defaults"]);

/**
 * Reads a provider's settings. Each setting is used or refused: ignoring one could send a deployment to another place
 * than its author thinks. Values of complex types arrive as JSON text. Values that are not known yet are left out.
 */
export function readSettings(given: Bag): { settings: Settings; failures: Failure[] } {
  const settings: Record<string, unknown> = {};
  const failures: Failure[] = [];
  for (const [property, raw] of Object.entries(given)) {
    if (engineOwn.has(property) || raw === null || raw === "" || hasUnknown(raw)) continue;
    const read = Object.hasOwn(readers, property) ? readers[property as keyof Settings] : undefined;
    const value = read === text ? raw : decoded(raw);
    if (value === null || (typeof value === "boolean" && harmless[property]?.includes(value) === true)) continue;
    if (read === undefined) {
      failures.push({ property, reason: unsupported(property, value) });
      continue;
    }
    try {
      settings[property] = read(value);
    } catch (error) {
      failures.push({ property, reason: `aws:${property}: ${(error as Error).message}` });
    }
  }
  if (
    (settings.accessKey === undefined) !== (settings.secretKey === undefined) &&
    !hasUnknown([given.accessKey ?? "", given.secretKey ?? ""])
  ) {
    const property = settings.accessKey === undefined ? "accessKey" : "secretKey";
    failures.push({ property, reason: `aws:${property}: missing; accessKey and secretKey only work together` });
  }
  return { settings: settings, failures };
}

function unsupported(property: string, value: Value): string {
  const known = harmless[property];
  if (known !== undefined)
    return `aws:${property}: found ${JSON.stringify(value)}; the sandbox's AWS plugin knows only ${known.join(" or ")}`;
  return (
    `aws:${property}: the sandbox's AWS plugin does not honour this setting, only ${Object.keys(readers).sort().join(", ")}. ` +
    "Remove it; against AWS the genuine plugin may take it"
  );
}

// The SDK writes lists, maps, numbers and booleans as JSON. The engine does the same with values from a stack's
// settings.
function decoded(raw: Value): Value {
  if (typeof raw !== "string") return raw;
  try {
    return JSON.parse(raw) as Value;
  } catch {
    return raw;
  }
}

function refuse(found: Value, expected: string): never {
  throw new Error(`found ${JSON.stringify(found)}, expected ${expected}`);
}

function text(value: Value): string {
  return typeof value === "string" ? value : refuse(value, "a string");
}

function list(value: Value): Value[] {
  return Array.isArray(value) ? value : refuse(value, "a list");
}

function texts(value: Value): string[] {
  return list(value).map(text);
}

function tags(value: Value): Tags {
  return isBag(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, text(one)]))
    : refuse(value, "a map of strings");
}

function accountIds(value: Value): string[] {
  return list(value).map((one) =>
    isScalar(one) && /^\d{12}$/.test(String(one))
      ? String(one)
      : refuse(one, "an account id of 12 digits, in quotes so that leading zeros stay"),
  );
}

function endpoints(value: Value): Settings["endpoints"] {
  const all = list(value).flatMap((one) =>
    Object.entries(isBag(one) ? one : refuse(one, "a list of maps from service to URL")),
  );
  for (const [service, url] of all) {
    if (!(services as readonly string[]).includes(service))
      refuse(service, `one of ${services.join(", ")}, the services that the sandbox's plugin calls`);
    if (!URL.canParse(text(url))) refuse(url, "a URL");
  }
  return Object.fromEntries(all);
}

const assumedRoleReaders: { readonly [K in keyof Required<AssumedRole>]: (value: Value) => AssumedRole[K] } = {
  roleArn: text,
  duration: (value) => seconds(text(value)),
  externalId: text,
  policy: text,
  policyArns: texts,
  sessionName: text,
  sourceIdentity: text,
  tags,
  transitiveTagKeys: texts,
};

function assumedRole(value: Value): AssumedRole {
  if (!isBag(value) || typeof value.roleArn !== "string") return refuse(value, "a map with a roleArn");
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (!Object.hasOwn(assumedRoleReaders, key)) refuse(key, `one of ${Object.keys(assumedRoleReaders).join(", ")}`);
      return [key, assumedRoleReaders[key as keyof AssumedRole](one)];
    }),
  ) as unknown as AssumedRole;
}

// A duration in Go's notation, as in the genuine plugin: 1h, 90m, 1h30m, 3600s.
function seconds(duration: string): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration);
  if (parts === null || duration === "") return refuse(duration, "a duration like 1h or 30m");
  return Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}
