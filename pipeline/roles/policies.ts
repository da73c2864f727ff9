/**
 * What the pipeline's roles may do, in one place. tests/sandbox/pipeline/roles.test.ts runs the jobs under exactly these
 * policies, and each of them without one action after the other. Pure.
 */
import { audience } from "../credentials";
import { roleName, rolePath, type Purpose } from "../names";
import type { PipelineSettings } from "./settings";

/** A statement of a policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A policy document. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const boundaryName = "cross-account-boundary";

type Own = Pick<PipelineSettings, "account" | "deploys" | "states" | "boundary">;

/** The ARN of the policy that limits every role that the pipeline deploys. */
export function boundaryArn({ account: { id, partition }, boundary }: Pick<Own, "account" | "boundary">): string {
  return boundary ?? `arn:${partition}:iam::${id}:policy${rolePath}${boundaryName}`;
}

/** The name of that policy, where this program makes it. */
export { boundaryName };

/** Who may assume a role of the pipeline. */
export function trustOf(purpose: Purpose, provider: string, { issuer, subjects }: PipelineSettings): object {
  const sub = { [`${issuer}:sub`]: subjects[purpose] };
  const pattern = subjects[purpose].endsWith("*");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${issuer}:aud`]: audience, ...(!pattern && sub) },
          ...(pattern && { StringLike: sub }),
        },
      },
    ],
  };
}

/** What a role of the pipeline may do. */
export function policyOf(purpose: Purpose, settings: Own): Policy {
  const statements = { preview: previewing, deploy: deploying, review: reviewing }[purpose](settings);
  return { Version: "2012-10-17", Statement: [...statements, ...states(purpose, settings)] };
}

/** Whether what the settings name exists. A preview asks nothing else of AWS. */
function previewing({ account: { id, partition } }: Own): Statement[] {
  const of = (kind: string) => `arn:${partition}:iam::${id}:${kind}/*`;
  return [
    {
      Sid: "AskWhatExists",
      Effect: "Allow",
      Action: ["iam:GetGroup", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetUser"],
      Resource: [of("group"), of("policy"), of("role"), of("user"), `arn:${partition}:iam::aws:policy/*`],
    },
  ];
}

/** What `cross-account review` reads: docs/review.md says what for. */
function reviewing(): Statement[] {
  return [
    {
      Sid: "ReviewAccess",
      Effect: "Allow",
      Action: [
        "account-access:ListApplications",
        "account-access:ListEntitlements",
        "cloudtrail:LookupEvents",
        "iam:GenerateCredentialReport",
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetCredentialReport",
        "iam:GetServiceLastAccessedDetails",
        "iam:ListRoles",
        "identitystore:DescribeGroup",
        "identitystore:DescribeUser",
        "identitystore:ListGroupMemberships",
        "identitystore:ListUsers",
        "sso:DescribePermissionSet",
        "sso:ListAccountAssignments",
        "sso:ListInstances",
        "sso:ListPermissionSets",
        "sso:ListPermissionSetsProvisionedToAccount",
      ],
      Resource: ["*"],
    },
  ];
}

function deploying(settings: Own): Statement[] {
  const { account, deploys } = settings;
  const root = `arn:${account.partition}:iam::${account.id}`;
  const within = (kind: string) => `${root}:${kind}${deploys.path}*`;
  // A group or user of that name may have any path.
  const named = (kind: string, names: readonly string[]) =>
    names.flatMap((name) => [`${root}:${kind}/${name}`, `${root}:${kind}/*/${name}`]);
  const allow = (
    Sid: string,
    Action: readonly string[],
    Resource: readonly string[],
    Condition?: Statement["Condition"],
  ) =>
    Resource.length === 0 ? [] : [{ Sid, Effect: "Allow" as const, Action, Resource, ...(Condition && { Condition }) }];
  const limited = { StringEquals: { "iam:PermissionsBoundary": boundaryArn(settings) } };
  return [
    ...previewing(settings),
    ...allow(
      "RolesWithinTheBoundary",
      [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      [within("role")],
      limited,
    ),
    // IAM does not ask for the boundary here.
    ...allow(
      "Roles",
      [
        "iam:DeleteRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      [within("role")],
    ),
    ...allow(
      "Policies",
      [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:ListPolicyVersions",
        "iam:TagPolicy",
        "iam:UntagPolicy",
      ],
      [within("policy")],
    ),
    ...allow(
      "Groups",
      ["iam:AddUserToGroup", "iam:CreateGroup", "iam:DeleteGroup", "iam:RemoveUserFromGroup", "iam:UpdateGroup"],
      [within("group")],
    ),
    ...allow("Members", ["iam:ListGroupsForUser"], [`${root}:user/*`]),
    ...allow(
      "GrantsToGroups",
      ["iam:DeleteGroupPolicy", "iam:GetGroupPolicy", "iam:PutGroupPolicy"],
      [within("group"), ...named("group", deploys.groups)],
    ),
    ...allow(
      "GrantsToUsers",
      ["iam:DeleteUserPolicy", "iam:GetUserPolicy", "iam:PutUserPolicy"],
      named("user", deploys.users),
    ),
    ...allow(
      "GrantsToRoles",
      ["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:PutRolePolicy"],
      named("role", deploys.roles),
    ),
    {
      Sid: "NeverThePipelineItself",
      Effect: "Deny",
      NotAction: ["iam:Get*", "iam:List*"],
      Resource: [
        `${root}:role${rolePath}*`,
        `${root}:policy${rolePath}*`,
        `${root}:oidc-provider/*`,
        boundaryArn(settings),
      ],
    },
    { Sid: "NeverAnotherRole", Effect: "Deny", Action: ["iam:PassRole", "sts:AssumeRole"], Resource: ["*"] },
  ];
}

/** The states of the stacks, in the account of their bucket. Only a deployment writes them. */
function states(purpose: Purpose, { account: { id, partition }, states: place }: Own): Statement[] {
  if (place?.account !== id) return [];
  const bucket = `arn:${partition}:s3:::${place.bucket}`;
  const write = purpose === "deploy" ? ["s3:DeleteObject", "s3:PutObject"] : [];
  return [
    { Sid: "ListStates", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
    {
      Sid: purpose === "deploy" ? "KeepStates" : "ReadStates",
      Effect: "Allow",
      Action: ["s3:GetObject", ...write].sort(),
      Resource: [`${bucket}/${place.prefix}.pulumi/*`],
    },
  ];
}

/**
 * What roles that the pipeline deploys may do at most: everything but IAM, the organization, the account, the states, and
 * roles outside the path of the deployed ones. So nobody becomes an administrator through the pipeline. It is the same in each
 * account with the same settings, so that one declaration tells the policy pack what it says.
 */
export function boundaryPolicy({ account: { partition }, deploys, states: place }: Own): Policy {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EverythingElse",
        Effect: "Allow",
        NotAction: ["account:*", "iam:*", "organizations:*", "sso:*", "sts:*"],
        Resource: ["*"],
      },
      { Sid: "ReadIdentities", Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: ["*"] },
      {
        Sid: "DeployedRoles",
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        Resource: [`arn:${partition}:iam::*:role${deploys.path}*`],
      },
      { Sid: "WhoAmI", Effect: "Allow", Action: ["sts:GetCallerIdentity"], Resource: ["*"] },
      {
        Sid: "NeverThePipeline",
        Effect: "Deny",
        Action: ["*"],
        Resource: [
          `arn:${partition}:iam::*:role${rolePath}*`,
          ...(place === undefined
            ? []
            : [`arn:${partition}:s3:::${place.bucket}`, `arn:${partition}:s3:::${place.bucket}/*`]),
        ],
      },
    ],
  };
}

/** What the role is for, in IAM. */
export function descriptionOf(purpose: Purpose): string {
  const words = { preview: "Previews", deploy: "Deploys", review: "Reviews" };
  return `${words[purpose]} cross-account access, in a pipeline (${roleName(purpose)})`;
}
