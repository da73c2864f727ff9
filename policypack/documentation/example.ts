/** Judges the examples of rules, as they are shown in the documentation. */
import { parsePolicy } from "../iam";
import { contextOf, findingsOf } from "../judge";
import { policyOf } from "../attachedPolicy";
import type { AttachedPolicy, Example, Finding, Subject } from "../rules/rule";

/** The account that examples may trust. */
export const DECLARED = "222222222222";

/** The moment at which examples are judged. Only dates that are meant to be past are before it. */
const NOW = new Date("2026-11-24T12:00:00Z");

/** The findings of all rules about an example. */
export function findingsIn(example: Example): Finding[] {
  return findingsOf(subjectOf(example), contextOf({ now: NOW, accounts: [DECLARED] }));
}

function subjectOf({ name, policies, grant, trust, maxSessionDuration, review, resourcePolicy }: Example): Subject {
  if (resourcePolicy !== undefined)
    return { kind: "resource", name, policies: [], resourcePolicy: documentOf("policy", resourcePolicy, "resource") };
  const granted = grant === undefined ? [] : [{ ...policyOf(grant, "grant"), grant: true as const }];
  return {
    kind: "role",
    name,
    policies: [...policies.map((policy, i) => policyOf(policy, `policies[${i}]`)), ...granted],
    ...(trust !== undefined && { trust: documentOf("trust policy", trust, "trust") }),
    ...(maxSessionDuration !== undefined && { maxSessionSeconds: maxSessionDuration }),
    ...(review !== undefined && { review }),
  };
}

function documentOf(name: string, written: unknown, kind: "trust" | "resource"): AttachedPolicy {
  const { document, problems } = parsePolicy(written, kind);
  return problems === undefined ? { name, document } : { name, problems };
}
