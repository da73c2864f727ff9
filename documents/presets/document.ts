import type { Partition } from "../../settings/partitions";
import type { PresetSettings } from "../../settings/presets";
import type { PolicyDocument, Statement } from "../policyDocument";
import { parseArn } from "../../policypack/iam";
import { partitionOfRegion, partitions } from "../../settings/partitions";
import { readServiceActions } from "../../settings/readService";

/** The account and region of a preset's resources. */
export interface PresetPlace {
  readonly partition: Partition;
  /** The trusting account, 12 digits. */
  readonly id: string;
  readonly region: string;
}

/**
 * The policy document of a preset: the actions that its purpose needs, on the resources that the settings name.
 *
 * Some actions cannot be limited to resources (reading how a service is set up, signing in to a registry). They read no
 * data.
 */
export function presetDocument(preset: PresetSettings, place: PresetPlace): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements(preset, place) };
}

function statements(preset: PresetSettings, { partition, id, region }: PresetPlace): Statement[] {
  const arn = (service: string, resource: string, where = `${region}:${id}`) =>
    `arn:${partition}:${service}:${where}:${resource}`;
  if (preset.readService) return [allow("ReadService", readServiceActions(preset.readService), "*")];
  if (preset.readBuckets) return buckets(preset.readBuckets, ["s3:GetObject"], partition);
  if (preset.deployToBuckets) {
    // Whoever began a multipart upload that fails has to be able to clean it up.
    const write = [
      "s3:GetObject",
      "s3:PutObject",
      "s3:AbortMultipartUpload",
      ...(preset.deployToBuckets.delete ? ["s3:DeleteObject"] : []),
    ];
    return buckets(preset.deployToBuckets, write, partition);
  }
  if (preset.readParameters) {
    const below = preset.readParameters.paths.flatMap((path) => [
      arn("ssm", `parameter${path}`),
      arn("ssm", `parameter${path}/*`),
    ]);
    return [
      allow("ReadParameters", ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"], below),
      ...throughService("ssm", preset.readParameters.keys, ["kms:Decrypt"], "PARAMETER_ARN", below),
    ];
  }
  if (preset.pushImages) {
    const actions = [
      "BatchCheckLayerAvailability",
      "BatchGetImage",
      "CompleteLayerUpload",
      "DescribeImages",
      "GetDownloadUrlForLayer",
      "InitiateLayerUpload",
      "PutImage",
      "UploadLayerPart",
    ];
    return [
      allow("SignInToRegistry", ["ecr:GetAuthorizationToken"], "*"),
      allow(
        "PushImages",
        actions.map((action) => `ecr:${action}`),
        preset.pushImages.repositories.map((name) => arn("ecr", `repository/${name}`)),
      ),
    ];
  }
  const ids = preset.invalidateDistributions?.ids ?? [];
  const actions = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"];
  return [
    allow(
      "InvalidateDistributions",
      actions,
      ids.map((distribution) => arn("cloudfront", `distribution/${distribution}`, `:${id}`)),
    ),
  ];
}

function buckets(
  { buckets: names, prefix, keys }: NonNullable<PresetSettings["readBuckets"]>,
  actions: readonly string[],
  partition: Partition,
): Statement[] {
  const arns = names.map((name) => `arn:${partition}:s3:::${name}`);
  const objects = arns.map((bucket) => `${bucket}/${prefix ?? ""}*`);
  const writes = actions.includes("s3:PutObject");
  return [
    {
      ...allow("FindObjects", ["s3:ListBucket"], arns),
      ...(prefix !== undefined && { Condition: { StringLike: { "s3:prefix": `${prefix}*` } } }),
    },
    allow("UseObjects", actions, objects),
    // Where the bucket has a key of its own, made from the customer's, the context names the bucket.
    ...throughService(
      "s3",
      keys,
      // The parts of a large upload are read again.
      ["kms:Decrypt", ...(writes ? ["kms:GenerateDataKey"] : [])],
      "aws:s3:arn",
      [...arns, ...objects],
    ),
  ];
}

/**
 * The use of keys through a service alone, for certain things alone. A statement for each region, since the service's
 * name has it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param context the key of the encryption context in which the service names the thing
 */
function throughService(
  service: string,
  keys: readonly string[] | undefined,
  actions: readonly string[],
  context: string,
  things: readonly string[],
): Statement[] {
  const regions = [...new Set((keys ?? []).map((key) => parseArn(key)!.region))];
  return regions.map((region, at) => ({
    ...allow(
      `UseKeys${at > 0 ? at + 1 : ""}`,
      actions,
      keys!.filter((key) => parseArn(key)!.region === region),
    ),
    Condition: {
      StringEquals: { "kms:ViaService": `${service}.${region}.${partitions[partitionOfRegion(region)].domain}` },
      StringLike: { [`kms:EncryptionContext:${context}`]: things },
    },
  }));
}

function allow(Sid: string, Action: readonly string[], Resource: string | readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}
