import { createHash } from "node:crypto";
import type { Keys, Session } from "../session";
import type { EnvironmentChange } from "./formats";

/** Says whose session the environment holds, so that the next call can go back to where this one came from. */
export const marker = { role: "CROSS_ACCOUNT_ROLE", sourceProfile: "CROSS_ACCOUNT_SOURCE_PROFILE", session: "CROSS_ACCOUNT_SESSION" } as const;

/** What else belongs into the environment beside the credentials. */
export interface Surroundings {
  /** The profile that the source credentials are from; none when they were in the environment. */
  readonly sourceProfile?: string;
  /** The region of the source profile, which is lost when the profile is unset. */
  readonly profileRegion?: string;
}

/**
 * The variables of a session. AWS_PROFILE and AWS_DEFAULT_PROFILE go: with both a profile and keys set, tools disagree
 * on which wins.
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
    unset: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", ...(sourceProfile === undefined ? [marker.sourceProfile] : [])],
  };
}

/** Recognises keys without telling them. */
export function fingerprint({ accessKeyId }: Pick<Keys, "accessKeyId">): string {
  return createHash("sha256").update(accessKeyId).digest("hex").slice(0, 16);
}
