import { fromEnv, fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { Settings, services } from "./settings";

/** Where credentials come from. */
export interface CredentialsSource {
  /** For messages; contains no secret. */
  readonly description: string;
  readonly credentials: NonNullable<STSClientConfig["credentials"]>;
  /** The profile; its region and endpoint are used too. */
  readonly profile?: string;
}

/** How often a call is tried in all, unless `maxRetries` says otherwise. */
const attempts = 3;
/** Milliseconds to wait for a connection, and then for an answer. */
const connectionTimeout = 3_000;
const requestTimeout = 30_000;

/**
 * The credentials that the settings ask for. The order is the genuine plugin's: keys in the settings, the settings'
 * profile, keys in the environment, the environment's profile, then the other places of AWS SDKs. Then the roles in
 * `assumeRoles` are assumed, each with the session of the one before.
 */
export function credentialsSource(settings: Settings): CredentialsSource {
  return (settings.assumeRoles ?? []).reduce<CredentialsSource>((source, role, at) => {
    const params = {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? `pulumi-${Date.now()}`,
      DurationSeconds: role.duration,
      ExternalId: role.externalId,
      Policy: role.policy,
      PolicyArns: role.policyArns?.map((arn) => ({ arn })),
      SourceIdentity: role.sourceIdentity,
      Tags: role.tags === undefined ? undefined : Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
      TransitiveTagKeys: role.transitiveTagKeys?.slice(),
    };
    const { credentials: masterCredentials, ...clientConfig } = clientOptions(settings, source, "sts");
    return {
      ...source,
      description: `${source.description}, assumeRoles[${at}] ${role.roleArn}`,
      credentials: fromTemporaryCredentials({ masterCredentials, params, clientConfig }),
    };
  }, baseSource(settings));
}

function baseSource({ accessKey, secretKey, token, profile, region: own, endpoints }: Settings): CredentialsSource {
  if (accessKey !== undefined && secretKey !== undefined) {
    return {
      description: "aws:accessKey",
      credentials: {
        accessKeyId: accessKey,
        secretAccessKey: secretKey,
        ...(token === undefined ? {} : { sessionToken: token }),
      },
    };
  }
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = own ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  // Used for profiles that assume a role.
  const clientConfig = {
    ...(region ? { region } : {}),
    ...(endpoints?.sts === undefined ? {} : { endpoint: endpoints.sts }),
  };
  if (profile !== undefined) {
    return {
      description: `profile "${profile}" of aws:profile`,
      credentials: fromIni({ profile, clientConfig }),
      profile,
    };
  }
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) return { description: "AWS_ACCESS_KEY_ID", credentials: fromEnv() };
  if (AWS_PROFILE) {
    return {
      description: `profile "${AWS_PROFILE}" of AWS_PROFILE`,
      credentials: fromIni({ profile: AWS_PROFILE, clientConfig }),
      profile: AWS_PROFILE,
    };
  }
  return {
    description: "neither aws:profile, AWS_PROFILE nor AWS_ACCESS_KEY_ID is set",
    credentials: fromNodeProviderChain({ clientConfig }),
  };
}

/** The options of a service's client: credentials, region, endpoint, and how long it tries. */
export function clientOptions(settings: Settings, source: CredentialsSource, service: (typeof services)[number]) {
  const endpoint = settings.endpoints?.[service];
  const region = settings.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION; // the SDK reads the former only
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  return {
    credentials: source.credentials,
    maxAttempts: settings.maxRetries === undefined ? attempts : settings.maxRetries + 1,
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    ...(source.profile === undefined ? {} : { profile: source.profile }),
    ...(region ? { region } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    // On AWS, a bucket's name is part of the host name. Another endpoint rarely supports that.
    ...(service === "s3"
      ? { forcePathStyle: settings.s3UsePathStyle ?? Boolean(endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) }
      : {}),
  };
}
