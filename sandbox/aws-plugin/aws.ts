import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Tags } from "./tags";

/** The AWS account that a configured provider works in. */
export interface Aws {
  /** The account's number, 12 digits. */
  readonly accountId: string;
  /** Who the credentials belong to. */
  readonly callerArn: string;
  readonly userId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Tags that every resource gets unless it has its own of that key. */
  readonly defaultTags: Tags;
  iam(): IAMClient;
  /** @param region where the bucket is, when not in the provider's region */
  s3(region?: string): S3Client;
}
