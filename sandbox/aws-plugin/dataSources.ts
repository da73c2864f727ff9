import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetUserCommand,
  type Group,
  paginateGetGroup,
  paginateListPolicies,
  type Policy,
  type User,
} from "@aws-sdk/client-iam";
import type { Aws } from "./aws";
import { AwsCallError, isGone } from "./awsErrors";
import { tagsFrom } from "./tags";
import { type Bag, defined, optionalText, text } from "./values";

/*
 * What is there in IAM, as the genuine plugin's functions tell it. Their names, results and errors are those of the
 * Terraform provider's data sources as its bridge hands them on, so a program meets the same words on either side.
 */

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/getuser/ */
export async function getUser(args: Bag, aws: Aws): Promise<Bag> {
  const userName = text(args, "userName");
  const { User } = await found(
    `reading IAM User (${userName})`,
    aws.iam().send(new GetUserCommand({ UserName: userName })),
  );
  const { Arn: arn, Path: path, UserId: userId, PermissionsBoundary, Tags } = User!;
  const permissionsBoundary = PermissionsBoundary?.PermissionsBoundaryArn ?? "";
  return defined({ arn, id: userId, path, permissionsBoundary, tags: tagsFrom(Tags), userId, userName });
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/getgroup/ */
export async function getGroup(args: Bag, aws: Aws): Promise<Bag> {
  const groupName = text(args, "groupName");
  const users: User[] = [];
  let group: Group | undefined;
  const pages = async () => {
    for await (const page of paginateGetGroup({ client: aws.iam() }, { GroupName: groupName })) {
      group ??= page.Group;
      users.push(...(page.Users ?? []));
    }
  };
  // The one of these that hands on IAM's own error for what is not there.
  await worded("getting group", pages());
  const { Arn: arn, GroupId: groupId, Path: path } = group!;
  const members = users.map(({ Arn, Path, UserId, UserName }) =>
    defined({ arn: Arn, path: Path, userId: UserId, userName: UserName }),
  );
  return defined({ arn, groupId, groupName, id: groupId, path, users: members });
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/getrole/ */
export async function getRole(args: Bag, aws: Aws): Promise<Bag> {
  const name = text(args, "name");
  const { Role } = await found(`reading IAM Role (${name})`, aws.iam().send(new GetRoleCommand({ RoleName: name })));
  const { AssumeRolePolicyDocument, CreateDate, PermissionsBoundary, RoleLastUsed, ...role } = Role!;
  const { LastUsedDate, Region } = RoleLastUsed ?? {};
  return defined({
    arn: role.Arn,
    assumeRolePolicy: decodeURIComponent(AssumeRolePolicyDocument ?? ""),
    createDate: moment(CreateDate),
    description: role.Description ?? "",
    id: name,
    maxSessionDuration: role.MaxSessionDuration ?? 0,
    name,
    path: role.Path,
    permissionsBoundary: PermissionsBoundary?.PermissionsBoundaryArn ?? "",
    roleLastUseds: LastUsedDate ? [defined({ lastUsedDate: moment(LastUsedDate), region: Region })] : [],
    tags: tagsFrom(role.Tags),
    uniqueId: role.RoleId,
  });
}

const moment = (date: Date | undefined) => date?.toISOString().replace(/\.\d+Z$/, "Z");

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicy/ */
export async function getPolicy(args: Bag, aws: Aws): Promise<Bag> {
  const pathPrefix = optionalText(args, "pathPrefix");
  const arn = optionalText(args, "arn") ?? (await policyByName(optionalText(args, "name"), pathPrefix, aws));
  const { Policy } = await found(
    `reading IAM Policy (${arn})`,
    aws.iam().send(new GetPolicyCommand({ PolicyArn: arn })),
  );
  const { AttachmentCount, DefaultVersionId, Description, Path: path, PolicyId, PolicyName, Tags } = Policy!;
  const version = aws.iam().send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: DefaultVersionId }));
  const { PolicyVersion } = await found(`reading IAM Policy (${arn}) default version`, version);
  return defined({
    arn,
    attachmentCount: AttachmentCount ?? 0,
    description: Description ?? "",
    id: arn,
    name: PolicyName,
    path,
    pathPrefix,
    policy: decodeURIComponent(PolicyVersion?.Document ?? ""),
    policyId: PolicyId,
    tags: tagsFrom(Tags),
  });
}

async function policyByName(name: string | undefined, PathPrefix: string | undefined, aws: Aws): Promise<string> {
  const policies: Policy[] = [];
  const pages = async () => {
    for await (const { Policies = [] } of paginateListPolicies({ client: aws.iam() }, { PathPrefix }))
      policies.push(...Policies);
  };
  await worded("reading IAM Policy", pages());
  const matching = policies.filter(({ PolicyName }) => name === undefined || PolicyName === name);
  if (matching.length === 0) throw new Error("no matching IAM Policy found");
  const several = "multiple IAM Policies matched; use additional constraints to reduce matches to a single IAM Policy";
  if (matching.length > 1) throw new Error(several);
  return matching[0]!.Arn!;
}

/** The result of a call. If the thing does not exist, the error is in Terraform's words, not in IAM's. */
export async function found<Answer>(doing: string, call: Promise<Answer>): Promise<Answer> {
  const gone = new Error("couldn't find resource");
  return worded(
    doing,
    call.catch((error: unknown) => Promise.reject(isGone(error) ? gone : (error as Error))),
  );
}

export async function worded<Answer>(doing: string, call: Promise<Answer>): Promise<Answer> {
  return call.catch((error: unknown) =>
    Promise.reject(new Error(`${doing}: ${goText(error as Error)}`, { cause: error })),
  );
}

/** What the SDK for Go calls services that are no capital letters of IAM's name for them. */
const goNames: Readonly<Record<string, string>> = {
  "account-access": "AccountAccess",
  cloudformation: "CloudControl",
  identitystore: "identitystore",
  sso: "SSO Admin",
};

/**
 * An error of AWS as the SDK for Go writes it. That SDK has types for some errors of IAM and calls the others API
 * errors.
 */
export function goText(error: Error): string {
  if (!(error instanceof AwsCallError)) return error.message;
  const cause = error.cause as { $metadata?: { httpStatusCode?: number; requestId?: string } } | undefined;
  const { httpStatusCode, requestId } = cause?.$metadata ?? {};
  if (httpStatusCode === undefined) return error.message;
  const [service, operation] = error.operation.split(":");
  const answer = `https response error StatusCode: ${httpStatusCode}, RequestID: ${requestId ?? ""}`;
  const typed = ["NoSuchEntity", "ResourceNotFoundException"].includes(error.code) ? "" : "api error ";
  return `operation error ${goNames[service!] ?? service!.toUpperCase()}: ${operation}, ${answer}, ${typed}${error.code}: ${error.reason}`;
}
