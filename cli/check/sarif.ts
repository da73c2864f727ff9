/**
 * Shows results as SARIF 2.1.0, as GitHub code scanning takes it.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from "node:crypto";
import { relative } from "node:path";
import { RULES } from "../../policypack/rules";
import type { Result } from "./results";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The results as one SARIF log with one run. */
export function asSarif(results: readonly Result[], folder: string): string {
  const rules = RULES.map(({ name, description, level }) => ({
    id: name,
    shortDescription: { text: `${description}.` },
    defaultConfiguration: { level: severity(level) },
  }));
  const found = results.flatMap(({ name, file, findings }) => findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: RULES.findIndex((rule) => rule.name === finding.rule),
    level: severity(finding.level),
    message: { text: finding.message },
    locations: [{
      physicalLocation: { artifactLocation: { uri: uriOf(file, folder) }, region: { startLine: 1 } },
      logicalLocations: [{ name, fullyQualifiedName: [name, finding.policy, finding.statement].filter((part) => part !== undefined).join(" / ") }],
    }],
    // The same finding keeps its identity when the text around it moves or the message is worded anew.
    partialFingerprints: { "finding/v1": createHash("sha256").update([finding.rule, name, finding.policy, finding.statement, finding.witness].join("\n")).digest("hex") },
  })));
  const log = { $schema: SCHEMA, version: "2.1.0", runs: [{ tool: { driver: { name: "cross-account check", rules } }, columnKind: "utf16CodeUnits", results: found }] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function severity(level: "mandatory" | "advisory"): "error" | "warning" {
  return level === "mandatory" ? "error" : "warning";
}

function uriOf(file: string, folder: string): string {
  if (file === "-") return "standard-input.json";
  return relative(folder, file).split(/[\\/]/).map(encodeURIComponent).join("/");
}
