/**
 * Decides where the source credentials come from, using only the environment and the profiles. Nothing is read from a
 * network.
 */
import { alternatives } from "../../../settings/problems";
import { exitCodes, Failure } from "../failure";
import { conceal } from "../output/concealment";
import { fingerprint, marker } from "../output/environment";
import type { Keys } from "../session";
import type { AwsFiles, Section } from "./awsFiles";
import { circleFrom } from "./profileChain";

/** The SDK provider that gives the credentials: one kind of profile, or whatever the machine itself offers. */
export type SdkProvider = "sso" | "process" | "web-identity" | "login" | "machine";

/** Where source credentials come from. */
export type Source =
  | {
      readonly kind: "keys";
      readonly keys: Keys;
      readonly from: string;
      readonly profile?: string;
      readonly expiration?: string;
    }
  | {
      readonly kind: "role";
      readonly profile: string;
      readonly roleArn: string;
      readonly source: Source;
      readonly settings: Section;
    }
  | { readonly kind: "sdk"; readonly provider: SdkProvider; readonly from: string; readonly profile?: string };

/** What the decision is made from. */
export interface SourceQuestion {
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  /** The value of `--source-profile`. */
  readonly profile?: string;
  /** The role that is asked for. A profile that stands for this role is not its own source. */
  readonly roleArn?: string;
}

/**
 * The source of credentials: `--source-profile`, else keys in the environment, else AWS_PROFILE, else the profile
 * `default`, else what the machine offers. Keys that this command itself put into the environment do not count: the
 * profile that they came from is used instead.
 *
 * @throws Failure when a profile is missing or incomplete, or its sources go round in a circle
 */
export function findSource(question: SourceQuestion): Source {
  const { env, files, profile } = question;
  if (profile !== undefined) return sourceOfProfile(profile, question, []);
  const named = env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"];
  const keys = keysOfEnvironment(env);
  const ours = keys !== undefined && env[marker.session] === fingerprint(keys);
  if (keys && !ours) {
    return {
      kind: "keys",
      keys,
      from: "the environment (AWS_ACCESS_KEY_ID)",
      ...(env["AWS_CREDENTIAL_EXPIRATION"] && { expiration: env["AWS_CREDENTIAL_EXPIRATION"] }),
    };
  }
  const before = named ?? (ours ? env[marker.sourceProfile] : undefined);
  if (before) return sourceOfProfile(before, question, []);
  if (ours) {
    throw new Failure(
      exitCodes.credentials,
      `The environment holds the session of ${env[marker.role]} that this command put there; the credentials ` +
        "it came from are no longer there. Name their profile with --source-profile, or set them again.",
    );
  }
  if (env["AWS_WEB_IDENTITY_TOKEN_FILE"] && env["AWS_ROLE_ARN"])
    return { kind: "sdk", provider: "web-identity", from: "the environment (AWS_WEB_IDENTITY_TOKEN_FILE)" };
  if (files.profiles["default"]) return sourceOfProfile("default", question, []);
  return { kind: "sdk", provider: "machine", from: "the machine (container or instance)" };
}

