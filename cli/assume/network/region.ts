import {
  iamHost,
  identityCenterHost,
  isPartition,
  partitionOfRegion,
  partitions,
  regionForm,
  serviceHost,
  stsHost,
  toolboxHost,
} from "../../../settings/partitions";
import { addressOf, endpointInEnvironment, switchOf, type NamedEndpoint } from "../../shared/endpoint";
import { exitCodes, Failure } from "../failure";
import type { AwsFiles } from "../credentials/awsFiles";

/** The address of a service. */
export interface Endpoint {
  readonly url: URL;
  /** The region for the signature. */
  readonly region: string;
}

/** The services that people of IAM Identity Center are read from. */
export type IdentityCenterService = "sso-admin" | "identitystore" | "account-access";

/** The services that resources with policies of their own are read from. */
export type ResourceService = "s3" | "s3-control" | "kms" | "sqs" | "sns" | "secretsmanager";

/** What decides the address of a service. */
export interface EndpointQuestion {
  readonly service: "sts" | "iam" | "iam-toolbox" | IdentityCenterService | ResourceService;
  /** From `--region`, AWS_REGION or the profile. Without one, the partition's main region is used. */
  readonly region?: string;
  /** The partition of the role's ARN. */
  readonly partition: string;
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  /** The profile whose settings count; `default` without one. */
  readonly profile?: string;
}

/** The region that the caller chose; undefined when the caller chose none. */
export function chosenRegion(
  option: string | undefined,
  env: NodeJS.ProcessEnv,
  profileRegion: string | undefined,
): string | undefined {
  return option ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || profileRegion);
}

/**
 * The address of a service, by the rules of the AWS SDKs.
 *
 * @throws Failure when the region and the role are in different partitions: credentials of one do not work in another;
 * when a setting has a value that is none; and when an address of the caller's own is to be FIPS or dual-stack, which
 * the SDKs refuse too
 */
export function endpointOf(question: EndpointQuestion): Endpoint {
  const { service, partition } = question;
  if (!isPartition(partition))
    throw new Failure(
      exitCodes.usage,
      `The partition ${partition} is not known; expected ${Object.keys(partitions).join(", ")}.`,
    );
  const { main } = partitions[partition];
  const region = question.region ?? main;
  if (!regionForm.test(region))
    throw new Failure(
      exitCodes.usage,
      `Found the region ${JSON.stringify(region)}, expected one such as eu-west-1 (--region, AWS_REGION or the profile's region).`,
    );
  if (partitionOfRegion(region) !== partition) {
    throw new Failure(
      exitCodes.usage,
      `The role is in the partition ${partition}, the region ${region} in ${partitionOfRegion(region)}: no ` +
        `credentials reach from one to the other. Choose a region such as ${main} with --region.`,
    );
  }
  // IAM has one region for each partition. STS without a chosen region is asked in the partition's main region.
  const signed = service === "iam" ? main : region;
  const variants = {
    fips: switchedOn("use_fips_endpoint", question),
    dualstack: switchedOn("use_dualstack_endpoint", question),
  };
  const given = overridden(question);
  if (given) {
    const also = variants.fips ?? variants.dualstack;
    if (also !== undefined)
      throw new Failure(
        exitCodes.usage,
        `Found both ${given.from} and ${also}, expected one of them: an address of your own ` +
          `cannot be made FIPS or dual-stack. Remove ${also}, or ${given.from} (AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true).`,
      );
    return { url: readAddress(given), region: signed };
  }
  const asked = { fips: variants.fips !== undefined, dualstack: variants.dualstack !== undefined };
  const host =
    service === "iam"
      ? iamHost(partition, asked)
      : service === "sts"
        ? stsHost(region, asked)
        : service === "iam-toolbox"
          ? toolboxHost(region, asked)
          : service === "sso-admin" || service === "identitystore" || service === "account-access"
            ? identityCenterHost(service, region, asked)
            : serviceHost(service, region, asked);
  return { url: new URL(`https://${host}`), region: signed };
}

type Switch = "use_fips_endpoint" | "use_dualstack_endpoint" | "ignore_configured_endpoint_urls";

/**
 * Where a setting that is true or false is true: its variable, else the profile. Undefined when it is false or not set.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
function switchedOn(key: Switch, { env, files, profile = "default" }: EndpointQuestion): string | undefined {
  const variable = `AWS_${key.toUpperCase()}`;
  const [value, from] = env[variable]
    ? [env[variable], variable]
    : [files.profiles[profile]?.[key], `${key} of the profile ${profile}`];
  const on = switchOf(value, from);
  if (typeof on === "object") throw new Failure(exitCodes.usage, on.problem);
  return on ? from : undefined;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function overridden(question: EndpointQuestion): NamedEndpoint | undefined {
  if (switchedOn("ignore_configured_endpoint_urls", question) !== undefined) return undefined;
  const { service, env, files, profile = "default" } = question;
  const ofEnvironment = endpointInEnvironment(service.toUpperCase().replaceAll("-", "_"), env);
  if (ofEnvironment) return ofEnvironment;
  const section = files.profiles[profile];
  const services = section?.["services"];
  if (services && !files.services[services])
    throw new Failure(
      exitCodes.usage,
      `services of the profile ${profile}: found ${JSON.stringify(services)}, and no section [services ${services}] in ` +
        "the AWS config file. Add it, or take the setting away.",
    );
  const ofService = files.services[services ?? ""]?.[`${service.replaceAll("-", "_")}.endpoint_url`];
  if (ofService) return { url: ofService, from: `services ${services}` };
  const ofProfile = section?.["endpoint_url"];
  return ofProfile ? { url: ofProfile, from: `endpoint_url of the profile ${profile}` } : undefined;
}

function readAddress(given: NamedEndpoint): URL {
  const address = addressOf(given, "sts.eu-west-1.amazonaws.com");
  if (address instanceof URL) return address;
  throw new Failure(exitCodes.usage, address.problem);
}
