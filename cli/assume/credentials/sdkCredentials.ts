/**
 * The AWS SDK's own providers, for sources that only the SDK knows: IAM Identity Center, credential processes, web
 * identity, sign-in sessions, containers and instances. A separate bundle, since it takes longer to load than
 * everything else together.
 */
import { fromIni, fromNodeProviderChain, fromProcess, fromSSO, fromTokenFile } from "@aws-sdk/credential-providers";
import type { SdkProvider } from "./source";

/** The credentials that a provider gives. */
export interface ProvidedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The settings of a provider. */
export interface ProviderSettings {
  readonly profile?: string;
  readonly region?: string;
}

/**
 * Gets credentials from a provider. Rejects with the provider's own error.
 *
 * The region is that of STS. It must not be `clientConfig.region`, which IAM Identity Center is then asked in too,
 * whatever the profile's `sso_region` says: a token of one region is unknown in another.
 */
export async function provide(provider: SdkProvider, { profile, region }: ProviderSettings): Promise<ProvidedKeys> {
  const place = region === undefined ? {} : { parentClientConfig: { region } };
  const named = profile === undefined ? {} : { profile };
  switch (provider) {
    case "sso":
      return fromSSO(named)();
    case "process":
      return fromProcess(named)();
    case "web-identity":
      return profile === undefined ? fromTokenFile(place)() : fromIni({ ...named, ...place })();
    case "login":
      return fromIni({ ...named, ...place })();
    case "machine":
      // Without this, the chain would find the keys in the environment, which may be the session that is to be
      // replaced.
      for (const name of [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
      ])
        delete process.env[name];
      return fromNodeProviderChain(place)();
  }
}
