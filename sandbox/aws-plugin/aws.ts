import type { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSOAdminClient } from "@aws-sdk/client-sso-admin";
import type { JsonCall } from "./jsonCall";
import type { Tags } from "./tags";
import type { Bag } from "./values";

/** The AWS account that a configured provider works in. */
export interface Aws {
  /** The account's number, 12 digits. */
  readonly accountId: string;
  /** The ARN of the credentials' owner. */
  readonly callerArn: string;
  readonly userId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Tags for every resource that does not set the same key itself. */
  readonly defaultTags: Tags;
  iam(): IAMClient;
  /** @param region the bucket's region, if it is not the provider's */
  s3(region?: string): S3Client;
  /** @param region that of the instance of IAM Identity Center, if it is not the provider's */
  ssoAdmin(region?: string): SSOAdminClient;
  cloudControl(region?: string): CloudControlClient;
  /** Calls a service of which there is no client here. @throws AwsCallError */
  json(call: JsonCall): Promise<Bag>;
}
