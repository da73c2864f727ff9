import type { AwsFiles } from "./credentials/awsFiles";
import type { Endpoint } from "./network/region";

/** What calls need to know of the place they are made from. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  readonly sts: Endpoint;
  readonly iam: Endpoint;
  /** The region that was chosen; undefined when the partition's main one stands in. */
  readonly region?: string;
}
