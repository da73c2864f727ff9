/**
 * The partitions of AWS: their regions, and the names under which their services answer. A test compares this with the
 * rules of the AWS SDK. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */

/** What is particular to a partition. */
export interface PartitionFacts {
  /** The names of its regions. Undefined for `aws`, which has every region that no other partition has. */
  readonly regions?: RegExp;
  /** The region that signs calls to IAM, and that STS is asked in when nobody chose one. */
  readonly main: string;
  readonly domain: string;
  /** The domain of addresses that answer over IPv6 too. */
  readonly dualstack: string;
  /** The hosts of IAM, by what is asked of an address. */
  readonly iam: {
    readonly plain: string;
    readonly fips: string;
    readonly dualstack: string;
    readonly both: string;
  };
  /** The sign-in page. */
  readonly signin: string;
  readonly console: string;
}

/** The partitions that stacks can be deployed to, and that sign-in pages are published for. */
export const deployable = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"] as const;

/** One of {@link deployable}. */
export type Partition = (typeof deployable)[number];

/** One of all partitions. */
export type AnyPartition = Partition | "aws-iso" | "aws-iso-b" | "aws-iso-e" | "aws-iso-f";

/** All partitions. */
export const partitions: Readonly<Record<AnyPartition, PartitionFacts>> = {
  aws: {
    main: "us-east-1",
    domain: "amazonaws.com",
    dualstack: "api.aws",
    iam: {
      plain: "iam.amazonaws.com",
      fips: "iam-fips.amazonaws.com",
      dualstack: "iam.global.api.aws",
      both: "iam-fips.global.api.aws",
    },
    signin: "signin.aws.amazon.com",
    console: "console.aws.amazon.com",
  },
  "aws-cn": {
    regions: /^cn-/,
    main: "cn-north-1",
    domain: "amazonaws.com.cn",
    dualstack: "api.amazonwebservices.com.cn",
    iam: {
      plain: "iam.cn-north-1.amazonaws.com.cn",
      fips: "iam-fips.amazonaws.com.cn",
      dualstack: "iam.global.api.amazonwebservices.com.cn",
      both: "iam-fips.api.amazonwebservices.com.cn",
    },
    signin: "signin.amazonaws.cn",
    console: "console.amazonaws.cn",
  },
  "aws-us-gov": {
    regions: /^us-gov-/,
    main: "us-gov-west-1",
    domain: "amazonaws.com",
    dualstack: "api.aws",
    iam: {
      plain: "iam.us-gov.amazonaws.com",
      fips: "iam.us-gov.amazonaws.com",
      dualstack: "iam.us-gov.api.aws",
      both: "iam.us-gov.api.aws",
    },
    signin: "signin.amazonaws-us-gov.com",
    console: "console.amazonaws-us-gov.com",
  },
  "aws-eusc": {
    regions: /^eusc-/,
    main: "eusc-de-east-1",
    domain: "amazonaws.eu",
    dualstack: "api.amazonwebservices.eu",
    iam: {
      plain: "iam.eusc-de-east-1.amazonaws.eu",
      fips: "iam-fips.amazonaws.eu",
      dualstack: "iam.global.api.amazonwebservices.eu",
      both: "iam-fips.api.amazonwebservices.eu",
    },
    signin: "eusc-de-east-1.signin.amazonaws-eusc.eu",
    console: "console.amazonaws-eusc.eu",
  },
  "aws-iso": {
    regions: /^us-iso-/,
    main: "us-iso-east-1",
    domain: "c2s.ic.gov",
    dualstack: "api.aws.ic.gov",
    iam: {
      plain: "iam.us-iso-east-1.c2s.ic.gov",
      fips: "iam-fips.us-iso-east-1.c2s.ic.gov",
      dualstack: "iam.api.aws.ic.gov",
      both: "iam-fips.api.aws.ic.gov",
    },
    signin: "us-iso-east-1.signin.c2shome.ic.gov",
    console: "console.c2shome.ic.gov",
  },
  "aws-iso-b": {
    regions: /^us-isob-/,
    main: "us-isob-east-1",
    domain: "sc2s.sgov.gov",
    dualstack: "api.aws.scloud",
    iam: {
      plain: "iam.us-isob-east-1.sc2s.sgov.gov",
      fips: "iam-fips.us-isob-east-1.sc2s.sgov.gov",
      dualstack: "iam.api.aws.scloud",
      both: "iam-fips.api.aws.scloud",
    },
    signin: "us-isob-east-1.signin.sc2shome.sgov.gov",
    console: "console.sc2shome.sgov.gov",
  },
  "aws-iso-e": {
    regions: /^eu-isoe-/,
    main: "eu-isoe-west-1",
    domain: "cloud.adc-e.uk",
    dualstack: "api.cloud-aws.adc-e.uk",
    iam: {
      plain: "iam.eu-isoe-west-1.cloud.adc-e.uk",
      fips: "iam-fips.cloud.adc-e.uk",
      dualstack: "iam.api.cloud-aws.adc-e.uk",
      both: "iam-fips.api.cloud-aws.adc-e.uk",
    },
    signin: "eu-isoe-west-1.signin.csphome.adc-e.uk",
    console: "console.csphome.adc-e.uk",
  },
  "aws-iso-f": {
    regions: /^us-isof-/,
    main: "us-isof-south-1",
    domain: "csp.hci.ic.gov",
    dualstack: "api.aws.hci.ic.gov",
    iam: {
      plain: "iam.us-isof-south-1.csp.hci.ic.gov",
      fips: "iam-fips.csp.hci.ic.gov",
      dualstack: "iam.api.aws.hci.ic.gov",
      both: "iam-fips.api.aws.hci.ic.gov",
    },
    signin: "us-isof-south-1.signin.csphome.hci.ic.gov",
    console: "console.csphome.hci.ic.gov",
  },
};

