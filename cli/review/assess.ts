/** Turns evidence into a review. Pure: the same evidence and approvals give the same review. */
import { accountIn } from "../../policypack/iam";
import { declaredDocuments, type Declared } from "./access/declaredDocuments";
import { accessOf, type Access, type ReviewedRole } from "./access/reviewed";
import { roleAccess } from "./access/roleAccess";
import type { Approval } from "./approvals/approval";
import type { Evidence, MissingEvidence } from "./evidence/evidence";
import { approvalFindings, goneFindings, standing, type Compare, type Standing } from "./findings/approval";
import { driftOfAccount, notDeployed } from "./findings/drift";
import { inOrder } from "./findings/finding";
import { DeclaredGrants, grantedNotTrusted, trustedNotGranted, undeclared } from "./findings/grants";
import { tooBroad } from "./findings/permissions";
import { peopleFindings, reviewFindings, unusedFindings } from "./findings/time";
import { reviewVersion, type Finding, type Review, type RoleReview } from "./model";
import { shownSources, shownRole, unreadShownRole } from "./shownRole";

export { roleAccess };

/** The limits of a review, in days. */
export interface AssessOptions {
  /** After how many days without use access counts as unused. */
  readonly unusedAfter: number;
  /** The age from which access keys count as old. */
  readonly keysOlderThan: number;
  /** How many days before it is due a review is announced. */
  readonly dueWithin: number;
  /** `broaderThan` of approvals/compare.ts. */
  readonly compare: Compare;
}

/** Assesses evidence: works out the access first. */
export function assess(evidence: Evidence, approvals: readonly Approval[], options: AssessOptions): Review {
  return assessAccess(accessOf(evidence), approvals, options);
}

