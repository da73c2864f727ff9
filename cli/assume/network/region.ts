import { exitCodes, Failure } from "../failure";
import type { AwsFiles } from "../credentials/awsFiles";

/** The address of a service. */
export interface Endpoint {
  readonly url: URL;
  /** The region for the signature. */
  readonly region: string;
}

/** What decides the address of a service. */
export interface EndpointQuestion {
  readonly service: "sts" | "iam";
  /** From `--region`, AWS_REGION or the profile. Without one, the partition's main region is used. */
  readonly region?: string;
  /** The partition of the role's ARN. */
  readonly partition: string;
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  readonly profile?: string;
}

/** The main region of each partition, and its domain: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitions: Readonly<Record<string, { readonly region: string; readonly domain: string }>> = {
  aws: { region: "us-east-1", domain: "amazonaws.com" },
  "aws-cn": { region: "cn-north-1", domain: "amazonaws.com.cn" },
  "aws-us-gov": { region: "us-gov-west-1", domain: "amazonaws.com" },
};

/** The region that the caller chose; undefined when the caller chose none. */
export function chosenRegion(
  option: string | undefined,
  env: NodeJS.ProcessEnv,
  profileRegion: string | undefined,
): string | undefined {
  return option ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || profileRegion);
}

/** The partition that a region belongs to. */
export function partitionOfRegion(region: string): string {
  return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * The address of STS or IAM.
 *
 * @throws Failure when the region and the role are in different partitions: credentials of one do not work in another
 */
export function endpointOf(question: EndpointQuestion): Endpoint {
  const { service, partition, env } = question;
  const main = partitions[partition];
  if (!main)
    throw new Failure(
      exitCodes.usage,
      `The partition ${partition} is not known; expected ${Object.keys(partitions).join(", ")}.`,
    );
  const region = question.region ?? main.region;
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
    throw new Failure(
      exitCodes.usage,
      `The region ${JSON.stringify(region)} is none; expected one such as eu-west-1 (--region, AWS_REGION or the profile's region).`,
    );
  if (partitionOfRegion(region) !== partition) {
    throw new Failure(
      exitCodes.usage,
      `The role is in the partition ${partition}, the region ${region} in ${partitionOfRegion(region)}: no ` +
        `credentials reach from one to the other. Choose a region such as ${main.region} with --region.`,
    );
  }
  const given = overridden(question);
  // IAM has one region for each partition. STS without a chosen region is asked in the partition's main region.
  const signed = service === "iam" ? main.region : region;
  if (given) return { url: readUrl(given.url, given.from), region: signed };
  if (service === "iam")
    return {
      url: new URL(
        partition === "aws-us-gov"
          ? "https://iam.us-gov.amazonaws.com"
          : partition === "aws-cn"
            ? "https://iam.cn-north-1.amazonaws.com.cn"
            : "https://iam.amazonaws.com",
      ),
      region: signed,
    };
  const fips = /^true$/i.test(env["AWS_USE_FIPS_ENDPOINT"] ?? "") ? "-fips" : "";
  return { url: new URL(`https://sts${fips}.${region}.${main.domain}`), region: signed };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function overridden({ service, env, files, profile }: EndpointQuestion): { url: string; from: string } | undefined {
  if (/^true$/i.test(env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] ?? "")) return undefined;
  for (const name of [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"]) {
    const url = env[name];
    if (url) return { url, from: name };
  }
  const section = files.profiles[profile ?? "default"];
  const ofService = files.services[section?.["services"] ?? ""]?.[`${service}.endpoint_url`];
  if (ofService) return { url: ofService, from: `services ${section?.["services"]}` };
  const ofProfile = section?.["endpoint_url"];
  return ofProfile ? { url: ofProfile, from: `endpoint_url of the profile ${profile ?? "default"}` } : undefined;
}

function readUrl(text: string, from: string): URL {
  try {
    const url = new URL(text);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch {
    // The error is thrown below.
  }
  throw new Failure(
    exitCodes.usage,
    `${from}: found ${JSON.stringify(text)}, expected an address such as https://sts.eu-west-1.amazonaws.com`,
  );
}
