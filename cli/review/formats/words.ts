/** The sentences that all formats for people share. They are not escaped. */
import { approveCommand } from "../approveCommand";
import { permissionSetOf } from "../evidence/people/wanted";
import type { Finding, Review, RoleReview } from "../model";
import { identityTexts, principalText } from "./peopleWords";

const reviewVerdicts: Readonly<Record<Review["verdict"], string>> = {
  "as-approved": "Access is as approved",
  differs: "Access differs from what was approved",
  incomplete: "Evidence is missing, so nothing is proven to be as approved",
};

/** The verdict on a whole review, as a sentence without a full stop. */
export function headline({ verdict, missing }: Pick<Review, "verdict" | "missing">): string {
  const besides = verdict === "differs" && missing.length > 0 ? ", and evidence is missing besides" : "";
  return `${reviewVerdicts[verdict]}${besides}`;
}

/** The verdicts on one role. */
export const roleVerdicts: Readonly<Record<RoleReview["verdict"], string>> = {
  "as-approved": "as approved",
  differs: "differs",
  unknown: "unknown",
};

/** What the approvals say about a role. */
export const approvalStates: Readonly<Record<RoleReview["approval"]["state"], string>> = {
  approved: "approved",
  broader: "broader than approved",
  expired: "the approval expired",
  none: "not approved",
};

/** A number with its noun: `1 role`, `2 roles`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** An account's id, with its name where it has one: `111111111111 (shop)`. */
export function accountText({ accounts }: Pick<Review, "accounts">, account: string): string {
  const name = accounts.find(({ id }) => id === account)?.name;
  return name === undefined ? account : `${account} (${name})`;
}

/** The accounts that a stack describes. */
export function reviewedAccounts({ accounts }: Review): Review["accounts"] {
  return accounts.filter(({ stacks }) => stacks.length > 0);
}

/** The numbers of roles, accounts, errors, warnings and gaps. */
export function counts(review: Review): string {
  const { roles, findings, missing } = review;
  const errors = findings.filter(({ level }) => level === "error").length;
  const parts = [
    count(errors, "error"),
    count(findings.length - errors, "warning"),
    ...(missing.length > 0 ? [`${count(missing.length, "thing")} not known`] : []),
  ];
  return `${count(roles.length, "role")} in ${count(reviewedAccounts(review).length, "account")}: ${parts.join(", ")}`;
}

/** The day on which a role was last used. */
export function lastUsed({ lastUsed: at }: RoleReview): string {
  return at === undefined ? "not known" : at === "never" ? at : at.slice(0, 10);
}

/** A time as `2026-11-24 12:00 UTC`. */
export function moment(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Whose policies count; undefined where no account is in an organization. */
export function organizationText({ organization }: Pick<Review, "organization">): string | undefined {
  if (organization === undefined) return undefined;
  const { id, source, at, why } = organization;
  if (source === "none")
    return (
      "What an organization forbids was not read, so somebody who is shown may be forbidden by a service or resource " +
      `control policy (${why})`
    );
  const from = source === "file" ? `by its file of ${moment(at!)}` : "as AWS has it now";
  return `Nobody is shown whom the organization ${id} forbids it, ${from}${why === undefined ? "" : ` (${why})`}`;
}

/** The last part of an ARN: the name of a user or role, without the path. */
export function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1) || arn;
}

/** Who can assume a role, at most `limit` names: `alice, bob through helper (at most 1 h) and 3 more`. */
export function who(review: Review, role: RoleReview, limit: number): string {
  const { principals, trusts, chains, chainsCut } = role;
  const unknown = trusts
    .filter(({ reviewed }) => !reviewed)
    .map(({ account }) => (account === "*" ? "everybody" : `whoever ${accountText(review, account)} lets`));
  const names = [
    ...unknown,
    ...identityTexts(role),
    ...principals.map(principalText),
    ...chains.map(
      (chain) => `${chainStart(review, chain)} through ${chain.through.map(nameIn).join(" and ")} (at most 1 h)`,
    ),
  ];
  if (names.length === 0) return "nobody";
  const rest = names.length - limit;
  const said = rest > 0 ? `${names.slice(0, limit).join(", ")} and ${rest} more` : names.join(", ");
  return chainsCut ? `${said}, perhaps others through more roles` : said;
}

/** Where a chain begins, in words. */
export function chainStart(
  { roles }: Pick<Review, "roles">,
  { principal, through: [first = ""] }: RoleReview["chains"][number],
): string {
  if (principal === "*") return "everybody";
  if (permissionSetOf(first) !== undefined && principal.includes(":saml-provider/")) {
    const role = roles.find(({ arn }) => arn === first);
    if (role !== undefined) return identityTexts(role).join(", ");
  }
  const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(principal)?.[1];
  return account === undefined ? nameIn(principal) : `whoever ${account} lets`;
}

/** Findings about the same role or account. */
export interface FindingGroup {
  readonly role?: RoleReview;
  /** The role's name and account. Or the account, when the findings are about no existing role. */
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Findings of one level, grouped by role, in the review's order. */
export function findingGroups(review: Review, level: Finding["level"]): FindingGroup[] {
  const roles = new Map(review.roles.map((role) => [role.arn, role]));
  const groups = new Map<string, Finding[]>();
  for (const finding of review.findings) {
    if (finding.level !== level) continue;
    const key = finding.role ?? finding.account;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups].map(([key, findings]) => {
    const role = roles.get(key);
    const title = role
      ? `${role.name} in ${accountText(review, role.account)}`
      : key === findings[0]!.account
        ? `account ${accountText(review, key)}`
        : key;
    return { ...(role ? { role } : {}), title, findings };
  });
}

/** What `--approve` takes for a role: its name, or its ARN where another role is called so. */
export function approvable({ roles }: Review, { name, arn }: RoleReview): string {
  return roles.filter((other) => other.name === name || other.key === name).length === 1 ? name : arn;
}

/** What to do next, most urgent first. The list is never empty. */
export function nextSteps(review: Review): string[] {
  const undecided = review.roles.filter(({ approval }) => approval.state !== "approved" && approval.possible);
  const gone = review.findings.filter(({ kind }) => kind === "approved-but-gone").length;
  const errors = review.findings.some(({ level }) => level === "error");
  const due = review.roles.flatMap(({ review: settings }) => (settings ? [settings.by] : [])).sort()[0];
  const steps = [
    ...(errors ? ["Undo the access that nobody wants, as each finding says."] : []),
    ...(undecided.length > 0
      ? [
          `Approve the access that is wanted: ${approveCommand(undecided.length === 1 ? approvable(review, undecided[0]!) : "ROLE")}`,
        ]
      : []),
    ...(review.missing.length > 0 ? ["Bring the missing evidence, then review again."] : []),
    ...(gone > 0 ? ["Remove approvals of roles that are gone from approvals.yaml."] : []),
  ];
  if (steps.length > 0) return steps;
  const warnings = review.findings.length;
  const then = due === undefined ? "Nothing" : `Nothing before ${due}, when the next review is due`;
  return warnings === 0
    ? [`${then}.`]
    : [
        `Look at the ${count(warnings, "warning")}.`,
        `Nothing has to be decided${due === undefined ? "" : ` before ${due}`}.`,
      ];
}
