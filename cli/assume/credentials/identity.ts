import { readCache, writeCache } from "../cacheFile";
import { callerArn } from "../network/sts";
import type { Endpoint } from "../network/region";
import { fingerprint } from "../output/environment";
import type { Keys } from "../session";

const file = "callers.json";
/** How many callers the cache remembers. */
const most = 50;

/**
 * Gives the ARN of the holder of some keys, from the cache or from AWS. The holder of a long-lived key does not change;
 * after a refusal, AWS is asked again.
 */
export async function whoHolds(
  keys: Keys,
  endpoint: Endpoint,
  env: NodeJS.ProcessEnv,
  options: { readonly afresh?: boolean } = {},
): Promise<string> {
  const lasting = keys.sessionToken === undefined;
  const known = lasting ? (readCache<Record<string, string>>(env, file) ?? {}) : {};
  // Another endpoint may be another set of accounts, such as an emulator.
  const key = `${fingerprint(keys)}@${endpoint.url.host}`;
  const remembered = known[key];
  if (typeof remembered === "string" && options.afresh !== true) return remembered;
  const arn = await callerArn(keys, endpoint);
  if (lasting) writeCache(env, file, { ...Object.fromEntries(Object.entries(known).slice(-most + 1)), [key]: arn });
  return arn;
}
