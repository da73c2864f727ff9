import type { AwsFiles } from "./credentials/awsFiles";
import type { Endpoint, IdentityCenterService, ResourceService } from "./network/region";

/** Where calls are made: what they need to know about it. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  readonly sts: Endpoint;
  readonly iam: Endpoint;
  /** Where AWS's own reasons for a refusal are asked for. @throws Failure as `endpointOf` does */
  readonly toolbox: () => Endpoint;
  /** Where a service of resources or of IAM Identity Center is asked. @throws Failure as `endpointOf` does */
  readonly service: (service: ResourceService | IdentityCenterService, region: string) => Endpoint;
  /** The region that was chosen; undefined when the partition's main region is used. */
  readonly region?: string;
}
