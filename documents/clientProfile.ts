/** The block for `~/.aws/config` that lets AWS's tools use a role. */
import type { SessionSettings } from "../settings/session";
import { accountTrusts } from "../settings/trust";
import { mfaOf, type TrustingRole } from "./trustPolicy";

/** The role that a block is for. */
export interface ProfiledRole {
  /** The profile's name. */
  readonly key: string;
  readonly arn: string;
  readonly partition: string;
  /** The region of the account that has the role. */
  readonly region: string;
  readonly role: TrustingRole;
}

/** The longest session, in seconds, that the session of another role can get: role chaining. */
const chainedMaximum = 3600;

/**
 * Makes the block. The reader has to replace what is in angle brackets.
 *
 * AWS's tools assume a role by themselves, and keep the session, but they pass neither a source identity nor tags. For a
 * role that requires one of them, the block names this project's command instead.
 *
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function clientProfile({ key, arn, partition, region, role }: ProfiledRole): string {
  if (accountTrusts(role).length === 0)
    return [`[profile ${key}]`, ...portal(arn), `region = ${region}`, ""].join("\n");
  const { sourceIdentity, tags } = role.session;
  const byCommand = sourceIdentity !== undefined || Object.keys(tags?.required ?? {}).length > 0;
  const settings = byCommand ? commandSettings(arn, role) : ownSettings(arn, partition, role);
  return [`[profile ${key}]`, ...settings, `region = ${region}`, ""].join("\n");
}

/** People of IAM Identity Center do not assume a role: AWS's portal gives them its credentials. */
function portal(arn: string): string[] {
  return [
    `# ${arn} is for people of IAM Identity Center alone.`,
    "# They find it in the portal of account access manager.",
  ];
}

function ownSettings(arn: string, partition: string, role: TrustingRole): string[] {
  const accounts = [...new Set(accountTrusts(role).map(({ account }) => account))];
  const [account] = accounts.length === 1 ? accounts : ["<your account>"];
  const mfa = accountTrusts(role).some((trust) => mfaOf(role, trust).required);
  const { namePattern } = role.session;
  return [
    `role_arn = ${arn}`,
    "source_profile = <your profile>",
    ...(mfa ? [`mfa_serial = arn:${partition}:iam::${account}:mfa/<your device>`] : []),
    ...(namePattern === undefined ? [] : [`role_session_name = ${nameLike(namePattern)}`]),
    `duration_seconds = ${longest(role)}`,
  ];
}

function commandSettings(arn: string, role: TrustingRole): string[] {
  const { namePattern, sourceIdentity, tags } = role.session;
  const words = [
    "cross-account assume",
    arn,
    "--format process --source-profile",
    quoted("<your profile>"),
    ...(longest(role) === chainedMaximum ? [] : [`--duration ${longest(role)}`]),
    ...(namePattern === undefined ? [] : ["--session-name", quoted(nameLike(namePattern))]),
    ...(sourceIdentity === undefined ? [] : ["--source-identity", quoted(nameLike(patternOf(sourceIdentity)))]),
    ...Object.entries(tags?.required ?? {}).flatMap(([tag, values]) => ["--tag", quoted(`${tag}=${valueOf(values)}`)]),
  ];
  return [
    "# The AWS tools cannot pass what this role requires; cross-account can. Its full path works everywhere:",
    `# cross-account assume ${arn} --format profile`,
    `credential_process = ${words.join(" ")}`,
  ];
}

/** The longest session that each caller who is trusted can get, in seconds. */
function longest(role: TrustingRole): number {
  const chained = accountTrusts(role).some((trust) =>
    trust.principals === undefined
      ? // A session of a role never carries MFA.
        !mfaOf(role, trust).required
      : trust.principals.some((principal) => !principal.startsWith("user/")),
  );
  return chained ? Math.min(role.session.maxDuration, chainedMaximum) : role.session.maxDuration;
}

function patternOf(sourceIdentity: NonNullable<SessionSettings["sourceIdentity"]>): string {
  return sourceIdentity === "required" ? "${aws:username}" : sourceIdentity.matching;
}

/** A name that matches a pattern: the pattern itself, when it has no wildcards. */
function nameLike(pattern: string): string {
  const named = pattern.replaceAll("${aws:username}", "<your user name>");
  return /[*?]/.test(pattern) ? `<a name like ${named.replace(/[<>]/g, "")}>` : named;
}

function valueOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : values.length === 0 ? "<value>" : `<${values.join(" or ")}>`;
}

/** Tag values and names have no character that is special between double quotes. */
function quoted(word: string): string {
  return /^[\w+/=.,:@%-]+$/.test(word) ? word : `"${word}"`;
}
