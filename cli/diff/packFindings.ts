/** What the policy pack says of the roles of one side and not of the other. Pure. */
import { judgeOf, subjectOf } from "../review/access/permissions";
import type { PackFinding } from "./difference";
import type { SideRole } from "./roles";

/** The findings about `roles` that there are not about `others`, whatever the order of policies and statements. */
export function newFindings(roles: readonly SideRole[], others: readonly SideRole[], at: Date): PackFinding[] {
  const accounts = changedAccounts(roles, others);
  const known = new Set(findingsOf(others, accounts, at).map(({ key }) => key));
  return findingsOf(roles, accounts, at)
    .filter(({ key }) => !known.has(key))
    .map(({ finding }) => finding);
}

/** The accounts in which a stack was changed, sorted. */
function changedAccounts(roles: readonly SideRole[], others: readonly SideRole[]): string[] {
  const settings = (of: readonly SideRole[]) => new Set(of.map(({ stack }) => stack.settings));
  const [own, theirs] = [settings(roles), settings(others)];
  const changed = [...own].filter((one) => !theirs.has(one)).concat([...theirs].filter((one) => !own.has(one)));
  return [...new Set(changed.map(({ account }) => account.id))].sort();
}

function findingsOf(
  roles: readonly SideRole[],
  accounts: readonly string[],
  at: Date,
): { readonly key: string; readonly finding: PackFinding }[] {
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
