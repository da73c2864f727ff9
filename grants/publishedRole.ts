import { clientProfile } from "../documents/clientProfile";
import { consoleCanAssume, consoleUrl } from "../documents/consoleUrl";
import type { PolicyDocument } from "../documents/policyDocument";
import { defaultMfaMaxAge } from "../documents/mfaMaxAge";
import { mfaOf, trustPolicy, type TrustingRole } from "../documents/trustPolicy";
import type { Account } from "../settings/account";
import { roleName } from "../settings/arns";
import type { RoleUsing } from "../settings/role";
import { publishedVersion } from "./offeredRole";

/** What a trusting stack publishes about a role: everything that people and grants need, and nothing secret. */
export interface PublishedRole {
  /** The version of this form: `publishedVersion`. */
  readonly version: number;
  readonly arn: string;
  /** The account that the role is in, 12 digits. */
  readonly accountId: string;
  /** The longest session, in seconds. */
  readonly maxSessionDuration: number;
  /**
   * Whether a session needs MFA, and how old the sign-in may be, in seconds. When the role asks different things of the
   * trusted accounts, this is the strictest; `trustPolicy` has each.
   */
  readonly mfa: { readonly required: boolean; readonly maxAge?: number };
  readonly trustPolicy: PolicyDocument;
  /** Who answers for the access, why it is wanted, and when somebody has to decide again (ISO 8601). */
  readonly review: { readonly owner: string; readonly reason: string; readonly by: string };
  /**
   * The page that switches to the role in the AWS console; absent when the console cannot: see `consoleUrl` and
   * `consoleCanAssume`.
   */
  readonly consoleUrl?: string;
  /** A block for `~/.aws/config`. The reader has to replace what is in angle brackets. */
  readonly profile: string;
}

/** The settings of a role that are published, and why the others are not. */
type Published = RoleUsing<
  keyof TrustingRole | "review" | "name" | "namePrefix" | "path",
  {
    description: "for the account's own console";
    tags: "for the account's own";
    policies: "what a session may do is the account's to know";
    boundary: "a limit of that";
    revokeSessionsBefore: "about sessions that are over";
  }
>;

/**
 * Makes what is published about a role. Pure.
 *
 * @internal
 */
export function publishedRole(
  key: string,
  role: Published,
  arn: string,
  { id, partition, region }: Account,
): PublishedRole {
  const ages = role.trusts
    .map((trust) => mfaOf(role, trust))
    .flatMap(({ required, maxAge }) => (required ? [maxAge ?? defaultMfaMaxAge] : []));
  const link = consoleCanAssume(role)
    ? consoleUrl({ path: role.path, name: roleName(key, role), account: id, partition })
    : undefined;
  return {
    version: publishedVersion,
    arn,
    accountId: id,
    maxSessionDuration: role.session.maxDuration,
    mfa: ages.length > 0 ? { required: true, maxAge: Math.min(...ages) } : { required: false },
    trustPolicy: trustPolicy(role, partition),
    review: role.review,
    ...(link !== undefined && { consoleUrl: link }),
    profile: clientProfile({ key, arn, partition, region, role }),
  };
}
