/** What a review does not know, and what would help. Pure. */
import { accountsFileName } from "../../settings/accounts";
import type { Declared } from "./access/declaredDocuments";
import { isPast, outsideOf } from "./access/outside";
import type { Access, ReviewedRole } from "./access/reviewed";
import type { Evidence, MissingEvidence } from "./evidence/evidence";
import { compareText } from "../shared/compareText";

/** Whether evidence about a role is missing, so that nobody can say who can assume it or what it gives. */
export function isUnknown({ missing, unknownAccounts }: Pick<ReviewedRole, "missing" | "unknownAccounts">): boolean {
  return missing.length + unknownAccounts.length > 0;
}

/**
 * Everything that is not known: what could not be read, trusted accounts that are not reviewed, and what cannot be
 * proven.
 */
export function missingOf(
  { evidence, roles }: Access,
  declared: ReadonlyMap<string, Declared>,
  ofResources: readonly MissingEvidence[],
): MissingEvidence[] {
  const reviewed = new Set(evidence.accounts.map(({ id }) => id));
  const strangers = new Map<string, string[]>();
  for (const { role, unknownAccounts } of roles) {
    for (const id of unknownAccounts)
      if (!reviewed.has(id)) strangers.set(id, [...(strangers.get(id) ?? []), role.arn]);
  }
  const trusted = [...strangers].map(([id, arns]) => trustedStranger(evidence, id, arns));
  const foreign = [...declared].flatMap(([name, { foreign: stacks }]) =>
    stacks.map((stack): MissingEvidence => ({
      what: `what the grants of the stack ${name} for roles of the stack ${stack.name} come to`,
      stack: name,
      ...whyForeign(evidence, stack),
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
  const own = roles.flatMap(({ missing }) => missing);
  const all = [...evidence.missing, ...silent, ...trusted, ...foreign, ...own, ...ofResources];
  const keyed = new Map(all.map((one) => [[one.account ?? "", one.stack ?? "", one.what, one.why].join("\0"), one]));
  return [...keyed].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

/** An account that a trust policy names, and whose principals nobody knows. */
function trustedStranger(evidence: Evidence, id: string, arns: readonly string[]): MissingEvidence {
  if (id === "*")
    return {
      what: `who of all other AWS accounts can assume ${arns.join(", ")}`,
      why: "the trust policy names everybody, and no condition limits that to accounts that are reviewed",
      next: "Name the accounts in the trust policy instead of everybody.",
    };
  const missing = { what: `who of the account ${id} can assume ${arns.join(", ")}`, account: id };
  const other = evidence.leftOut.find(({ account }) => account === id);
  if (other !== undefined)
    return {
      ...missing,
      why: `the trust policy names this account, and its stack ${other.name} is not among those that this review is about`,
      next: `Review that stack too (--stack ${other.name}), or all stacks of the project.`,
    };
  const outside = outsideOf(evidence, id);
  if (outside !== undefined && isPast(outside, evidence.at))
    return {
      ...missing,
      why: `the trust policy names this account; ${accountsFileName} declared it as outside until ${outside.by}, which is past`,
      next:
        `Ask ${outside.owner} whether it is still wanted; then write a new date into ${accountsFileName}, or take the ` +
        "account out of the trust.",
    };
  return {
    ...missing,
    why: "the trust policy names this account, and no stack that is reviewed describes it",
    next:
      `Add a stack for the account (Pulumi.<stack>.yaml with aws:allowedAccountIds: ["${id}"]), take it out of the ` +
      `trust, or say in ${accountsFileName} who answers for it: "${id}": { name, outside: { owner, reason, by } }.`,
  };
}

/** Why the roles of a stack that a grant names are not known. */
function whyForeign(
  { leftOut }: Evidence,
  { name, own }: Declared["foreign"][number],
): Pick<MissingEvidence, "why" | "next"> {
  if (own === undefined)
    return {
      why: "that stack is not of this project",
      next: "Give the grants arnUntilDeployed, or keep both stacks in this project.",
    };
  if (leftOut.some((stack) => stack.name === own))
    return {
      why: "that stack is not among those that this review is about",
      next: `Review that stack too (--stack ${own}), or all stacks of the project.`,
    };
  return {
    why: `this project has no Pulumi.${own}.yaml with settings`,
    next: `Correct the stack's name in the grant (found "${name}"), or add the stack to the project.`,
  };
}
