import { consoleUrl } from "../documents/consoleUrl";
import type { PolicyDocument } from "../documents/policyDocument";
import { defaultMfaMaxAge, mfaOf, trustPolicy, type TrustingRole } from "../documents/trustPolicy";
import { parseArn } from "../policypack/iam";
import type { Partition } from "../settings/partitions";
import { roleName } from "../settings/arns";
import type { RoleUsing } from "../settings/role";
import { publishedVersion } from "./offeredRole";

/** What a trusting stack publishes about a role: everything that people and grants need, and nothing secret. */
export interface PublishedRole {
  /** The version of this form: {@link publishedVersion}. */
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
  /** The page that switches to the role in the AWS console; absent when the console cannot: see {@link consoleUrl}. */
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

/** Makes what is published about a role. Pure. */
export function publishedRole(
  key: string,
  role: Published,
  arn: string,
  { id, partition }: { readonly id: string; readonly partition: Partition },
): PublishedRole {
  const ages = role.trusts
    .map((trust) => mfaOf(role, trust))
    .flatMap(({ required, maxAge }) => (required ? [maxAge ?? defaultMfaMaxAge] : []));
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
