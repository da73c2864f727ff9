/** By which condition keys a trust policy says what the settings of a trust and of a session ask for. */
import type { SessionSettings } from "../settings/session";
import type { TrustSettings } from "../settings/trust";

/** A setting that decides who may assume a role, on which conditions. */
export type TrustSetting = keyof TrustSettings | keyof SessionSettings;

/** The keys of each setting. One that ends in `/` has a tag's name after it. A setting without is not said by conditions. */
const keysOf = {
  account: [],
  principals: ["aws:PrincipalArn"],
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

/** A condition key that trust policies of this program may have, as it is written in them. */
export type TrustConditionKey = Named<(typeof keysOf)[TrustSetting][number]>;

const settings: ReadonlyMap<string, TrustSetting> = new Map(
  Object.entries(keysOf).flatMap(([setting, keys]) =>
    keys.map((key) => [key.toLowerCase(), setting as TrustSetting] as const),
  ),
);

/** The setting that a condition key, in any case, stands for in a trust policy; undefined where no setting makes it. */
export function settingOf(key: string): TrustSetting | undefined {
  return settings.get(key.toLowerCase().replace(/\/.*/s, "/"));
}
