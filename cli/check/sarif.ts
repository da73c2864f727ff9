/** Shows the results as SARIF. */
import { relative } from "node:path";
import { RULES } from "../../policypack/rules";
import { addressOf, plain, sarifLog, type SarifLevel } from "../sarif";
import type { Result } from "./results";

/** The results as one SARIF log with one run. */
export function asSarif(results: readonly Result[], folder: string): string {
  const rules = RULES.map(({ name, description, level }) => ({
    id: name,
    description: `${description}.`,
    level: severity(level),
  }));
  const found = results.flatMap(({ name, file, findings, lineOf }) =>
    findings.map((finding) => {
      const { rule, level, message, policy, statement, witness } = finding;
      return {
        rule,
        level: severity(level),
        message: plain(message),
        uri: file === "-" ? "standard-input.json" : addressOf(relative(folder, file)),
        line: lineOf(finding) ?? 1,
        logical: [name, policy, statement].filter((part) => part !== undefined).map(plain),
        identity: [rule, name, policy, statement, witness],
      };
    }),
  );
  return sarifLog("cross-account check", rules, found);
}

function severity(level: "mandatory" | "advisory"): SarifLevel {
  return level === "mandatory" ? "error" : "warning";
}
