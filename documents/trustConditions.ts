/** Maps the settings of a trust and of a session to the condition keys by which a trust policy expresses them. */
import type { SessionSettings } from "../settings/session";
import type { AccountTrust, PeopleTrust } from "../settings/trust";

/** A setting that decides who may assume a role and on which conditions. */
export type TrustSetting = keyof AccountTrust | keyof PeopleTrust | keyof SessionSettings;

/**
 * The condition keys of each setting. A key that ends in `/` is followed by a tag's name. A setting without keys is not
 * expressed by conditions.
 */
const keysOf = {
  account: [],
  principals: ["aws:PrincipalArn"],
  identityCenter: ["aws:SourceAccount", "aws:SourceArn"],
  mfa: ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"],
  window: ["aws:CurrentTime"],
  organization: ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"],
  network: ["aws:SourceIp", "aws:SourceVpce"],
  principalTags: ["aws:PrincipalTag/"],
  maxDuration: [],
  namePattern: ["sts:RoleSessionName"],
  sourceIdentity: ["sts:SourceIdentity"],
  tags: ["aws:TagKeys", "sts:TransitiveTagKeys", "aws:RequestTag/"],
} as const satisfies Readonly<Record<TrustSetting, readonly string[]>>;

type Named<Key extends string> = Key extends `${string}/` ? `${Key}${string}` : Key;

/** A condition key that this program writes into trust policies, in its spelling there. */
export type TrustConditionKey = Named<(typeof keysOf)[TrustSetting][number]>;

const settings: ReadonlyMap<string, TrustSetting> = new Map(
  Object.entries(keysOf).flatMap(([setting, keys]) =>
    keys.map((key) => [key.toLowerCase(), setting as TrustSetting] as const),
  ),
);

/** The setting that a condition key (in any case) expresses; undefined when no setting uses the key. */
export function settingOf(key: string): TrustSetting | undefined {
  return settings.get(key.toLowerCase().replace(/\/.*/s, "/"));
}
