/** Whether somebody approved the present access, and what that approval covers. */
import { accountIn } from "../../../policypack/iam";
import { ruleNamed } from "../../../policypack/rules";
import type { Access, ReviewedRole } from "../access/reviewed";
import { roleAccess } from "../access/roleAccess";
import { isAmong, type Approval, type Broader, type RoleAccess } from "../approvals/approval";
import { orApprove } from "../approveCommand";
import type { Finding } from "../model";
import { error, warning } from "./finding";
import { dayOf } from "../../../policypack/calendar";

/** Says what a role gives beyond an approval: `broaderThan` of approvals/compare.ts. */
export type Compare = (approved: RoleAccess, now: RoleAccess, at: Date) => Broader;

/** The result of comparing a role with its approval. */
export interface Standing {
  readonly state: "approved" | "broader" | "expired" | "none";
  readonly approval?: Approval;
  /** Only with the state `broader`. */
  readonly broader?: Broader;
}

/** Compares a role's access at a moment with its approval. An approval counts until its last day ends, in UTC. */
export function standing(reviewed: ReviewedRole, approval: Approval | undefined, at: Date, compare: Compare): Standing {
  if (approval === undefined) return { state: "none" };
  if (approval.until < dayOf(at)) return { state: "expired", approval };
  const now = roleAccess(reviewed);
  const unknown = [...now.policies, ...(now.boundary === undefined ? [] : [now.boundary])]
    .filter(({ document }) => document === undefined)
    .map(({ name }) => `what ${name} allows, which is not known`);
  if (unknown.length > 0)
    return { state: "broader", approval, broader: { principals: [], trust: [], session: [], permissions: unknown } };
  const broader = compare(approval, now, at);
  const more = [broader.principals, broader.trust, broader.permissions, broader.session].some(
    (list) => list.length > 0,
  );
  return more ? { state: "broader", approval, broader } : { state: "approved", approval };
}

/** Whether an approval in force covers that these principals can assume the role. */
export function coversPrincipals({ state, approval }: Standing, principals: readonly string[]): boolean {
  if (!inForce(state)) return false;
  const approved = new Set(approval!.principals);
  return principals.every((arn) => isAmong(approved, arn));
}

/** Whether an approval in force covers what the policy pack objects to: nothing of that part was added since. */
export function coversRule({ state, broader }: Standing, rule: string): boolean {
  if (!inForce(state)) return false;
  const part = ruleNamed(rule)?.approvedAs;
  return part !== undefined && (broader?.[part] ?? []).length === 0;
}

/** Whether an approval is in force, however much was added since. */
export function inForce(state: Standing["state"]): boolean {
  return state === "approved" || state === "broader";
}

/** Findings about one role's approval. */
export function approvalFindings(reviewed: ReviewedRole, { state, approval, broader }: Standing): Finding[] {
  const { role, account, declaration } = reviewed;
  const base = { account: account.id, role: role.arn };
  const decide = orApprove("Take away what is not wanted", reviewed);
  if (state === "none") {
    // If no stack declares the role, the finding undeclared-role says so.
    if (declaration === undefined) return [];
    return [
      error("not-approved", {
        ...base,
        message: `Nobody approved who can assume the role ${role.name} and what its sessions may do.`,
        remedy: decide,
      }),
    ];
  }
  if (state === "expired") {
    return [
      error("approval-expired", {
        ...base,
        message: `The approval of the role ${role.name} by ${approval!.by} (${approval!.reason}) ended on ${approval!.until}.`,
        remedy: decide,
      }),
    ];
  }
  if (state === "approved") return [];
  const added = [
    ...part("principals who were not approved", broader!.principals),
    ...part("more that its trust policy lets through", broader!.trust),
    ...part("more that a session may do", broader!.permissions),
    ...part("longer sessions", broader!.session),
  ];
  return [
    error("broader-than-approved", {
      ...base,
      message: `The role ${role.name} gives more than ${approval!.by} approved on ${approval!.at}: ${added.join("; ")}.`,
      remedy: decide,
    }),
  ];
}

/** Approvals for roles that no longer exist, in accounts that were read. */
export function goneFindings(access: Access, approvals: readonly Approval[]): Finding[] {
  const accounts = new Map(
    access.evidence.accounts.flatMap(({ id, iam }) =>
      iam === undefined ? [] : [[id, new Set(iam.roles.map((role) => role.arn))] as const],
    ),
  );
  return approvals.flatMap(({ arn, by, until }) => {
    const id = accountIn(arn);
    if (accounts.get(id)?.has(arn) !== false) return [];
    return [
      warning("approved-but-gone", {
        account: id,
        role: arn,
        message: `${by} approved the role ${arn} until ${until}, and it is not in the account ${id}.`,
        remedy: "Take the approval out of the approvals file: else a role of this name would count as approved again.",
      }),
    ];
  });
}

function part(words: string, list: readonly string[]): string[] {
  const most = 10;
  return list.length === 0
    ? []
    : [`${words}: ${list.slice(0, most).join(", ")}${list.length > most ? ` and ${list.length - most} more` : ""}`];
}
