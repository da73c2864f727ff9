/** Findings about accounts that no stack describes and that `accounts.yaml` declares as outside. */
import { accountsFileName } from "../../../settings/accounts";
import { isPast, outsideOf } from "../access/outside";
import type { Access, ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { error, warning } from "./finding";
import { dayOf } from "../../../policypack/calendar";

const day = 24 * 3600_000;

/** Outside accounts that the role lets in, and declarations of such accounts that are past their date or near it. */
export function outsideFindings(
  { role, account, outsideAccounts, unknownAccounts }: ReviewedRole,
  { evidence }: Access,
  dueWithin: number,
): Finding[] {
  const base = { account: account.id, role: role.arn };
  const known = outsideAccounts.flatMap((id): Finding[] => {
    const { owner, reason, by } = outsideOf(evidence, id)!;
    const due = Date.parse(by) <= Date.parse(dayOf(evidence.at)) + dueWithin * day;
    return [
      warning("outside-account", {
        ...base,
        document: `${accountsFileName}, ${id}`,
        message:
          `Whoever the account ${id} lets can assume the role ${role.name}. No stack describes that account; ` +
          `${owner} answers for it until ${by}: ${reason}.`,
        remedy: `Ask ${owner} whether it is still so; take what nobody wants out of the role's trust policy.`,
      }),
      ...(due
        ? [
            warning("review-due", {
              ...base,
              document: `${accountsFileName}, ${id}`,
              message: `What ${accountsFileName} declares of the account ${id} counts until ${by}.`,
              remedy: `Ask ${owner} whether "${reason}" is still so; then write a new date into ${accountsFileName}.`,
            }),
          ]
        : []),
    ];
  });
  const past = unknownAccounts.flatMap((id): Finding[] => {
    const outside = outsideOf(evidence, id);
    if (outside === undefined || !isPast(outside, evidence.at)) return [];
    const { owner, reason, by } = outside;
    return [
      error("outside-expired", {
        ...base,
        document: `${accountsFileName}, ${id}`,
        message:
          `The role ${role.name} trusts the account ${id}, which no stack describes; that ${owner} answers for it ` +
          `(${reason}) counted until ${by}.`,
        remedy:
          `Ask ${owner} whether it is still wanted; then write a new date into ${accountsFileName}, or take the ` +
          "account out of the trust policy.",
      }),
    ];
  });
  return [...known, ...past];
}
