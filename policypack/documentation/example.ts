/** The examples of rules: judged as they stand in the documentation. */
import { parsePolicy } from "../iam";
import { contextOf, findingsOf } from "../judge";
import { policyOf } from "../others";
import type { AttachedPolicy, Example, Finding, Subject } from "../rules/rule";

/** The account that examples may trust. */
export const DECLARED = "222222222222";

/** A moment at which no date of an example is past that is not meant to be. */
const NOW = new Date("2026-11-24T12:00:00Z");

/** What all rules find in an example. */
export function findingsIn(example: Example): Finding[] {
  return findingsOf(subjectOf(example), contextOf({ now: NOW, accounts: [DECLARED] }));
}

function subjectOf({ name, policies, grant, trust, maxSessionDuration, review }: Example): Subject {
  const granted = grant === undefined ? [] : [{ ...policyOf(grant, "grant"), grant: true as const }];
  return {
    kind: "role",
    name,
    policies: [...policies.map((policy, i) => policyOf(policy, `policies[${i}]`)), ...granted],
    ...(trust !== undefined && { trust: trustOf(trust) }),
    ...(maxSessionDuration !== undefined && { maxSessionSeconds: maxSessionDuration }),
    ...(review !== undefined && { review }),
  };
}

function trustOf(trust: unknown): AttachedPolicy {
  const { document, problems } = parsePolicy(trust, "trust");
  return problems === undefined ? { name: "trust policy", document } : { name: "trust policy", problems };
}
