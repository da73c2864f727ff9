/** Which resources IAM takes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
import { arnParts } from "../document/arn";
import { found } from "../document/parseStatement";

const partition = /^(?:\*|aws(?:-cn|-us-gov|-iso(?:-[bef])?|-eusc)?)$/;

/** The kinds of IAM's own resources. */
const iamKinds = (
  "access-report assumed-role delegation-request federated-user group instance-profile mfa oidc-provider policy " +
  "report role saml-provider server-certificate sms-mfa template user"
).split(" ");

/** The kinds of S3's resources that are in a region. Buckets and objects are in none. */
const regionalKinds = "access-grants accesspoint async-request job storage-lens storage-lens-group".split(" ");

/** Why IAM refuses a value of Resource or NotResource; undefined when it takes it. */
export function resourceRefusal(text: string): string | undefined {
  if (text === "*") return undefined;
  const shown = `found ${found(text)}`;
  // A variable is one piece, whatever is in it.
  const parts = arnParts(text.replace(/\$\{[^}]*\}/g, "$"));
  if (parts?.[0] !== "arn")
    return `${shown}, expected "*" or an ARN of six parts: arn:partition:service:region:account:resource`;
  const [, inPartition, service, region, account, resource] = parts as [string, string, string, string, string, string];
  if (!partition.test(inPartition))
    return `${shown} of the partition ${found(inPartition)}, expected one of AWS, such as aws`;
  if (!/^[0-9A-Za-z.-]+$/.test(service))
    return `${shown}, expected the name of a service as the third part: IAM takes no wildcard there`;
  if (service === "iam") return iamRefusal(shown, region, resource);
  return service === "s3" ? s3Refusal(shown, region, account, resource) : undefined;
}

function iamRefusal(shown: string, region: string, resource: string): string | undefined {
  if (region !== "") return `${shown}, expected no region: IAM's resources are in none`;
  const kind = resource.split("/")[0]!;
  if (resource === "*" || resource === "root" || resource.startsWith("$")) return undefined;
  return resource.includes("/") && iamKinds.includes(kind)
    ? undefined
    : `${shown}, expected "*" or a kind of IAM's resources and a slash as the last part, such as role/deploy`;
}

function s3Refusal(shown: string, region: string, account: string, resource: string): string | undefined {
  if (region === "" || (account !== "" && (/^[*$]/.test(resource) || regionalKinds.includes(resource.split("/")[0]!))))
    return undefined;
  return `${shown}, expected no region: S3's buckets and objects have none in their ARNs, as in arn:aws:s3:::shop/*`;
}
