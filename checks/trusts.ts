import { mfaOf, trustPolicy } from "../documents/trustPolicy";
import { characterText, hasStrangeCharacter } from "../policypack/iam";
import type { RoleSettings } from "../settings/role";
import type { SessionSettings } from "../settings/session";
import { accountTrusts, isOfPeople, type AccountTrust } from "../settings/trust";
import { moments } from "./dates";
import { checkMfa } from "./mfa";
import { checkPeople } from "./people";
import { placeholders } from "./placeholders";
import { formAlone, type Known, type Report, type RoleCheck } from "./report";

/** A setting that a role has for all of its trusts, and that each trust may replace by its own. */
type OwnSetting = keyof AccountTrust & keyof RoleSettings;

/** Checks one such setting at its path. `now` is undefined when past dates are no problem. */
type OwnCheck<Setting extends OwnSetting> = (
  value: NonNullable<AccountTrust[Setting]>,
  path: readonly PropertyKey[],
  now: Date | undefined,
  report: Report,
) => void;

/** The check of each such setting, of a role or of a trust. */
const ownChecks: { readonly [Setting in OwnSetting]: OwnCheck<Setting> } = {
  mfa: checkMfa,
  window: moments,
  network: checkNetwork,
  principalTags: checkPrincipalTags,
  organization: checkOrganization,
};

/** Checks such a setting of the role itself. */
function ofRole<Setting extends OwnSetting>(setting: Setting): RoleCheck {
  return (role, { now }, report) => {
    const value = role[setting] as AccountTrust[Setting];
    if (value !== undefined) ownChecks[setting](value, [setting], now, report);
  };
}

/** Checks one trust of a role; `at` is its index in the list. */
type TrustCheck = (trust: AccountTrust, at: number, role: RoleSettings, known: Known, report: Report) => void;

/** Checks such a setting of one trust. */
function ofTrust<Setting extends OwnSetting>(setting: Setting): TrustCheck {
  return (trust, at, _, { now }, report) => {
    const value = trust[setting];
    if (value !== undefined) ownChecks[setting](value, ["trusts", at, setting], now, report);
  };
}

function forEach<Check>(make: (setting: OwnSetting) => Check): Readonly<Record<OwnSetting, Check>> {
  const settings = Object.keys(ownChecks) as OwnSetting[];
  return Object.fromEntries(settings.map((setting) => [setting, make(setting)])) as Record<OwnSetting, Check>;
}

/** The check of each setting of a trust, in the order in which problems are reported. */
const trustChecks: Readonly<Record<keyof AccountTrust, TrustCheck>> = {
  account: checkAccount,
  ...forEach(ofTrust),
  principals: checkPrincipals,
};

/** The checks of the settings that a role has for all of its trusts. */
export const conditionChecks: Readonly<Record<OwnSetting, RoleCheck>> = forEach(ofRole);

