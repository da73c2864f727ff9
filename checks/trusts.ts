import { mfaOf, trustPolicy } from "../documents/trustPolicy";
import type { Account } from "../settings/account";
import type { RoleSettings } from "../settings/role";
import type { MfaSettings, TrustSettings } from "../settings/trust";
import { durationText } from "../settings/values";
import { moments } from "./dates";
import type { Report } from "./report";

/** Characters of a trust policy that IAM accepts unless the account's quota was raised. */
const trustPolicyLimit = 2_048;

/**
 * Whom a role trusts and on which conditions: values that contradict each other, that nobody could meet, or that
 * would not count. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html for the limit.
 */
export function checkTrusts(role: RoleSettings, account: Account, now: Date | undefined, report: Report): void {
  checkMfa(role.mfa, ["mfa"], report);
  checkConditions(role, [], now, report);
  role.trusts.forEach((trust, at) => checkTrust(role, trust, at, account, now, report));
  for (const key of ["mfa", "organization", "network", "window", "principalTags"] as const) {
    const said = key === "mfa" ? !role.mfa.required || role.mfa.maxAge !== undefined : role[key] !== undefined;
    if (said && role.trusts.every((trust) => trust[key] !== undefined)) {
      report([key], `found, but every entry of trusts has its own ${key}, so that this one never counts; expected one or the other`);
    }
  }
  checkSession(role, report);
  const length = JSON.stringify(trustPolicy(role, account.partition)).length;
  if (length > trustPolicyLimit) {
    report(["trusts"], `found settings that make a trust policy of ${length} characters, expected at most ${trustPolicyLimit}: merge principals into patterns or paths, or offer two roles`);
  }
}

function checkTrust(role: RoleSettings, trust: TrustSettings, at: number, account: Account, now: Date | undefined, report: Report): void {
  const base = ["trusts", at];
  if (trust.account === account.id) report([...base, "account"], `found "${trust.account}", which is this account itself, expected another account`);
  const same = role.trusts.filter((other) => other.account === trust.account);
  if (same[0] !== trust && same.some(({ principals }) => !principals)) {
    report([...base, "account"], `found "${trust.account}" a second time, expected each account once, or principals in every entry of it: an entry without admits all of the account`);
  }
  if (trust.mfa) checkMfa(trust.mfa, [...base, "mfa"], report);
  checkConditions(trust, base, now, report);
  const named = [role.session.namePattern, typeof role.session.sourceIdentity === "object" ? role.session.sourceIdentity.matching : undefined];
  trust.principals?.forEach((principal, index) => {
    const path = [...base, "principals", index];
    if (role.trusts.slice(0, at).some((other) => other.account === trust.account && other.principals?.includes(principal))) {
      report(path, `found "${principal}" of ${trust.account} a second time, expected each principal in one entry: the conditions of both would be alternatives`);
    }
    if (principal.startsWith("user/")) return;
    if (mfaOf(role, trust).required) {
      report(
        path,
        `found "${principal}", but the session of a role (IAM Identity Center included) never carries MFA, so it could not get in; expected a user, or an entry of its own for it with mfa: { required: false, reason: … }`,
      );
    }
    if (named.some((pattern) => pattern?.includes("${aws:username}"))) {
      report(path, `found "${principal}", but the session of a role has no user name, which \${aws:username} under session asks for, so it could not get in; expected a user, or another pattern`);
    }
  });
}

function checkMfa({ required, maxAge, reason }: MfaSettings, path: readonly PropertyKey[], report: Report): void {
  if (!required && !reason) report([...path, "reason"], "missing, expected why this role can do without MFA");
  if (required && reason) report([...path, "reason"], `found ${JSON.stringify(reason)} where MFA is required, expected required: false, or no reason`);
  if (!required && maxAge !== undefined) report([...path, "maxAge"], `found ${durationText(maxAge)} beside required: false, expected one or the other`);
}

function checkConditions({ window, network, organization, principalTags }: Pick<TrustSettings, "window" | "network" | "organization" | "principalTags">, base: readonly PropertyKey[], now: Date | undefined, report: Report): void {
  if (window) moments(window, [...base, "window"], now, report);
  if (network && !network.sourceIps && !network.vpcEndpoints) report([...base, "network"], "found neither, expected sourceIps, vpcEndpoints or both");
  if (principalTags && Object.keys(principalTags).length === 0) report([...base, "principalTags"], "found no tag, expected at least one; leave the key out for none");
  twins(Object.keys(principalTags ?? {})).forEach((key) => report([...base, "principalTags", key], twinText(key)));
  organization?.paths?.forEach((path, at) => {
    if (!path.startsWith(`${organization.id}/`)) report([...base, "organization", "paths", at], `found "${path}", which is not in ${organization.id}, expected a path that begins with the organization's id`);
  });
}

function checkSession({ session: { tags } }: RoleSettings, report: Report): void {
  if (!tags) return;
  twins(tags.allowed).forEach((key) => report(["session", "tags"], twinText(key)));
  if (tags.allowed.length === 0) report(["session", "tags"], "found no tag, expected at least one under allowed or required; leave the key out for none");
  if (tags.allowed.length > 50) report(["session", "tags"], `found ${tags.allowed.length} tags, expected at most 50, which is what a session can carry`);
  tags.transitive.forEach((key, at) => {
    if (!tags.allowed.includes(key)) report(["session", "tags", "transitive", at], `found "${key}", which is neither allowed nor required, expected one of ${tags.allowed.join(", ")}`);
  });
}

/** Keys that were there before in other letters: two conditions on one tag to IAM, which nobody could meet. */
function twins(keys: readonly string[]): string[] {
  return keys.filter((key, at) => keys.slice(0, at).some((other) => other.toLowerCase() === key.toLowerCase()));
}

function twinText(key: string): string {
  return `found "${key}" a second time in other letters, expected keys that differ in more than their case, since IAM holds these to be the same`;
}
