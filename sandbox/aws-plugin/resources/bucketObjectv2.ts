import { objectType } from "./object";

/** https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketobjectv2/ */
export const type = objectType("aws:s3/bucketObjectv2:BucketObjectv2");
