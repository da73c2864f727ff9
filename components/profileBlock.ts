import type { RoleSettings } from "../settings/role";
import { admitsRolesAlone, chainedLimit } from "./chaining";
import { mfaOf } from "./trustPolicy";

/**
 * A block for `~/.aws/config` that the AWS CLI and SDKs assume a role by; what stands in angle brackets is for the
 * reader to fill in. It asks for what the role gives, and names the session as the role wants it.
 *
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function profileBlock(key: string, role: RoleSettings, arn: string): string {
  const accounts = [...new Set(role.trusts.map(({ account }) => account))];
  const [account] = accounts.length === 1 ? accounts : ["<your account>"];
  const [, partition] = arn.split(":");
  const { maxDuration, namePattern } = role.session;
  const mfa = role.trusts.some((trust) => mfaOf(role, trust).required);
  return [
    ...asked(key, role),
    `[profile ${key}]`,
    `role_arn = ${arn}`,
    "source_profile = <your profile>",
    ...(mfa ? [`mfa_serial = arn:${partition}:iam::${account}:mfa/<your device>`] : []),
    ...(namePattern !== undefined ? [`role_session_name = ${named(namePattern)}`] : []),
    `duration_seconds = ${admitsRolesAlone(role) ? Math.min(maxDuration, chainedLimit) : maxDuration}`,
    "",
  ].join("\n");
}

/** What a call needs that no key of the file says: without it the block is of use to nobody. */
function asked(key: string, { session: { sourceIdentity, tags } }: RoleSettings): string[] {
  const required = Object.keys(tags?.required ?? {});
  const things = [...(sourceIdentity !== undefined ? ["a source identity"] : []), ...required.map((tag) => `the session tag ${tag}`)];
  return things.length > 0 ? [`# The role asks for ${things.join(" and ")}, which the AWS CLI cannot send: use cross-account assume ${key}.`] : [];
}

function named(pattern: string): string {
  const name = pattern.replaceAll("${aws:username}", "<your user name>");
  return /[*?]/.test(pattern) ? `<a name like ${name.replaceAll(/[<>]/g, "")}>` : name;
}
