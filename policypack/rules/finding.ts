/** Builds findings, so that every message has the same parts in the same order. */
import { type ActionSet, type Grant, type Permissions, statementName, type Witness } from "../iam";
import type { Found, Level, Subject } from "./rule";

/** The parts of a finding about a statement. */
export interface FindingParts {
  /** Set only when it differs from the rule's level. */
  readonly level?: Level;
  readonly subject: Subject;
  readonly grant: Grant;
  /** What is allowed, as a sentence without a full stop. */
  readonly allows: string;
  readonly witness: string;
  /** See {@link Found.names}. */
  readonly names?: readonly string[];
  /** Why it matters and what to write instead, as sentences. */
  readonly advice: string;
}

/** A finding about a statement, with its witness. */
export function findingOn({ level, subject, grant, allows, witness, names, advice }: FindingParts): Found {
  const statement = statementName(grant.statement);
  return {
    ...(level !== undefined && { level }),
    policy: grant.policy,
    statement,
    witness,
    ...(names !== undefined && { names }),
    message: `${where(subject, grant.policy)}, ${statement} ${allows}. For example ${witness}. ${advice}`,
  };
}

/** `role deploy, policy artifacts`. A policy that is attached to nobody is named once. */
export function where(subject: Pick<Subject, "kind" | "name">, policy: string): string {
  if (subject.kind === "resource") return `${who(subject)}, ${policy}`;
  return subject.kind === "policy" && subject.name === policy ? who(subject) : `${who(subject)}, policy ${policy}`;
}

/** `role deploy`. */
export function who(subject: Pick<Subject, "kind" | "name">): string {
  return `${subject.kind === "policy" ? "policy document" : subject.kind.replace("-", " ")} ${subject.name}`;
}

/** `s3:PutObject on arn:aws:s3:::anything/anything`. */
export function witnessText({ action, resource }: Pick<Witness, "action" | "resource">): string {
  return `${action} on ${resource}`;
}

/** Groups actions, all of them allowed on all resources, by the statement that allows them. */
export function byStatement(
  permissions: Permissions,
  actions: ActionSet,
): { grant: Grant; actions: number[]; witness: Witness }[] {
  const groups = new Map<Grant["statement"], { grant: Grant; actions: number[]; witness: Witness }>();
  for (const action of actions) {
    const grant = permissions.grantFor(action);
    if (grant === undefined) continue;
    const group = groups.get(grant.statement);
    if (group === undefined)
      groups.set(grant.statement, { grant, actions: [action], witness: permissions.witness(action)! });
    else group.actions.push(action);
  }
  return [...groups.values()];
}

/** The first names, and the number of the others: `a, b, c, d and 3 more`. */
export function listed(names: readonly string[], limit = 4): string {
  return names.length <= limit
    ? names.join(", ")
    : `${names.slice(0, limit).join(", ")} and ${names.length - limit} more`;
}
