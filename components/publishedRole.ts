import { z } from "zod";
import { AccessError } from "./accessError";
import { pathText } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import { defaultMfaMaxAge, trustPolicy, type Partition, type PolicyDocument } from "./trustPolicy";

/** What a trusting stack tells others about a role: everything that people and grants need, nothing secret. */
export interface PublishedRole {
  readonly arn: string;
  /** The account that the role is in, 12 digits. */
  readonly accountId: string;
  /** The longest session, in seconds. */
  readonly maxSessionDuration: number;
  /** Whether a session needs MFA, and how old the sign-in may be, in seconds. */
  readonly mfa: { readonly required: boolean; readonly maxAge?: number };
  readonly trustPolicy: PolicyDocument;
  /** Who answers for the access, why it is wanted, and until when that was decided. */
  readonly review: { readonly owner: string; readonly reason: string; readonly by: string };
  /** The page that switches to the role in the AWS console. */
  readonly consoleUrl: string;
  /** A block for `~/.aws/config`; what stands in angle brackets is for the reader to fill in. */
  readonly profile: string;
}

/** The pure part of what is published: all of it, once the role exists under this ARN. */
export function publishedRole(name: string, role: RoleSettings, arn: string, accountId: string, partition: Partition): PublishedRole {
  const maxSessionDuration = role.session.maxDuration;
  return {
    arn,
    accountId,
    maxSessionDuration,
    mfa: role.mfa.required ? { required: true, maxAge: role.mfa.maxAge ?? defaultMfaMaxAge } : { required: false },
    trustPolicy: trustPolicy(role, partition),
    review: role.review,
    consoleUrl: consoleUrl(name, accountId, partition),
    profile: profile(name, role, arn),
  };
}

/** Where the console switches roles: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
function consoleUrl(name: string, accountId: string, partition: Partition): string {
  const host = { aws: "signin.aws.amazon.com", "aws-cn": "signin.amazonaws.cn", "aws-us-gov": "signin.amazonaws-us-gov.com" }[partition];
  const query = new URLSearchParams({ account: accountId, roleName: name, displayName: name });
  return `https://${host}/switchrole?${query.toString()}`;
}

/** See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html */
function profile(name: string, role: RoleSettings, arn: string): string {
  const [trust, ...others] = role.trusts;
  const account = trust && others.length === 0 ? trust.account : "<your account>";
  const [, partition] = arn.split(":");
  return [
    `[profile ${name}]`,
    `role_arn = ${arn}`,
    "source_profile = <your profile>",
    ...(role.mfa.required ? [`mfa_serial = arn:${partition}:iam::${account}:mfa/<your device>`] : []),
    `duration_seconds = ${role.session.maxDuration}`,
    "",
  ].join("\n");
}

const text = z.string({ error: "text" });
const oneOrMore = z.union([z.string(), z.array(z.string())], { error: "text or a list of texts" });
const published = z.record(
  z.string(),
  z.looseObject({
    arn: text.regex(/^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/\S+$/, { error: "the ARN of a role" }),
    accountId: text,
    maxSessionDuration: z.number({ error: "seconds" }),
    trustPolicy: z.looseObject({ Statement: z.array(z.looseObject({ Action: oneOrMore }), { error: "a list of statements" }) }, { error: "a policy document" }),
  }),
  { error: "the roles by their names" },
);

/**
 * Checks the form of what another stack published under `roles`.
 *
 * @param stack the stack's full name, for the errors
 * @throws AccessError when the stack has published nothing yet, or something else than roles
 */
export function readPublishedRoles(stack: string, output: unknown): Readonly<Record<string, PublishedRole>> {
  if (output === undefined) {
    throw new AccessError(
      `The stack ${stack} has no output \`roles\`: it was not deployed yet, or is of another program. Deploy it first (pulumi up --stack ${stack}), then this one.`,
    );
  }
  const read = published.safeParse(output);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `  roles.${pathText(issue.path)}: expected ${issue.message}`);
    throw new AccessError([`The stack ${stack} has an output \`roles\` of another form; deploy it again with this version of the program:`, ...problems].join("\n"));
  }
  // The schema checks what grants rely on; the rest is as the same program wrote it.
  return read.data as unknown as Readonly<Record<string, PublishedRole>>;
}
