/** The words of a difference, for every format that people read. Pure. */
import { parseIamArn } from "../../../policypack/iam";
import { durationText } from "../../../settings/values";
import type { Allowed, Difference, Way } from "../difference";

/** One heading and its lines. */
export interface Section {
  readonly heading: string;
  readonly tone: "wider" | "narrower" | "neutral";
  readonly lines: readonly Line[];
}

/** What is said first, and what stands below it. */
export interface Line {
  readonly text: string;
  readonly details: readonly string[];
}

/** What the verdict means, as a headline. */
export const headlines: Readonly<Record<Difference["verdict"], string>> = {
  wider: "Access gets wider",
  narrower: "Access gets narrower",
  same: "Access stays the same",
};

/** The most examples of one role. */
const mostExamples = 20;

/** The parts of a difference that say something, most urgent first. */
export function sectionsOf(difference: Difference): Section[] {
  const { gains, loses, permissions, sessions, findings, approvals, unknown } = difference;
  const longer = sessions.filter(({ before, after }) => after > before);
  const shorter = sessions.filter(({ before, after }) => after < before);
  const all: Section[] = [
    { heading: "Who gains access", tone: "wider", lines: gains.map(wayLine) },
    { heading: "What sessions may do more", tone: "wider", lines: allowedLines(permissions, "more") },
    { heading: "Sessions that last longer", tone: "wider", lines: longer.map(sessionLine) },
    { heading: "New findings of the policy pack", tone: "wider", lines: findings.new.map(findingLine) },
    { heading: "Approvals that no longer hold", tone: "wider", lines: approvals.map(approvalLine) },
    {
      heading: "Not known",
      tone: "neutral",
      lines: unknown.map(({ what, why }) => ({ text: what, details: [why] })),
    },
    { heading: "Who loses access", tone: "narrower", lines: loses.map(wayLine) },
    { heading: "What sessions may do no longer", tone: "narrower", lines: allowedLines(permissions, "less") },
    { heading: "Sessions that last shorter", tone: "narrower", lines: shorter.map(sessionLine) },
    { heading: "Findings that are gone", tone: "narrower", lines: findings.gone.map(findingLine) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

function wayLine({ role, principal, account, conditions }: Way): Line {
  const who = principal === "*" ? `every principal of ${account} that it is granted to` : `${principal} of ${account}`;
  return { text: `${who}: ${roleName(role)}`, details: conditions };
}

function allowedLines(permissions: Difference["permissions"], side: "more" | "less"): Line[] {
  return permissions.flatMap(({ role, [side]: allowed }) =>
    allowed.length === 0 ? [] : [{ text: roleName(role), details: examples(allowed) }],
  );
}

function examples(allowed: readonly Allowed[]): string[] {
  const texts = allowed.slice(0, mostExamples).map(({ action, resource }) => `for example ${action} on ${resource}`);
  return allowed.length > mostExamples ? [...texts, `and ${allowed.length - mostExamples} more`] : texts;
}

function sessionLine({ role, before, after }: Difference["sessions"][number]): Line {
  return { text: `${roleName(role)}: ${durationText(before)} before, ${durationText(after)} now`, details: [] };
}

function findingLine({ role, rule, level, message }: Difference["findings"]["new"][number]): Line {
  return { text: `${roleName(role)}: ${rule} (${level})`, details: [message] };
}

function approvalLine({ role, beyond }: Difference["approvals"][number]): Line {
  return { text: roleName(role), details: beyond.map((one) => `not approved: ${one}`) };
}

/** `deploy in 111111111111`. */
function roleName(arn: string): string {
  const { path = "/", name = arn, account = "" } = parseIamArn(arn) ?? {};
  return account === "" ? arn : `${path.slice(1)}${name} in ${account}`;
}