/** The names of partitions as alternatives of a regular expression: those in {@link deployable}, and all. */
export const deployableForm = deployable.join("|");
export const partitionForm = Object.keys(partitions).join("|");

/** The form of a region's name. */
export const regionForm = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** Whether a text is the name of a partition. */
export function isPartition(name: string): name is AnyPartition {
  return Object.hasOwn(partitions, name);
}

/** The partition of a region; `aws` for a region of a form that no partition is known to have, as the AWS SDKs do. */
export function partitionOfRegion(region: string): AnyPartition {
  return (
    Object.keys(partitions)
      .filter(isPartition)
      .find((name) => partitions[name].regions?.test(region)) ?? "aws"
  );
}

/** The host of STS in a region. GovCloud's regions have one host, which is FIPS, but for IPv6. */
export function stsHost(
  region: string,
  { fips, dualstack }: { readonly fips: boolean; readonly dualstack: boolean },
): string {
  const partition = partitionOfRegion(region);
  const service = fips && !(partition === "aws-us-gov" && !dualstack) ? "sts-fips" : "sts";
  return `${service}.${region}.${partitions[partition][dualstack ? "dualstack" : "domain"]}`;
}

/** The host of IAM Toolbox in a region. */
export function toolboxHost(
  region: string,
  { fips, dualstack }: { readonly fips: boolean; readonly dualstack: boolean },
): string {
  const { domain, dualstack: both } = partitions[partitionOfRegion(region)];
  return `iam-toolbox${fips ? "-fips" : ""}.${region}.${dualstack ? both : domain}`;
}

/**
 * The host of a service of IAM Identity Center in a region. Account access manager has names alone that answer over IPv6
 * too.
 */
export function identityCenterHost(
  service: "sso-admin" | "identitystore" | "account-access",
  region: string,
  { fips, dualstack }: { readonly fips: boolean; readonly dualstack: boolean },
): string {
  const { domain, dualstack: both } = partitions[partitionOfRegion(region)];
  const name = service === "sso-admin" ? "sso" : service;
  return `${name}${fips ? "-fips" : ""}.${region}.${dualstack || service === "account-access" ? both : domain}`;
}

/** The host of another service in a region. It has addresses of IPv4 alone. */
export function serviceHost(service: string, region: string, { fips }: { readonly fips: boolean }): string {
  return `${service}${fips ? "-fips" : ""}.${region}.${partitions[partitionOfRegion(region)].domain}`;
}

/** The host of IAM in a partition. */
export function iamHost(
  partition: AnyPartition,
  { fips, dualstack }: { readonly fips: boolean; readonly dualstack: boolean },
): string {
  return partitions[partition].iam[fips ? (dualstack ? "both" : "fips") : dualstack ? "dualstack" : "plain"];
}
