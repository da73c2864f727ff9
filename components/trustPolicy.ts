import type { RoleSettings, TrustSettings } from "../settings/role";

/** The AWS partition that an ARN belongs to: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** One statement of an IAM policy, as this project writes them. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** The oldest MFA sign-in that a role accepts unless its settings say otherwise, in seconds. */
export const defaultMfaMaxAge = 3600;

/**
 * The trust policy of a role: who may assume it, and on which conditions.
 *
 * Each trusted account is named by its root and narrowed by conditions. A principal's own ARN beside the root would
 * narrow nothing, and one that is deleted or not yet known to IAM breaks the update of the whole document.
 */
export function trustPolicy(role: Pick<RoleSettings, "trusts" | "mfa" | "session" | "window">, partition: Partition): PolicyDocument {
  return { Version: "2012-10-17", Statement: role.trusts.map((trust) => trustStatement(role, trust, partition)) };
}

function trustStatement(role: Parameters<typeof trustPolicy>[0], trust: TrustSettings, partition: Partition): Statement {
  const { mfa, session, window } = role;
  const condition: Record<string, Record<string, string | string[]>> = {};
  const require = (operator: string, key: string, value: string | string[] | undefined) => {
    if (value !== undefined) (condition[operator] ??= {})[key] = value;
  };
  require("ArnLike", "aws:PrincipalArn", trust.principals?.map((principal) => principalArn(principal, trust.account, partition)));
  if (mfa.required) {
    // `Bool`, since `BoolIfExists` lets a long-lived key in that carries no MFA context at all.
    require("Bool", "aws:MultiFactorAuthPresent", "true");
    require("NumericLessThanEquals", "aws:MultiFactorAuthAge", String(mfa.maxAge ?? defaultMfaMaxAge));
  }
  require("DateGreaterThanEquals", "aws:CurrentTime", window?.from);
  require("DateLessThan", "aws:CurrentTime", window?.until);
  require("StringLike", "sts:RoleSessionName", session.namePattern);
  require("StringLike", "sts:SourceIdentity", session.sourceIdentity && "?*");
  // Without any tag in the request this holds too, so it says which tags may come, not which must.
  require("ForAllValues:StringEquals", "aws:TagKeys", session.tags);
  return {
    Sid: `Trust${trust.account}`,
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${trust.account}:root` },
    Action: assumeActions(role),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** What a trust has to allow: both sides must allow each of these that a call makes use of. */
function assumeActions({ session }: Pick<RoleSettings, "session">): string | string[] {
  const more = [...(session.sourceIdentity ? ["sts:SetSourceIdentity"] : []), ...(session.tags ? ["sts:TagSession"] : [])];
  return more.length > 0 ? ["sts:AssumeRole", ...more] : "sts:AssumeRole";
}

/**
 * The pattern of ARNs that a principal of the settings stands for.
 *
 * Roles of IAM Identity Center end in 16 hexadecimal digits, and their path has the region where that is not
 * us-east-1: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function principalArn(principal: string, account: string, partition: Partition): string {
  const permissionSet = /^sso\/(.*)$/.exec(principal)?.[1];
  const path = permissionSet ? `role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_${"?".repeat(16)}` : principal;
  return `arn:${partition}:iam::${account}:${path}`;
}
