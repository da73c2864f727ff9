import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
export const region = "eu-west-1";
export interface Accounts { endpoint: string; environment: Record<string,string>; iam: IAMClient; s3: S3Client; stop(): Promise<void>; }
export async function startAccounts(): Promise<Accounts> {
  const endpoint = process.env.MOTO_ENDPOINT ?? "";
  const credentials = { accessKeyId: "AKIAX", secretAccessKey: "x" };
  const o = { endpoint, region, credentials };
  return { endpoint, iam: new IAMClient(o), s3: new S3Client({ ...o, forcePathStyle: true }), environment: { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "AKIAX", AWS_SECRET_ACCESS_KEY: "x", AWS_EC2_METADATA_DISABLED: "true" }, stop: async () => {} };
}
