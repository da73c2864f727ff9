import { objectType } from "./object";

/** https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketobject/ */
export const type = objectType("aws:s3/bucketObject:BucketObject");
