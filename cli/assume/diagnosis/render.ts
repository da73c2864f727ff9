import { accountIn, controlSentence, expectedText, foundText, reasonText } from "../../../policypack/iam";
import { bold, red, type Line } from "../../shared/lines";
import { callerWords } from "./caller";
import { recentText } from "./diagnose";
import type { AwsCheck, Diagnosis, Evidence, Finding, OpenReason, Possibility, Side } from "./evidence";

/** The diagnosis as text for people. */
export function renderDiagnosis(
  diagnosis: Diagnosis,
  { call, caller, refusal, accountNames = {} }: Pick<Evidence, "call" | "caller" | "refusal" | "accountNames">,
): Line[] {
  const { outcome, findings, possible, missing } = diagnosis;
  const named = (id: string) => (accountNames[id] === undefined ? "" : ` (${accountNames[id]})`);
  const who = caller ? `${callerWords(caller)} of ${caller.account}${named(caller.account)}` : "the caller";
  const verb = {
    allowed: "may assume",
    denied: "may not assume",
    undetermined: refusal ? "was refused" : "may or may not assume",
  }[outcome];
  const lines: Line[] = [[bold(`${who} ${verb} ${call.roleArn}${named(accountIn(call.roleArn))}`)]];
  for (const finding of findings) lines.push(...renderFinding(finding));
  if (outcome === "undetermined") {
    lines.push(["  ", red("undetermined"), ": what can be read does not tell why. It depends on:"]);
    lines.push(...possibleTexts(possible).map((text) => `    - ${text}`));
  }
  if (missing.length > 0 && outcome !== "allowed") {
    lines.push(
      findings.length > 0
        ? "  Not looked at, since it could not be read (it may refuse as well):"
        : "  Evidence that is missing:",
    );
    lines.push(...missing.map((text) => `    - ${text}`));
  }
  if (refusal && refusal.message !== "") lines.push(`  AWS's words: ${refusal.message}`);
  lines.push(...throughLines(diagnosis, call.roleArn));
  lines.push(...checkLines(diagnosis), ...(diagnosis.people ?? []).map((sentence) => `  ${sentence}`));
  return lines;
}

/** The ways through other roles. */
function throughLines({ through = [] }: Diagnosis, roleArn: string): Line[] {
  if (through.length === 0) return [];
  return [
    "  Other roles lead there; a session that a role's session gets lasts an hour at most:",
    ...through.map(
      ({ roles, certain }) =>
        `    - assume ${[...roles, roleArn].join(", then ")}${certain ? "" : " (perhaps: what decides could not all be read)"}`,
    ),
  ];
}

/** AWS's own checks, and where they and what was read here say different things. */
function checkLines({ checks = [], findings, authorizationId, admits = [] }: Diagnosis): Line[] {
  if (authorizationId === undefined) return [];
  if (checks.length === 0)
    return [
      `  AWS keeps its reasons for a day or longer: aws iam-toolbox get-request-authorization-details ` +
        `--authorization-id ${authorizationId}`,
    ];
  const verbs = { ALLOW: "allows", EXPLICIT_DENY: "denies", IMPLICIT_DENY: "does not allow" };
  return [
    `  AWS's own checks (authorization id ${authorizationId}):`,
    ...checks.map(({ side, said, action, effect, policies, target }) => {
      const where = target === undefined ? "" : ` of ${target}`;
      const by = policies.length === 0 ? "" : ` (${policies.join("; ")})`;
      return `    - [${side}] the ${said}${where} ${verbs[effect]} ${action}${by}`;
    }),
    ...disagreements(checks, findings, admits).map((text) => `    ! ${text}`),
  ];
}

/** The sides on which AWS's checks and the policies that were read here say different things. */
function disagreements(checks: readonly AwsCheck[], findings: readonly Finding[], admits: readonly Side[]): string[] {
  const sides = [...new Set(checks.map(({ side }) => side))];
  const refused = sides
    .filter((side) => admits.includes(side) && checks.some((one) => one.side === side && one.effect !== "ALLOW"))
    .map(
      (side) =>
        `AWS refuses the call on the side "${side}", and what was read here lets it through: it may have changed since`,
    );
  return sides
    .filter(
      (side) =>
        checks.every((one) => one.side !== side || one.effect === "ALLOW") &&
        findings.some((one) => one.side === side && one.certainty === "certain"),
    )
    .map(
      (side) =>
        `AWS allows the call on the side "${side}", and what was read here refuses it: it may have changed since`,
    )
    .concat(refused);
}

/** One finding: the side, the document and statement, what was found, what to do. */
export function renderFinding({ kind, side, certainty, document, statement, text, remedy }: Finding): Line[] {
  const place = [document, statement].filter((part) => part !== undefined).join(", ");
  const mark = certainty === "only-remaining" ? " (all else that can be read admits the call)" : "";
  return [["  ", red(kind), ` [${side}]${mark}: ${place === "" ? "" : `${place}: `}${text}`], `    -> ${remedy}`];
}

/** The diagnosis for programs; `possible` is in words. */
export function diagnosisJson(diagnosis: Diagnosis): object {
  return { ...diagnosis, possible: possibleTexts(diagnosis.possible) };
}

/** The possible causes in words, each once. */
export function possibleTexts(possible: readonly Possibility[]): string[] {
  return [...new Set(possible.map(possibilityText))];
}

/** What a side depends on, in words. For a trust policy that allows, only what it expects. */
export function conditionText(open: OpenReason): string {
  return open.kind === "trust" && open.reason.effect === "Allow" ? expectedText(open.reason) : possibilityText(open);
}

function possibilityText(open: Possibility): string {
  switch (open.kind) {
    case "trust-policy":
      return (
        `the trust policy of ${open.roleArn}` +
        (open.without === "mfa"
          ? "; most ask for MFA, and this call has none (give the code that your device shows: --mfa-token)"
          : "")
      );
    case "caller":
      return "who the caller is";
    case "policies":
      return `what is attached to ${callerWords(open.caller)}`;
    case "boundary":
      return `whether ${callerWords(open.caller)} has a permissions boundary`;
    case "trust":
      return `${open.document}, ${reasonText(open.reason)}`;
    case "grant": {
      const about = open.conditions
        .map((condition) => `${expectedText(condition)} (${foundText(condition)})`)
        .join(", and ");
      return `${open.document}, ${open.statement} (${open.effect}): ${about || "whether its resources include the role"}`;
    }
    case "control":
      return controlSentence(open.reason);
    case "organization":
      return "a policy of an organization (service or resource control policy), which was not read";
    case "suspected-organization":
      return (
        "a service control policy of the trusted account's organization, or a resource control policy of the trusting one's" +
        " (suspected, since all that can be read admits the call)"
      );
    case "session-policy":
      return "a session policy that the source session was made with";
    case "recent-change":
      return open.changes === undefined
        ? "a change of the last two minutes that has not reached every part of AWS yet"
        : `a change that has not reached every part of AWS yet, which is likely: ${recentText(open.changes)}. ` +
            "Wait for two minutes and try again";
  }
}
