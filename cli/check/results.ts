/** Judges the input. */
import { contextOf, findingsOf, verdictOf, type Verdict } from "../../policypack/judge";
import { lookUpIn } from "../../policypack/lookUp";
import type { Finding } from "../../policypack/rules/rule";
import type { Checked } from "./input";
import { pathOf } from "./places";
import { strangersIn } from "./strangers";

/** One principal or policy with its verdict. */
export interface Result {
  readonly name: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly file: string;
  /** The line of what a finding is about, counted from 1; undefined when it is not known. */
  readonly lineOf: (finding: Finding) => number | undefined;
}

/** Judges everything. The principals of one call know each other by their ARNs. */
export function judgeAll(checked: readonly Checked[], now: Date): Result[] {
  const roles = checked
    .map(({ subject }) => subject)
    .filter((subject) => subject.kind === "role" && subject.arn !== undefined);
  return checked.map(({ subject, others, file, path, policyPaths, lineOf }) => {
    const lookUp = lookUpIn(
      others,
      roles.filter((role) => role !== subject),
      now,
    );
    const judged = findingsOf(subject, contextOf({ now, lookUp }));
    const findings = [...judged, ...strangersIn(subject, judged)];
    const line = (finding: Finding) => lineOf(pathOf(finding, subject, path, policyPaths));
    return { name: subject.name, verdict: verdictOf(findings), findings, file, lineOf: line };
  });
}

/** The exit code: 7 when something is too broad, else 11 when something is unprovable, else 0. */
export function exitCodeOf(results: readonly Result[]): 0 | 7 | 11 {
  if (results.some((result) => result.verdict === "too-broad")) return 7;
  return results.some((result) => result.verdict === "unprovable") ? 11 : 0;
}
