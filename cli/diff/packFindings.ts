/** What the policy pack says of the roles of one side and not of the other. Pure. */
import { judgeOf, subjectOf } from "../review/access/permissions";
import type { PackFinding } from "./difference";
import type { SideRole } from "./roles";

/** A finding, and what tells it from others. */
interface KeyedFinding {
  readonly key: string;
  readonly finding: PackFinding;
}

/** The findings that only one of the two sides has, whatever the order of policies and statements. */
export function changedFindings(
  before: readonly SideRole[],
  now: readonly SideRole[],
  at: Date,
): { readonly new: PackFinding[]; readonly gone: PackFinding[] } {
  const accounts = changedAccounts(before, now);
  const [old, own] = [findingsOf(before, accounts, at), findingsOf(now, accounts, at)];
  return { new: lacking(own, old), gone: lacking(old, own) };
}

function lacking(found: readonly KeyedFinding[], others: readonly KeyedFinding[]): PackFinding[] {
  const known = new Set(others.map(({ key }) => key));
  return found.filter(({ key }) => !known.has(key)).map(({ finding }) => finding);
}

/** The accounts in which a stack was changed, sorted. */
function changedAccounts(roles: readonly SideRole[], others: readonly SideRole[]): string[] {
  const settings = (of: readonly SideRole[]) => new Set(of.map(({ stack }) => stack.settings));
  const [own, theirs] = [settings(roles), settings(others)];
  const changed = [...own].filter((one) => !theirs.has(one)).concat([...theirs].filter((one) => !own.has(one)));
  return [...new Set(changed.map(({ account }) => account.id))].sort();
}

function findingsOf(roles: readonly SideRole[], accounts: readonly string[], at: Date): KeyedFinding[] {
  return accounts.flatMap((account) => {
    const own = roles.filter(({ stack }) => stack.settings.account.id === account);
    const subjects = own.map(({ judged, shelf, settings }) => subjectOf(judged, account, shelf, settings, []));
    // Roles of one account may pass and assume each other.
    const judge = judgeOf(subjects, at);
    return own.flatMap(({ arn }, index) =>
      judge(subjects[index]!).findings.map(({ rule, level, message, names = [] }) => ({
        key: JSON.stringify([arn, rule, level, [...names].sort()]),
        finding: { role: arn, rule, level, message },
      })),
    );
  });
}