function sourceOfProfile(name: string, question: SourceQuestion, path: readonly string[]): Source {
  const { files, roleArn } = question;
  const section = files.profiles[name];
  if (!section) throw new Failure(exitCodes.credentials, missingProfile(name, files, path));
  if (path.includes(name) && !(path.at(-1) === name && section["aws_access_key_id"])) {
    throw new Failure(
      exitCodes.credentials,
      `The profile ${name} is its own source: ${[...path, name].join(" -> ")}. Let source_profile name a profile that has credentials.`,
    );
  }
  const keys = keysOfProfile(name, section);
  const role = section["role_arn"];
  // A profile may have a role and, as its own source, also keys.
  if (role !== undefined && section["web_identity_token_file"] === undefined && path.at(-1) !== name) {
    const next = section["source_profile"];
    const source =
      next !== undefined ? sourceOfProfile(next, question, [...path, name]) : credentialSource(name, section);
    return path.length === 0 && role === roleArn
      ? source
      : { kind: "role", profile: name, roleArn: role, source, settings: section };
  }
  if (keys) return { kind: "keys", keys, profile: name, from: `the profile ${name}` };
  const provider = sdkProvider(section);
  const circle = provider === "process" ? circleFrom(name, files) : undefined;
  if (circle)
    throw new Failure(
      exitCodes.credentials,
      `${itself(name, circle)} Let its credential_process name a profile that has credentials.`,
    );
  if (provider) return { kind: "sdk", provider, profile: name, from: `the profile ${name}` };
  throw new Failure(
    exitCodes.credentials,
    `The profile ${name} has no credentials: found ${Object.keys(section).join(", ") || "nothing"}, expected ` +
      "aws_access_key_id and aws_secret_access_key, role_arn, sso_session, credential_process or " +
      "web_identity_token_file.",
  );
}

/** Says what is wrong with a profile that asks itself: every call would start another process. */
export function itself(name: string, circle: readonly string[]): string {
  return `The profile ${name} ${circle[0] === name ? "is its own source" : "has a source that is its own"}: ${circle.join(" -> ")}.`;
}

function credentialSource(name: string, section: Section): Source {
  const place = section["credential_source"];
  if (place === undefined) {
    throw new Failure(
      exitCodes.credentials,
      `The profile ${name} has role_arn but neither source_profile nor credential_source, so nobody can ask for that role.`,
    );
  }
  const from = `${place} (credential_source of the profile ${name})`;
  if (place !== "Environment") return { kind: "sdk", provider: "machine", from };
  const keys = keysOfEnvironment(process.env);
  if (!keys)
    throw new Failure(
      exitCodes.credentials,
      `The profile ${name} takes its credentials from the environment, which has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  return { kind: "keys", keys, from };
}

function sdkProvider(section: Section): SdkProvider | undefined {
  if (section["sso_session"] !== undefined || section["sso_start_url"] !== undefined) return "sso";
  if (section["web_identity_token_file"] !== undefined) return "web-identity";
  if (section["credential_process"] !== undefined) return "process";
  if (section["login_session"] !== undefined) return "login";
  return undefined;
}

function keysOfEnvironment(env: NodeJS.ProcessEnv): Keys | undefined {
  const [accessKeyId, secretAccessKey] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) {
    throw new Failure(
      exitCodes.credentials,
      `The environment has ${accessKeyId ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"} alone; set both, or neither and use a profile.`,
    );
  }
  return concealed({
    accessKeyId,
    secretAccessKey,
    ...(env["AWS_SESSION_TOKEN"] && { sessionToken: env["AWS_SESSION_TOKEN"] }),
  });
}

function keysOfProfile(name: string, section: Section): Keys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    section["aws_access_key_id"],
    section["aws_secret_access_key"],
    section["aws_session_token"],
  ];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) {
    throw new Failure(
      exitCodes.credentials,
      `The profile ${name} has ${accessKeyId ? "aws_access_key_id" : "aws_secret_access_key"} alone; it needs both.`,
    );
  }
  return concealed({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
}

/** Makes every later message hide the secret parts of these keys. */
export function concealed<K extends Keys>(keys: K): K {
  conceal(keys.secretAccessKey);
  conceal(keys.sessionToken);
  // The id of a long-lived key is not a secret, but it is hidden too: it would tell strangers which key is in use.
  conceal(keys.accessKeyId);
  return keys;
}

function missingProfile(name: string, { profiles }: AwsFiles, path: readonly string[]): string {
  const known = Object.keys(profiles);
  const from = path.length > 0 ? ` (source_profile of ${path.at(-1)})` : "";
  return (
    `There is no profile ${name}${from} in the AWS files. ` +
    alternatives(name, known, "They have no profiles at all: see `aws configure`.")
  );
}
