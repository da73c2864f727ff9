/** Gets the keys of a source: from a file at once, or over the network through a role or a provider. */
import { exitCodes, Failure } from "../failure";
import { debug } from "../output/messages";
import type { Keys } from "../session";
import { askingIn, askingText, askingVariable, longestChain } from "./profileChain";
import { concealed, itself, type SdkProvider, type Source } from "./source";

/** Source credentials that can be used for a call. */
export interface SourceCredentials {
  readonly keys: Keys;
  /** Where they are from, in words for messages. */
  readonly from: string;
  readonly profile?: string;
  /** Whether they are the session of a role; undefined when the keys do not tell. */
  readonly roleSession: boolean | undefined;
  /** ISO 8601; undefined when not known. */
  readonly expiration?: string;
  /** Whether the role of a profile was got with MFA on the way. */
  readonly signedIn?: boolean;
  /** Where the session of a profile's role comes from, which has other keys each time. */
  readonly origin?: Origin;
}

/** The first keys of a chain of profiles, and each role on the way, as its profile says it. */
export interface Origin {
  readonly keys: Keys;
  readonly roles: readonly object[];
}

/** What resolving a source needs from its caller. */
export interface Resolving {
  readonly region?: string;
  /** Assumes the role that a profile stands for. */
  readonly assume: (
    source: Extract<Source, { kind: "role" }>,
    credentials: SourceCredentials,
  ) => Promise<{ readonly keys: Keys; readonly expiration: string; readonly signedIn?: boolean }>;
  readonly now: () => Date;
}

/** Credentials that end sooner than this are not used, in seconds. */
const shortestRest = 30;

/**
 * Gets the credentials of a source.
 *
 * @throws Failure with exit code 3 when there are no credentials, or they have expired
 */
export async function resolveSource(source: Source, resolving: Resolving): Promise<SourceCredentials> {
  const credentials = await get(source, resolving);
  const { expiration, from } = credentials;
  const rest = expiration === undefined ? Infinity : (Date.parse(expiration) - resolving.now().getTime()) / 1000;
  if (rest < shortestRest) {
    throw new Failure(
      exitCodes.credentials,
      `The credentials of ${from} ${rest <= 0 ? "ended" : "end"} at ${expiration}. ${renewal(source)}`,
    );
  }
  return credentials;
}

async function get(source: Source, resolving: Resolving): Promise<SourceCredentials> {
  switch (source.kind) {
    case "keys": {
      const { keys, from, profile, expiration } = source;
      return {
        keys,
        from,
        ...(profile !== undefined && { profile }),
        ...(expiration !== undefined && { expiration }),
        roleSession: keys.sessionToken === undefined ? false : undefined,
      };
    }
    case "role": {
      const { profile, roleArn } = source;
      const before = await resolveSource(source.source, resolving);
      const { keys, expiration, signedIn = before.signedIn } = await resolving.assume(source, before);
      const origin = originOf(before);
      return {
        keys,
        expiration,
        ...(signedIn && { signedIn }),
        from: `the profile ${profile} (${roleArn})`,
        profile,
        roleSession: true,
        origin: { ...origin, roles: [...origin.roles, source.settings] },
      };
    }
    case "sdk":
      return provided(source, resolving.region);
  }
}

/** What credentials come from: themselves, unless they are the session of a profile's role. */
export function originOf({ keys, origin = { keys, roles: [] } }: SourceCredentials): Origin {
  return origin;
}

async function provided(
  source: Extract<Source, { kind: "sdk" }>,
  region: string | undefined,
): Promise<SourceCredentials> {
  const { provider, from, profile } = source;
  const started = Date.now();
  silenceVersionWarning();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it takes longer to load than everything else together
  const { provide } = require("./sdkCredentials") as typeof import("./sdkCredentials");
  const asking = askedBy(profile ?? "default", provider);
  const before = process.env[askingVariable];
  try {
    // The credential_process of a profile may run this command again, directly or not.
    process.env[askingVariable] = askingText(asking);
    const given = await provide(provider, {
      ...(profile !== undefined && { profile }),
      ...(region !== undefined && { region }),
    });
    debug(() => `${from}: credentials through the SDK after ${Date.now() - started} ms`);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = given;
    const keys = concealed({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
    const roleSession =
      provider === "sso" || provider === "web-identity" || provider === "machine"
        ? true
        : sessionToken
          ? undefined
          : false;
    return {
      keys,
      from,
      ...(profile !== undefined && { profile }),
      roleSession,
      ...(expiration && { expiration: expiration.toISOString() }),
    };
  } catch (error) {
    throw new Failure(
      exitCodes.credentials,
      `No credentials from ${from}: ${reason(error, provider)} ${renewal(source)}`,
    );
  } finally {
    if (before === undefined) delete process.env[askingVariable];
    else process.env[askingVariable] = before;
  }
}

/**
 * The profiles that led to this one, and this one last.
 *
 * @throws Failure when this profile is already among them, or when there are too many
 */
function askedBy(profile: string, provider: SdkProvider): string[] {
  const asking = askingIn(process.env);
  if (provider !== "process" && provider !== "machine") return asking;
  const all = [...asking, profile];
  if (asking.includes(profile)) {
    throw new Failure(
      exitCodes.credentials,
      `${itself(profile, all.slice(asking.indexOf(profile)))} Its credential_process comes back to it; let ` +
        "it name a profile that has credentials.",
    );
  }
  if (all.length > longestChain) {
    throw new Failure(
      exitCodes.credentials,
      `More than ${longestChain} profiles get their credentials through one another: ${all.join(" -> ")}. ` +
        "Let a credential_process name a profile that has credentials.",
    );
  }
  return all;
}

function renewal(source: Source): string {
  if (source.kind === "sdk") {
    switch (source.provider) {
      case "sso":
        return `Sign in again: aws sso login${source.profile ? ` --profile ${source.profile}` : ""}`;
      case "login":
        return `Sign in again: aws login${source.profile ? ` --profile ${source.profile}` : ""}`;
      case "process":
        return "See what the profile's credential_process says when you run it.";
      case "web-identity":
        return "See whether the token file is there and its role trusts it.";
      case "machine":
        return "Name a profile with --source-profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
    }
  }
  return "Get new ones where these came from, or name another profile with --source-profile.";
}

/**
 * The error in one line. A failed process counts by its last line, which it wrote itself; the first line says how it
 * was called.
 */
function reason(error: unknown, provider: SdkProvider): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  const own = provider === "process" && lines.length > 1;
  const text = own ? `its credential_process says: ${lines.at(-1)!.trim()}` : lines[0]!;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Hides the SDK's advice to leave Node 20. It is meant for the maintainers of this command, not for its users. */
function silenceVersionWarning(): void {
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (/AWS SDK for JavaScript/.test(typeof warning === "string" ? warning : warning.message)) return;
    warn(warning, ...rest);
  };
}
