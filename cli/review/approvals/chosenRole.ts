/** `review --approve`: finds the role that is meant, and checks that enough is known about it. Pure. */
import { alternatives } from "../../../settings/problems";
import type { Access, ReviewedRole } from "../access/reviewed";
import { isUnknown } from "../missing";

/** The role that is meant, or lines that say why there is none. */
export type Chosen =
  | { readonly role: ReviewedRole; readonly problem?: undefined }
  | { readonly role?: undefined; readonly problem: readonly string[]; readonly missing: boolean };

/**
 * Finds the role by key, name or ARN, provided that everything is known that an approval is about.
 *
 * @param words as typed
 */
export function chosenRole(access: Access, words: string): Chosen {
  const { roles, evidence } = access;
  const found = roles.filter(
    ({ role, declaration }) => role.arn === words || role.name === words || declaration?.key === words,
  );
  if (found.length > 1) {
    return {
      problem: [
        `Several roles are called ${words}: ${found.map(({ role }) => role.arn).join(", ")}. Give the ARN of one.`,
      ],
      missing: false,
    };
  }
  const [role] = found;
  if (role === undefined) {
    const unread = evidence.accounts.filter(({ iam }) => iam === undefined).map(({ id }) => id);
    const names = roles.map(({ role: one }) => one.name);
    const gap = unread.length > 0 ? ` Accounts that could not be read: ${unread.join(", ")}.` : "";
    return {
      problem: [`No role ${JSON.stringify(words)} is there to be approved. ${alternatives(words, names)}${gap}`],
      missing: unread.length > 0,
    };
  }
  if (!isUnknown(role)) return { role };
  const gaps = [
    ...role.unknownAccounts.map((id) =>
      id === "*"
        ? "  who of all other accounts can assume it: its trust policy names everybody"
        : `  who of the account ${id} can assume it: its IAM was not read`,
    ),
    ...role.missing.map(({ what, why, next }) => `  ${what}: ${why}. ${next}`),
  ];
  return { problem: [`${role.role.arn} is not approved, since not all is known of it:`, ...gaps], missing: true };
}