/**
 * Checks whom a role trusts and on which conditions. Reports values that contradict each other, that nobody could meet,
 * or that would have no effect, and a trust policy that is too long:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function checkTrusts(role: RoleSettings, known: Known, report: Report): void {
  role.trusts.forEach((trust, at) => {
    if (isOfPeople(trust)) checkPeople(trust, at, role, known, report);
    else Object.values(trustChecks).forEach((check) => check(trust, at, role, known, report));
  });
  for (const key of Object.keys(ownChecks) as OwnSetting[]) {
    const said = key === "mfa" ? !role.mfa.required || role.mfa.maxAge !== undefined : role[key] !== undefined;
    if (said && role.trusts.every((trust) => key in trust && trust[key as keyof typeof trust] !== undefined)) {
      report(
        [key],
        `found, but every entry of trusts has its own ${key}, so that this one never counts; expected one or the other`,
      );
    }
  }
  const length = JSON.stringify(trustPolicy(role, known.account.partition)).length;
  const { trustPolicyLength: most } = known.limits;
  if (length > most) {
    report(
      ["trusts"],
      `found settings that make a trust policy of ${length} characters, expected at most ${most}` +
        ": merge principals into patterns or paths, offer two roles, or say under limits that AWS has raised it",
    );
  }
}

function checkAccount(trust: AccountTrust, at: number, role: RoleSettings, { account }: Known, report: Report): void {
  const path = ["trusts", at, "account"];
  if (trust.account === account.id)
    report(path, `found "${trust.account}", which is this account itself, expected another account`);
  if (placeholders.includes(trust.account))
    report(
      path,
      `found "${trust.account}", which stands for another one in examples, expected the id of a real account`,
    );
  const same = accountTrusts(role).filter((other) => other.account === trust.account);
  if (same[0] !== trust && same.some(({ principals }) => !principals)) {
    report(
      path,
      `found "${trust.account}" a second time, expected each account once, or principals in every entry of ` +
        "it: an entry without admits all of the account",
    );
  }
}

function checkPrincipals(trust: AccountTrust, at: number, role: RoleSettings, _: Known, report: Report): void {
  const named = [
    role.session.namePattern,
    typeof role.session.sourceIdentity === "object" ? role.session.sourceIdentity.matching : undefined,
  ];
  trust.principals?.forEach((principal, index) => {
    const path = ["trusts", at, "principals", index];
    if (
      accountTrusts({ trusts: role.trusts.slice(0, at) }).some(
        (other) => other.account === trust.account && other.principals?.includes(principal),
      )
    ) {
      report(
        path,
        `found "${principal}" of ${trust.account} a second time, expected each principal in one entry: the ` +
          "conditions of both would be alternatives",
      );
    }
    if (principal.startsWith("user/")) return;
    if (mfaOf(role, trust).required) {
      report(
        path,
        `found "${principal}", but the session of a role (IAM Identity Center included) never carries MFA, ` +
          "so it could not get in; expected a user, or an entry of its own for it with mfa: { required: false, " +
          "reason: … }",
      );
    }
    if (named.some((pattern) => pattern?.includes("${aws:username}"))) {
      report(
        path,
        `found "${principal}", but the session of a role has no user name, which \${aws:username} under ` +
          "session asks for, so it could not get in; expected a user, or another pattern",
      );
    }
  });
}

function checkNetwork(
  { sourceIps, vpcEndpoints }: NonNullable<AccountTrust["network"]>,
  path: readonly PropertyKey[],
  _: Date | undefined,
  report: Report,
): void {
  if (!sourceIps && !vpcEndpoints) report(path, "found neither, expected sourceIps, vpcEndpoints or both");
}

function checkPrincipalTags(
  tags: NonNullable<AccountTrust["principalTags"]>,
  path: readonly PropertyKey[],
  _: Date | undefined,
  report: Report,
): void {
  for (const [key, values] of Object.entries(tags)) {
    reportStrange(key, [...path, key], report);
    values.forEach((value, at) => reportStrange(value, [...path, key, at], report));
  }
  if (Object.keys(tags).length === 0) report(path, "found no tag, expected at least one; leave the key out for none");
  twins(Object.keys(tags)).forEach((key) => report([...path, key], twinText(key)));
}

function checkOrganization(
  { id, paths }: NonNullable<AccountTrust["organization"]>,
  base: readonly PropertyKey[],
  _: Date | undefined,
  report: Report,
): void {
  paths?.forEach((path, at) => {
    if (!path.startsWith(`${id}/`))
      report(
        [...base, "paths", at],
        `found "${path}", which is not in ${id}, expected a path that begins with the organization's id`,
      );
  });
}

/**
 * The check of each setting of a session. checkPrincipals compares patterns of names with the principals of each trust.
 */
const sessionChecks: Readonly<Record<keyof SessionSettings, (session: SessionSettings, report: Report) => void>> = {
  maxDuration: formAlone,
  namePattern: formAlone,
  sourceIdentity: formAlone,
  tags: checkSessionTags,
};

/** Checks the session settings of a role. */
export function checkSession({ session }: RoleSettings, _: Known, report: Report): void {
  Object.values(sessionChecks).forEach((check) => check(session, report));
}

function checkSessionTags({ tags }: SessionSettings, report: Report): void {
  if (!tags) return;
  for (const key of new Set([...tags.allowed, ...tags.transitive])) reportStrange(key, ["session", "tags"], report);
  for (const [key, values] of Object.entries(tags.required))
    for (const value of values) reportStrange(value, ["session", "tags", "required", key], report);
  twins(tags.allowed).forEach((key) => report(["session", "tags"], twinText(key)));
  if (tags.allowed.length === 0)
    report(
      ["session", "tags"],
      "found no tag, expected at least one under allowed or required; leave the key out for none",
    );
  if (tags.allowed.length > 50)
    report(
      ["session", "tags"],
      `found ${tags.allowed.length} tags, expected at most 50, which is what a session can carry`,
    );
  tags.transitive.forEach((key, at) => {
    if (!tags.allowed.includes(key))
      report(
        ["session", "tags", "transitive", at],
        `found "${key}", which is neither allowed nor required, expected one of ${tags.allowed.join(", ")}`,
      );
  });
}

/** Reports text that would stand in the trust policy, but has characters that IAM takes in no policy. */
function reportStrange(text: string, path: readonly PropertyKey[], report: Report): void {
  if (hasStrangeCharacter(text)) report(path, characterText(text));
}

/**
 * Keys that repeat an earlier one in other case. To IAM they are conditions on the same tag, which nobody could meet.
 */
function twins(keys: readonly string[]): string[] {
  return keys.filter((key, at) => keys.slice(0, at).some((other) => other.toLowerCase() === key.toLowerCase()));
}

function twinText(key: string): string {
  return (
    `found "${key}" a second time in other letters, expected keys that differ in more than their case, since ` +
    "IAM holds these to be the same"
  );
}
