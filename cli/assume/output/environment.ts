import { createHash } from "node:crypto";
import type { Keys, Session } from "../session";
import type { EnvironmentChange } from "./formats";

/**
 * Variables that say whose session the environment holds. The next call uses them to find the source credentials again.
 */
export const marker = {
  role: "CROSS_ACCOUNT_ROLE",
  sourceProfile: "CROSS_ACCOUNT_SOURCE_PROFILE",
  session: "CROSS_ACCOUNT_SESSION",
} as const;

/** What else goes into the environment, besides the credentials. */
export interface Surroundings {
  /** The profile of the source credentials; undefined when they were in the environment. */
  readonly sourceProfile?: string;
  /** The region of the source profile. It would be lost, since the profile is unset. */
  readonly profileRegion?: string;
}

/**
 * The variables of a session. AWS_PROFILE and AWS_DEFAULT_PROFILE are removed: when a profile and keys are both set,
 * tools disagree on which one wins.
 */
export function environmentOf(session: Session, { sourceProfile, profileRegion }: Surroundings): EnvironmentChange {
  return {
    set: {
      AWS_ACCESS_KEY_ID: session.keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.keys.secretAccessKey,
      AWS_SESSION_TOKEN: session.keys.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: session.expiration,
      ...(profileRegion !== undefined && { AWS_REGION: profileRegion, AWS_DEFAULT_REGION: profileRegion }),
      [marker.role]: session.roleArn,
      [marker.session]: fingerprint(session.keys),
      ...(sourceProfile !== undefined && { [marker.sourceProfile]: sourceProfile }),
    },
    unset: [
      "AWS_PROFILE",
      "AWS_DEFAULT_PROFILE",
      "AWS_SECURITY_TOKEN",
      ...(sourceProfile === undefined ? [marker.sourceProfile] : []),
    ],
  };
}

/** Takes a session out of the environment again. The region stays: it may have been there before. */
export const withoutSession: EnvironmentChange = {
  set: {},
  unset: [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    ...Object.values(marker),
  ],
};

/** Identifies keys without revealing them. */
export function fingerprint({ accessKeyId }: Pick<Keys, "accessKeyId">): string {
  return createHash("sha256").update(accessKeyId).digest("hex").slice(0, 16);
}
