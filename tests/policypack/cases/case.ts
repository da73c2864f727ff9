/** One case of the table: what is attached, and what it must come to. */
import { parsePolicy } from "../../../policypack/iam";
import type { Verdict } from "../../../policypack/judge";
import { contextOf, findingsOf, verdictOf } from "../../../policypack/judge";
import { policyOf } from "../../../policypack/attachedPolicy";
import { lookUpIn } from "../../../policypack/lookUp";
import type { Finding, RuleContext, Subject } from "../../../policypack/rules/rule";

/** A statement in short: actions, resources, and anything else. */
export interface Case {
  readonly name: string;
  readonly policies: readonly unknown[];
  readonly boundary?: unknown;
  readonly trust?: unknown;
  readonly kind?: Subject["kind"];
  readonly others?: Parameters<typeof lookUpIn>[0];
  /** What else is said of the principal. */
  readonly more?: Partial<Subject>;
  /** What the pack's configuration sets for rules. */
  readonly options?: RuleContext["options"];
  /** The level of what is not known at a preview. */
  readonly laterLevel?: RuleContext["laterLevel"];
  readonly verdict: Verdict;
  /** A rule that must have a finding (mandatory unless the verdict is acceptable). */
  readonly rule?: string;
  /** What the witness must be. */
  readonly witness?: string;
}

/** When the cases are judged. */
export const NOW = new Date("2026-11-24T12:00:00Z");

/** `allow("s3:GetObject", "arn:…", { StringEquals: … })`. Lists are written with spaces. */
export function allow(action: string, resource = "*", condition?: object): object {
  return {
    Effect: "Allow",
    Action: spread(action),
    Resource: spread(resource),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** The same with Deny. */
export function deny(action: string, resource = "*", condition?: object): object {
  return { ...allow(action, resource, condition), Effect: "Deny" };
}

/** A document of statements. */
export function doc(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

/** Judges a case. */
export function judge(one: Omit<Case, "name" | "verdict" | "rule" | "witness">): {
  verdict: Verdict;
  findings: Finding[];
} {
  const trust = one.trust === undefined ? undefined : parsePolicy(one.trust, "trust");
  const subject: Subject = {
    kind: one.kind ?? "role",
    name: "deploy",
    arn:
      one.kind === "permission-set"
        ? "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
        : `arn:aws:iam::111111111111:${one.kind ?? "role"}/deploy`,
    account: "111111111111",
    trustedAccounts: ["222222222222"],
    policies: one.policies.map((policy, i) => policyOf(policy, `p${i}`)),
    ...(one.boundary === undefined ? {} : { boundary: policyOf(one.boundary, "boundary") }),
    ...(trust === undefined
      ? {}
      : {
          trust:
            trust.problems === undefined
              ? { name: "trust policy", document: trust.document }
              : { name: "trust policy", problems: trust.problems },
        }),
    ...one.more,
  };
  const findings = findingsOf(
    subject,
    contextOf({
      now: NOW,
      accounts: one.kind === "resource" ? ["222222222222"] : [],
      organizations: ["o-declared1"],
      ...(one.laterLevel !== undefined && { laterLevel: one.laterLevel }),
      ...(one.options !== undefined && { options: one.options }),
      lookUp: lookUpIn(one.others ?? {}, [], NOW),
    }),
  );
  return { verdict: verdictOf(findings), findings };
}

function spread(text: string): string | string[] {
  const list = text.split(" ");
  return list.length === 1 ? text : list;
}
