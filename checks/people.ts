/** Checks an entry of `trusts` that is about people of IAM Identity Center. */
import { mfaOf } from "../documents/trustPolicy";
import { roleArnParts } from "../settings/arns";
import { applicationParts } from "../settings/identityCenter";
import type { RoleSettings } from "../settings/role";
import { isOfPeople, type PeopleTrust } from "../settings/trust";
import { checkMfa } from "./mfa";
import { moments } from "./dates";
import { placeholders } from "./placeholders";
import type { Known, Report } from "./report";

/** What AWS's own service assumes the role with; nothing of it is the person's. */
const why = "AWS's own service assumes the role for people of IAM Identity Center, and its call has nothing of theirs";

/** Conditions of a role that hold for accounts alone. */
const ofAccounts = ["organization", "network", "principalTags"] as const;

/** Settings of a session that account access manager does not keep to. */
const ofCallers = ["namePattern", "sourceIdentity", "tags"] as const;

/** Reports what could not hold for these people, or not be made. */
export function checkPeople(trust: PeopleTrust, at: number, role: RoleSettings, known: Known, report: Report): void {
  const path = ["trusts", at];
  const { identityCenter } = trust;
  const first = role.trusts.findIndex(isOfPeople);
  if (at !== first)
    report(
      [...path, "identityCenter"],
      `found a second time, expected one such entry: the conditions of both would be alternatives for all of ` +
        `their people; name these in trusts[${first}] too, or offer two roles`,
    );
  if (trust.mfa !== undefined) checkMfa(trust.mfa, [...path, "mfa"], known.now, report);
  if (trust.window !== undefined) moments(trust.window, [...path, "window"], known.now, report);
  if (mfaOf(role, trust).required)
    report(
      [...path, "mfa"],
      `${trust.mfa === undefined ? "missing" : "found a required MFA"}, but a trust policy cannot ask for it: ${why}; ` +
        "IAM Identity Center asks for MFA when people sign in, if it is set up so. Expected mfa: { required: false, reason: … }",
    );
  for (const key of ofAccounts) {
    if (role[key] !== undefined)
      report([key], `found beside people of IAM Identity Center, for whom it cannot hold: ${why}; ${inEntries(key)}`);
  }
  for (const key of ofCallers) {
    if (role.session[key] !== undefined)
      report(
        ["session", key],
        "found beside people of IAM Identity Center, whose sessions account access manager makes as it likes; expected " +
          "a role of their own for them",
      );
  }
  checkNames(identityCenter, [...path, "identityCenter"], report);
  checkApplication(identityCenter, [...path, "identityCenter"], known, report);
}

function inEntries(key: string): string {
  return `expected ${key} in each entry of an account instead`;
}

type Center = PeopleTrust["identityCenter"];

function checkNames({ users, groups }: Center, path: readonly PropertyKey[], report: Report): void {
  if (users.length + groups.length === 0) report(path, "found neither users nor groups, expected at least one of them");
  for (const [key, names] of Object.entries({ users, groups })) {
    names.forEach((name, at) => {
      const same = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
      if (same !== at)
        report([...path, key, at], `found "${name}", which is "${names[same]}" in other letters, expected each once`);
    });
  }
}

function checkApplication(
  { application, assumeRole }: Center,
  path: readonly PropertyKey[],
  { account }: Known,
  report: Report,
): void {
  const { partition, account: owner } = applicationParts(application);
  if (account.partition !== partition)
    report(
      [...path, "application"],
      `found "${application}", but this account is in ${account.partition}, which has no account access manager`,
    );
  if (placeholders.includes(owner))
    report(
      [...path, "application"],
      `found the account "${owner}", which stands for another one in examples, expected the application's own ARN`,
    );
  if (owner !== account.id && assumeRole === undefined)
    report(
      [...path, "assumeRole"],
      `missing, but the application is of the account ${owner}, where alone its entitlements are made; expected the ARN of ` +
        "a role there that this stack's credentials may assume",
    );
  const of = assumeRole === undefined ? undefined : roleArnParts(assumeRole)!;
  if (of !== undefined && (of.account !== owner || of.partition !== partition))
    report([...path, "assumeRole"], `found "${assumeRole}", expected a role of ${owner}, the application's account`);
}
