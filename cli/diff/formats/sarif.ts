/** What the policy pack says of a change as SARIF, each finding at the role's place in the settings. */
import { RULES } from "../../../policypack/rules";
import { rolePlaces, type Sources } from "../../review/formats/sarif";
import { plain, sarifLog, type SarifLevel } from "../../sarif";
import type { Difference } from "../difference";
import { rolesOf } from "../roles";
import type { Side } from "../side";

/** The findings that are new, as one log with one run. What is not known makes the run one that did not succeed. */
export function asSarif({ findings, unknown }: Difference, now: Side, sources: Sources): string {
  const roles = rolesOf(now);
  const place = rolePlaces(sources);
  const rules = RULES.map(({ name, description, level }) => ({
    id: name,
    description: `${description}.`,
    level: severity(level),
  }));
  const results = findings.new.map(({ role: arn, rule, level, message }) => {
    const { stack, key } = roles.get(arn)!;
    return {
      rule,
      level: severity(level),
      message: plain(message),
      ...place(stack.name, key),
      logical: [plain(arn)],
      identity: [rule, arn, message],
    };
  });
  const gaps = unknown.map(({ what, why }) => ({ id: "not-known", message: plain(`Not known: ${what}. ${why}`) }));
  return sarifLog("cross-account diff", rules, results, gaps);
}

function severity(level: "mandatory" | "advisory"): SarifLevel {
  return level === "mandatory" ? "error" : "warning";
}
