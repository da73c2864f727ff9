/** Shows a review at a terminal. */
import { createColors } from "picocolors";
import stringWidth from "string-width";
import { wrap } from "../../wrap";
import { findingKinds, type Finding, type Missing, type Review } from "../model";
import { cut, visible } from "../../../settings/visible";
import { columnWidths, rowLines } from "./columns";
import {
  accountText,
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

/** The properties of a terminal. */
export interface TableOptions {
  /** The number of columns; at least 72 are used. */
  readonly width: number;
  /** Whether to colour. Colour is never the only sign of anything. */
  readonly colour: boolean;
}

type Colours = ReturnType<typeof createColors>;

const heads = ["role", "account", "verdict", "who can assume it", "last used", "review by"];
/** The columns with long texts, which may be narrowed. The others are as wide as their longest text. */
const elastic: readonly [number, number] = [0, 3];
/** The column of the account. A long name goes on in the next line. */
const accountColumn = 1;
const mostOfAccount = 15;
/** The most characters of a message or name. */
const longest = 4000;

/** The review as text: a summary, a row for each role, the findings, what is not known, and what to do next. */
export function asTable(review: Review, { width, colour }: TableOptions): string {
  const columns = Math.max(width, 72);
  const colours = createColors(colour);
  const tone =
    review.verdict === "as-approved" ? colours.green : review.verdict === "differs" ? colours.red : colours.yellow;
  const blocks = [
    [
      tone(colours.bold(headline(review))),
      ...wrap(`${counts(review)} (${moment(review.at)})`, columns),
      ...organizationLines(review, columns),
    ].join("\n"),
    ...(review.roles.length > 0 ? [roleTable(review, columns, colours)] : []),
    ...section("Errors", colours.red, findingGroups(review, "error"), columns, colours),
    ...section("Warnings", colours.yellow, findingGroups(review, "warning"), columns, colours),
    ...(review.missing.length > 0
      ? [
          [
            colours.bold(colours.yellow("Not known")),
            ...review.missing.flatMap((one) => missingLines(review, one, columns)),
          ].join("\n"),
        ]
      : []),
    [colours.bold("Next"), ...nextSteps(review).flatMap((step) => item("→", step, columns))].join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function organizationLines(review: Review, width: number): string[] {
  const text = organizationText(review);
  return text === undefined ? [] : paragraph(`${text}.`, width, 0);
}

function roleTable(review: Review, width: number, colours: Colours): string {
  const { roles } = review;
  const rows = roles.map((role) => [
    visible(cut(role.name, 200)),
    visible(cut(accountText(review, role.account), 200)),
    roleVerdicts[role.verdict],
    visible(cut(who(review, role, 4), 400)),
    lastUsed(role),
    visible(role.review?.by ?? "–"),
  ]);
  const widths = columnWidths(
    heads.map((head, i) => {
      const widest = rows.reduce((most, row) => Math.max(most, stringWidth(row[i]!)), head.length);
      return i === accountColumn ? Math.min(widest, mostOfAccount) : widest;
    }),
    width,
    elastic,
  );
  const tones = { "as-approved": colours.green, differs: colours.red, unknown: colours.yellow };
  return [
    colours.dim(rowLines(heads, widths).join("\n")),
    ...rows.flatMap((row, i) =>
      rowLines(row, widths, (cell, column) => (column === 2 ? tones[roles[i]!.verdict](cell) : cell)),
    ),
  ].join("\n");
}

function section(
  title: string,
  tone: (text: string) => string,
  groups: readonly FindingGroup[],
  width: number,
  colours: Colours,
): string[] {
  if (groups.length === 0) return [];
  const lines = groups.flatMap((group) => [
    colours.bold(`  ${visible(cut(group.title, longest))}`),
    ...group.findings.flatMap((finding) => findingLines(finding, width, tone)),
  ]);
  return [[colours.bold(tone(title)), ...lines].join("\n")];
}

function findingLines(
  { kind, level, principal, document, message, remedy }: Finding,
  width: number,
  tone: (text: string) => string,
): string[] {
  const about = [principal, document].filter((one) => one !== undefined).map((one) => visible(cut(one, longest)));
  return [
    ...headLines(level === "error" ? "✗" : "·", kind, width, tone),
    ...about.map((one) => `      ${one}`),
    ...paragraph(message, width, 6),
    ...item("→", remedy, width, 6),
  ];
}

/** The first line of a finding: its kind in colour, then the meaning of the kind. */
function headLines(mark: string, kind: Finding["kind"], width: number, tone: (text: string) => string): string[] {
  const indent = 4;
  const [first = "", ...more] = item(mark, `${kind}: ${findingKinds[kind]}`, width, indent);
  const end = indent + mark.length + 1 + kind.length;
  return [first.slice(0, indent) + tone(first.slice(indent, end)) + first.slice(end), ...more];
}

function missingLines(review: Review, { what, account, stack, why, next }: Missing, width: number): string[] {
  const where = [
    ...(stack === undefined ? [] : [`stack ${stack}`]),
    ...(account === undefined ? [] : [`account ${accountText(review, account)}`]),
  ];
  return [
    ...item("?", `${what}${where.length > 0 ? ` (${where.join(", ")})` : ""}`, width),
    ...paragraph(why, width, 4),
    ...item("→", next, width, 4),
  ];
}

function paragraph(text: string, width: number, indent: number): string[] {
  return wrap(visible(cut(text, longest)), width - indent).map((line) => `${" ".repeat(indent)}${line}`);
}

function item(mark: string, text: string, width: number, indent = 2): string[] {
  return paragraph(text, width, indent + 2).map((line, i) =>
    i === 0 ? `${" ".repeat(indent)}${mark} ${line.trimStart()}` : line,
  );
}
