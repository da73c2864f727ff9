import { bold, red, type Line } from "../../shared/lines";
import { callerWords } from "./caller";
import type { Diagnosis, Evidence, Finding } from "./evidence";

/** The diagnosis as people read it. */
export function renderDiagnosis(diagnosis: Diagnosis, { call, caller, refusal }: Pick<Evidence, "call" | "caller" | "refusal">): Line[] {
  const { outcome, findings, possible, missing } = diagnosis;
  const who = caller ? `${callerWords(caller)} of ${caller.account}` : "the caller";
  const verb = { allowed: "may assume", denied: "may not assume", undetermined: refusal ? "was refused" : "may or may not assume" }[outcome];
  const lines: Line[] = [[bold(`${who} ${verb} ${call.roleArn}`)]];
  for (const finding of findings) lines.push(...renderFinding(finding));
  if (outcome === "undetermined") {
    lines.push(["  ", red("undetermined"), ": what can be read does not tell why. It depends on:"]);
    lines.push(...possible.map((text) => `    - ${text}`));
  }
  if (missing.length > 0 && outcome !== "allowed") {
    lines.push(findings.length > 0 ? "  Not looked at, since it could not be read (it may refuse as well):" : "  Evidence that is missing:");
    lines.push(...missing.map((text) => `    - ${text}`));
  }
  if (refusal && refusal.message !== "") lines.push(`  AWS's words: ${refusal.message}`);
  return lines;
}

/** One finding: the side, the document and statement, what it says, what to do. */
export function renderFinding({ kind, side, certainty, document, statement, text, remedy }: Finding): Line[] {
  const place = [document, statement].filter((part) => part !== undefined).join(", ");
  const mark = certainty === "only-remaining" ? " (all else that can be read admits the call)" : "";
  return [["  ", red(kind), ` [${side}]${mark}: ${place === "" ? "" : `${place}: `}${text}`], `    -> ${remedy}`];
}
