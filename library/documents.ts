/** The documents, made from settings in their written form. No engine and no account is asked. */
import { z } from "zod";
import { readRole, refuse } from "../checks/readWritten";
import { plainProblems } from "../checks/plainValues";
import * as documents from "../documents/grantPolicy";
import { inlinePolicies } from "../documents/inlinePolicies";
import type { PolicyDocument } from "../documents/policyDocument";
import * as revocation from "../documents/revocation";
import { trustPolicy } from "../documents/trustPolicy";
import { publishedRole, type PublishedRole } from "../grants/publishedRole";
import { grantableActions } from "../grants/trustedActions";
import { roleArn } from "../settings/arns";
import { roleArnForm } from "../settings/values";
import { problemsOf } from "../settings/problems";
import { duration, instant, keys, list, text } from "../settings/values";
import type { WrittenAccount, WrittenRole } from "../settings/written";

/** What becomes of a role's settings. */
export interface RoleDocuments {
  readonly arn: string;
  /** Who may assume the role, and on which conditions. */
  readonly trustPolicy: PolicyDocument;
  /** The inline policies by their names: those that are written, those of presets, and the revocation. */
  readonly inlinePolicies: Readonly<Record<string, object>>;
  /** What a stack publishes about the role. */
  readonly published: PublishedRole;
}

/**
 * The documents of a role.
 *
 * @param key the role's key: its name in IAM, unless its settings say another
 * @param account the trusting account
 * @param now the moment with which dates are compared; unless given, none is refused for being past
 * @throws AccessError that lists every problem of the settings
 */
export function roleDocuments(key: string, written: WrittenRole, account: WrittenAccount, now?: Date): RoleDocuments {
  const { role, account: at } = readRole(key, written, account, {}, now);
  const arn = roleArn(key, role, at);
  return {
    arn,
    trustPolicy: trustPolicy(role, at.partition),
    inlinePolicies: inlinePolicies(role, at),
    published: publishedRole(key, role, arn, at),
  };
}

/** A role that a grantee may assume. */
export interface GrantedRole {
  /** The ARN of one role, without wildcards. */
  readonly arn: string;
  /** What the role's trust allows beside `sts:AssumeRole`. */
  readonly actions?: readonly ("sts:AssumeRole" | "sts:SetSourceIdentity" | "sts:TagSession")[];
  /** Requires MFA on this side too. `maxAge` is how old the sign-in may be, from 15m to 36h; 1h unless given. */
  readonly mfa?: { readonly maxAge?: string };
}

const grantedRole = keys({
  arn: text(roleArnForm, "the ARN of one role, without wildcards"),
  actions: list(z.enum(grantableActions, { error: `one of ${grantableActions.join(", ")}` }), "actions of STS").default(
    [],
  ),
  mfa: keys({ maxAge: duration(15 * 60, 36 * 3600).default(3600) }).optional(),
});
const grantedRoles = list(grantedRole, "roles").min(1, { error: "at least one role" });

/**
 * The policy of a grantee, for an {@link AssumeRoleGrant}: exactly these roles.
 *
 * @throws AccessError that lists every problem
 */
export function grantPolicy(roles: readonly GrantedRole[]): PolicyDocument {
  const unclear = plainProblems(roles, ["roles"]);
  if (unclear.length > 0) refuse(unclear);
  const read = grantedRoles.safeParse(roles);
  if (!read.success) return refuse(problemsOf(read.error, ["roles"], roles));
  return documents.grantPolicy(read.data.map(({ arn, actions, mfa }) => ({ arn, actions, mfaMaxAge: mfa?.maxAge })));
}

/**
 * A policy that denies everything to sessions that were issued before a moment.
 *
 * @param before a day or a moment in UTC, as in `2027-05-01T10:00:00Z`
 * @throws AccessError when it is none
 */
export function revocationPolicy(before: string): PolicyDocument {
  const read = instant.safeParse(before);
  if (!read.success) return refuse(problemsOf(read.error, ["before"], before));
  return revocation.revocationPolicy(read.data);
}
