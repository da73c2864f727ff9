/** Shows a review as a comment on a pull request, or as the summary of a workflow step. */
import { typedHere } from "../../shared/invocation";
import { findingKinds, type Finding, type Missing, type Review, type RoleReview } from "../model";
import { code, prose } from "./markdownText";
import {
  accountText,
  approvalStates,
  count,
  counts,
  findingGroups,
  lastUsed,
  organizationText,
  moment,
  nextSteps,
  headline,
  roleVerdicts,
  who,
  type FindingGroup,
} from "./words";

/** The most characters that GitHub allows in a comment. */
export const commentLimit = 65_536;

/** The text under one heading, in pieces. Each piece is shown whole or not at all. */
interface Section {
  readonly heading: string;
  readonly pieces: readonly string[];
  /** The noun for the pieces, singular and plural, for the line that says how many are left out. */
  readonly noun: readonly [string, string?];
}

const marks = { "as-approved": "✅", differs: "❌", unknown: "❔", incomplete: "❔" } as const;

/**
 * The review as GitHub Flavored Markdown, most urgent first: errors, what is not known, roles, warnings. If it is too
 * long, the end is left out, and the last line says how much.
 *
 * @param limit the most characters of the text; the summary of a step may have more than a comment
 */
export function asMarkdown(review: Review, limit = commentLimit): string {
  const sections: Section[] = [
    { heading: "### Errors", pieces: findingPieces(findingGroups(review, "error")), noun: ["error"] },
    {
      heading: "### Not known",
      pieces: review.missing.map((one, i) => missingPiece(review, one, i)),
      noun: ["thing that is not known", "things that are not known"],
    },
    {
      heading:
        `### Roles\n\n| | role | account | approval | who can assume it | last used | review by |\n| --- | --- ` +
        "| --- | --- | --- | --- | --- |",
      pieces: review.roles.map((role) => roleRow(review, role)),
      noun: ["role"],
    },
    { heading: "### Warnings", pieces: findingPieces(findingGroups(review, "warning")), noun: ["warning"] },
  ];
  const steps = nextSteps(review)
    .map((step) => `- ${prose(step)}`)
    .join("\n");
  const organization = organizationText(review);
  const about = `${counts(review)} (${moment(review.at)})${organization === undefined ? "" : `\n\n${prose(organization)}.`}`;
  const start = `## ${marks[review.verdict]} ${headline(review)}\n\n${about}\n\n${steps}\n`;
  const room = limit - start.length - 300;
  const { text, leftOut } = fill(
    sections.filter(({ pieces }) => pieces.length > 0),
    room,
  );
  return `${start}${text}${
    leftOut.length > 0
      ? `\n**Left out, since this text may have ${limit} characters: ${leftOut.join(", ")}.** ` +
        `${code(`${typedHere()} review`)} shows everything.\n`
      : ""
  }`;
}

/** Takes pieces in order until one does not fit. That one and the rest are counted. */
function fill(sections: readonly Section[], room: number): { text: string; leftOut: string[] } {
  const parts: string[] = [];
  const leftOut: string[] = [];
  let left = room;
  for (const { heading, pieces, noun } of sections) {
    let shown = 0;
    for (const piece of pieces) {
      const part = `${shown === 0 ? `\n${heading}\n` : ""}${piece}\n`;
      if (part.length > left || leftOut.length > 0) break;
      parts.push(part);
      left -= part.length;
      shown += 1;
    }
    if (shown < pieces.length) leftOut.push(count(pieces.length - shown, ...noun));
  }
  return { text: parts.join(""), leftOut };
}

function findingPieces(groups: readonly FindingGroup[]): string[] {
  return groups.flatMap(({ title, findings }) =>
    findings.map((finding, i) => `${i === 0 ? `\n#### ${code(title)}\n\n` : ""}${findingItem(finding)}`),
  );
}

function findingItem({ kind, principal, document, message, remedy }: Finding): string {
  const about = [principal, document].filter((one) => one !== undefined).map(code);
  return (
    `- **${kind}**: ${findingKinds[kind]}${about.length > 0 ? ` (${about.join(", ")})` : ""}  \n  ` +
    `${prose(message)}  \n  → ${prose(remedy)}`
  );
}

function missingPiece(review: Review, { what, account, stack, why, next }: Missing, i: number): string {
  const where = [
    ...(stack === undefined ? [] : [`stack ${code(stack)}`]),
    ...(account === undefined ? [] : [`account ${code(accountText(review, account))}`]),
  ];
  return (
    `${i === 0 ? "\n" : ""}- **${prose(what)}**${where.length > 0 ? ` (${where.join(", ")})` : ""}  \n  ` +
    `${prose(why)}  \n  → ${prose(next)}`
  );
}

function roleRow(review: Review, role: RoleReview): string {
  const cells = [
    `${marks[role.verdict]} ${roleVerdicts[role.verdict]}`,
    code(role.name),
    code(accountText(review, role.account)),
    approvalStates[role.approval.state],
    code(who(review, role, 4)),
    lastUsed(role),
    role.review ? code(role.review.by) : "–",
  ];
  return `| ${cells.join(" | ")} |`;
}
