import { consoleUrl } from "../documents/consoleUrl";
import type { PolicyDocument } from "../documents/policyDocument";
import { defaultMfaMaxAge, mfaOf, trustPolicy, type TrustingRole } from "../documents/trustPolicy";
import { parseArn } from "../policypack/iam";
import type { Partition } from "../settings/account";
import { roleName } from "../settings/arns";
import type { RoleUsing } from "../settings/role";
import { publishedVersion } from "./offeredRole";

/** What a trusting stack tells others about a role: everything that people and grants need, nothing secret. */
export interface PublishedRole {
  /** The form of all this: {@link publishedVersion}. */
  readonly version: number;
  readonly arn: string;
  /** The account that the role is in, 12 digits. */
  readonly accountId: string;
  /** The longest session, in seconds. */
  readonly maxSessionDuration: number;
  /**
   * Whether a session needs MFA, and how old the sign-in may be, in seconds. Where the trusted accounts differ, what the
   * strictest of them is asked for; `trustPolicy` has each.
   */
  readonly mfa: { readonly required: boolean; readonly maxAge?: number };
  readonly trustPolicy: PolicyDocument;
  /** Who answers for the access, why it is wanted, and until when that was decided. */
  readonly review: { readonly owner: string; readonly reason: string; readonly by: string };
  /** The page that switches to the role in the AWS console; absent where the console cannot, see {@link consoleUrl}. */
  readonly consoleUrl?: string;
  /** A block for `~/.aws/config`; what stands in angle brackets is for the reader to fill in. */
  readonly profile: string;
}

/** What of a role is published. */
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

/** The pure part of what is published: all of it, once the role exists under this ARN. */
export function publishedRole(key: string, role: Published, arn: string, { id, partition }: { readonly id: string; readonly partition: Partition }): PublishedRole {
  const ages = role.trusts.map((trust) => mfaOf(role, trust)).flatMap(({ required, maxAge }) => (required ? [maxAge ?? defaultMfaMaxAge] : []));
  const link = consoleUrl({ path: role.path, name: roleName(key, role), account: id, partition });
  return {
    version: publishedVersion,
    arn,
    accountId: id,
    maxSessionDuration: role.session.maxDuration,
    mfa: ages.length > 0 ? { required: true, maxAge: Math.min(...ages) } : { required: false },
    trustPolicy: trustPolicy(role, partition),
    review: role.review,
    ...(link !== undefined && { consoleUrl: link }),
    profile: profile(key, role, arn, ages.length > 0),
  };
}

/** See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html */
function profile(key: string, role: Published, arn: string, mfa: boolean): string {
  const accounts = [...new Set(role.trusts.map(({ account }) => account))];
  const [account] = accounts.length === 1 ? accounts : ["<your account>"];
  const { partition } = parseArn(arn)!;
  return [
    `[profile ${key}]`,
    `role_arn = ${arn}`,
    "source_profile = <your profile>",
    ...(mfa ? [`mfa_serial = arn:${partition}:iam::${account}:mfa/<your device>`] : []),
    `duration_seconds = ${role.session.maxDuration}`,
    "",
  ].join("\n");
}
