/** Turns evidence into a review. Pure: the same evidence and approvals give the same review. */
import { accountIn } from "../../policypack/iam";
import { declaredDocuments, type Declared } from "./access/declaredDocuments";
import { accessOf, type Access } from "./access/reviewed";
import { roleAccess } from "./access/roleAccess";
import type { Approval } from "./approvals/approval";
import type { Evidence } from "./evidence/evidence";
import { approvalFindings, goneFindings, standing, type Compare, type Standing } from "./findings/approval";
import { driftOfAccount, notDeployed } from "./findings/drift";
import { inOrder } from "./findings/finding";
import { DeclaredGrants, grantedNotTrusted, trustedNotGranted, undeclared } from "./findings/grants";
import { entitlementFindings } from "./findings/entitlements";
import { identityFindings } from "./findings/identities";
import { organizationFindings, shownOrganization } from "./findings/organization";
import { outsideFindings } from "./findings/outside";
import { tooBroad } from "./findings/permissions";
import { resourceFindings } from "./findings/resources";
import { peopleFindings, reviewFindings, unusedFindings } from "./findings/time";
import { reviewVersion, type Finding, type Review, type RoleReview } from "./model";
import { compareText } from "../shared/compareText";
import { isUnknown, missingOf } from "./missing";
import { namedAccounts } from "./namedAccounts";
import { shownSources, shownRole, unreadShownRole } from "./shownRole";
import { dayOf } from "../../policypack/calendar";

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
      stack.settings === undefined ? [] : [[stack.name, declaredDocuments(stack.settings, evidence, at)]],
    ),
  );
  const grants = new DeclaredGrants(access, declared);
  const approved = new Map(approvals.map((approval) => [approval.arn, approval]));
  const stands = new Map(
    roles.map((reviewed) => [reviewed, standing(reviewed, approved.get(reviewed.role.arn), at, compare)]),
  );
  const ofResources = resourceFindings(access);
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
        ...outsideFindings(reviewed, access, dueWithin),
        ...identityFindings(reviewed, stand),
        ...entitlementFindings(reviewed),
        ...organizationFindings(reviewed),
        ...approvalFindings(reviewed, stand),
        ...tooBroad(reviewed, stand),
        ...reviewFindings(reviewed, at, dueWithin),
        ...unusedFindings(reviewed, at, unusedAfter),
      ];
    }),
    ...grantedNotTrusted(access),
    ...goneFindings(access, approvals),
    ...peopleFindings(access, keysOlderThan),
    ...ofResources.findings,
  ]);
  const missing = missingOf(access, declared, ofResources.missing);
  const organization = shownOrganization(evidence);
  const sources = shownSources(grants, findings, evidence);
  const pages = [
    ...roles.map((reviewed) => shownRole(reviewed, stands.get(reviewed)!, isUnknown(reviewed), sources)),
    ...unreadRoles(access, approved),
  ];
  return namedAccounts({
    version: reviewVersion,
    at: at.toISOString(),
    // What differs decides first: more evidence could not make it right.
    verdict: findings.some(({ level }) => level === "error")
      ? "differs"
      : missing.length > 0
        ? "incomplete"
        : "as-approved",
    accounts: shownAccounts(access),
    ...(organization !== undefined && { organization }),
    roles: pages.sort(
      (a, b) => compareText(a.account, b.account) || compareText(a.name, b.name) || compareText(a.arn, b.arn),
    ),
    findings,
    missing,
  });
}

/** The accounts of the stacks, and those of `accounts.yaml` that a role trusts. */
function shownAccounts({ evidence, roles }: Access): Review["accounts"] {
  const { accounts, declaredAccounts } = evidence;
  const own = accounts.map(({ id, stacks, iam }) => ({ id, stacks: [...stacks].sort(), read: iam !== undefined }));
  const known = new Set(own.map(({ id }) => id));
  const others = [...new Set(roles.flatMap(({ side }) => side.accounts))]
    .filter((id) => !known.has(id) && Object.hasOwn(declaredAccounts, id))
    .map((id) => ({ id, stacks: [], read: false }));
  return [...own, ...others]
    .map((account) => {
      if (!Object.hasOwn(declaredAccounts, account.id)) return account;
      const { name, outside } = declaredAccounts[account.id]!;
      return { ...account, name, ...(outside !== undefined && !known.has(account.id) && { outside }) };
    })
    .sort((a, b) => compareText(a.id, b.id));
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
        : { state: approval.until < dayOf(evidence.at) ? "expired" : "approved", approval };
    return [unreadShownRole(arn, declaration, stand, account)];
  });
}