/** Assesses access that is worked out already. */
export function assessAccess(
  access: Access,
  approvals: readonly Approval[],
  { unusedAfter, keysOlderThan, dueWithin, compare }: AssessOptions,
): Review {
  const { evidence, roles } = access;
  const { at } = evidence;
  const declared = new Map(
    evidence.stacks.flatMap((stack): [string, Declared][] =>
      stack.settings === undefined ? [] : [[stack.name, declaredDocuments(stack.settings, evidence.stacks, at)]],
    ),
  );
  const grants = new DeclaredGrants(access, declared);
  const approved = new Map(approvals.map((approval) => [approval.arn, approval]));
  const stands = new Map(
    roles.map((reviewed) => [reviewed, standing(reviewed, approved.get(reviewed.role.arn), at, compare)]),
  );
  const findings = inOrder([
    ...evidence.stacks.flatMap((stack) =>
      declared.has(stack.name) ? notDeployed(stack, declared.get(stack.name)!) : [],
    ),
    ...evidence.accounts.flatMap((account) => driftOfAccount(account, evidence.stacks)),
    ...roles.flatMap((reviewed): Finding[] => {
      const stand = stands.get(reviewed)!;
      return [
        ...undeclared(reviewed, stand, grants, at),
        ...trustedNotGranted(reviewed, access),
        ...approvalFindings(reviewed, stand),
        ...tooBroad(reviewed, stand),
        ...reviewFindings(reviewed, at, dueWithin),
        ...unusedFindings(reviewed, at, unusedAfter),
      ];
    }),
    ...grantedNotTrusted(access),
    ...goneFindings(access, approvals),
    ...peopleFindings(access, keysOlderThan),
  ]);
  const missing = missingOf(access, declared);
  const sources = shownSources(grants, findings, evidence);
  const pages = [
    ...roles.map((reviewed) => shownRole(reviewed, stands.get(reviewed)!, isUnknown(reviewed), sources)),
    ...unreadRoles(access, approved),
  ];
  return {
    version: reviewVersion,
    at: at.toISOString(),
    // What differs decides first: more evidence could not make it right.
    verdict: findings.some(({ level }) => level === "error")
      ? "differs"
      : missing.length > 0
        ? "incomplete"
        : "as-approved",
    accounts: evidence.accounts
      .map(({ id, stacks, iam }) => ({ id, stacks: [...stacks].sort(), read: iam !== undefined }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    roles: pages.sort(
      (a, b) => compareText(a.account, b.account) || compareText(a.name, b.name) || compareText(a.arn, b.arn),
    ),
    findings,
    missing,
  };
}

/** Whether evidence about a role is missing, so that nobody can say who can assume it or what it gives. */
export function isUnknown({ missing, unknownAccounts }: Pick<ReviewedRole, "missing" | "unknownAccounts">): boolean {
  return missing.length + unknownAccounts.length > 0;
}

/**
 * Everything that is not known: what could not be read, trusted accounts that are not reviewed, and what cannot be
 * proven.
 */
function missingOf({ evidence, roles }: Access, declared: ReadonlyMap<string, Declared>): MissingEvidence[] {
  const reviewed = new Set(evidence.accounts.map(({ id }) => id));
  const strangers = new Map<string, string[]>();
  for (const { role, unknownAccounts } of roles) {
    for (const id of unknownAccounts)
      if (!reviewed.has(id)) strangers.set(id, [...(strangers.get(id) ?? []), role.arn]);
  }
  const trusted = [...strangers].map(([id, arns]): MissingEvidence =>
    id === "*"
      ? {
          what: `who of all other AWS accounts can assume ${arns.join(", ")}`,
          why: "the trust policy names everybody, and no condition limits that to accounts that are reviewed",
          next: "Name the accounts in the trust policy instead of everybody.",
        }
      : {
          what: `who of the account ${id} can assume ${arns.join(", ")}`,
          account: id,
          why: "the trust policy names this account, and no stack that is reviewed describes it",
          next: `Add a stack for the account (Pulumi.<stack>.yaml with aws:allowedAccountIds: ["${id}"]), or take it out of the trust.`,
        },
  );
  const foreign = [...declared].flatMap(([name, { foreign: stacks }]) =>
    stacks.map((stack): MissingEvidence => ({
      what: `what the grants of the stack ${name} for roles of the stack ${stack} come to`,
      stack: name,
      why: "that stack is not of this project",
      next: "Give the grants arnUntilDeployed, or keep both stacks in this project.",
    })),
  );
  // Normally the gathering says why something is not known. If it said nothing, the gap is still reported.
  const silent = [
    ...evidence.accounts
      .filter(({ id, iam }) => iam === undefined && !evidence.missing.some(({ account }) => account === id))
      .map(({ id }): MissingEvidence => ({
        what: `the IAM of the account ${id}`,
        account: id,
        why: "it was not read",
        next: "Run the review again.",
      })),
    ...evidence.stacks
      .filter(
        ({ name, settings, deployed, state }) =>
          (settings === undefined || (deployed && state === undefined)) &&
          !evidence.missing.some(({ stack }) => stack === name),
      )
      .map(({ name, account }): MissingEvidence => ({
        what: `the settings and the state of the stack ${name}`,
        account: account.id,
        stack: name,
        why: "they were not read",
        next: "Run the review again.",
      })),
  ];
  const all = [...evidence.missing, ...silent, ...trusted, ...foreign, ...roles.flatMap(({ missing }) => missing)];
  const keyed = new Map(all.map((one) => [[one.account ?? "", one.stack ?? "", one.what, one.why].join("\0"), one]));
  return [...keyed].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

/** Roles that stacks declare, in accounts that could not be read. */
function unreadRoles({ evidence, declarations }: Access, approvals: ReadonlyMap<string, Approval>): RoleReview[] {
  return [...declarations].flatMap(([arn, declaration]) => {
    const account = evidence.accounts.find(({ id }) => id === accountIn(arn));
    if (account === undefined || account.iam !== undefined) return [];
    const approval = approvals.get(arn);
    const stand: Standing =
      approval === undefined
        ? { state: "none" }
        : { state: approval.until < evidence.at.toISOString().slice(0, 10) ? "expired" : "approved", approval };
    return [unreadShownRole(arn, declaration, stand, account)];
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
