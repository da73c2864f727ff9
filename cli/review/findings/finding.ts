/** Findings in one form and one order. */
import type { Finding, FindingKind } from "../model";
import { compareText } from "../../shared/compareText";

/** The parts of a finding whose level follows from its kind. */
export type Parts = Omit<Finding, "kind" | "level">;

/** Makes an error. Errors lead to exit code 7. */
export function error(kind: FindingKind, parts: Parts): Finding {
  return { kind, level: "error", ...parts };
}

/** Makes a warning: something for a person to look at. */
export function warning(kind: FindingKind, parts: Parts): Finding {
  return { kind, level: "warning", ...parts };
}

/** Errors first, then by account, role, kind, principal and text. Repetitions are left out. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => {
    const { level, account, role, kind, principal, document, message } = finding;
    return { finding, key: [level, account, role ?? "", kind, principal ?? "", document ?? "", message].join("\0") };
  });
  const unique = new Map(keyed.map((one) => [one.key, one]));
  return [...unique.values()].sort((a, b) => compareText(a.key, b.key)).map(({ finding }) => finding);
}

/** The text with a capital first letter, as the beginning of a sentence. */
export function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
