/**
 * Puts a decision into the text of `approvals.yaml`. Pure. Text outside the role's entry stays the same, byte for byte.
 * Inside the entry, a comment stays beside its subject as long as the subject is still there.
 */
import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Approval } from "./approval";
import { approvalsVersion } from "./form";
import { unusable } from "../../../settings/yamlForm";
import { readText } from "./text";

const comment = `# What was approved of each role: who may assume it, what it lets them do, by whom, why and until when.
# \`cross-account review --approve\` writes it; a review compares the accounts with it.
`;
const beginning = `version: ${approvalsVersion}

approvals:
`;
const header = comment + beginning;

/** No line wrapping: one value is one line, which is easy to read in a diff. */
const style = { lineWidth: 0, indentSeq: true } as const;

/**
 * The text with this decision in it: in the place of the role's former decision, or at the end.
 * @param text undefined when there is no file yet
 * @param path for messages
 * @throws UnusableFile when the text cannot be read, or the decision cannot be inserted without losing something
 */
export function withApproval(text: string | undefined, path: string, approval: Approval): string {
  const before = text ?? header;
  const { approvals, document, entries } = readText(text === undefined ? `${header}  []\n` : before, path);
  const place = approvals.findIndex(({ arn }) => arn === approval.arn);
  const newline = /\r\n/.test(before) ? "\r\n" : "\n";
  const after = (
    text === undefined ? header + appended("", approval, 2) : edited(before, document, entries, place, approval)
  ).replaceAll(/\r?\n/g, newline);
  const expected =
    place < 0 ? [...approvals, approval] : approvals.map((other, at) => (at === place ? approval : other));
  // The edit works on text, so the result is parsed and compared before anything is written.
  if (!isDeepStrictEqual(plain(readText(after, path).approvals), plain(expected))) {
    throw unusable(path, [
      `${path}: the approval of ${approval.arn} cannot be put into this file as it is written; give the list ` +
        `under approvals a line for each entry that begins with "- "`,
    ]);
  }
  return after;
}

function edited(
  text: string,
  document: Document.Parsed,
  entries: YAMLSeq<YAMLMap> | undefined,
  place: number,
  approval: Approval,
): string {
  if (entries === undefined) return `${endedLine(text)}${text === "" ? header : beginning}${appended("", approval, 2)}`;
  if (entries.flow === true || entries.items.some(({ flow }) => flow === true)) {
    // The list is in JSON style, without lines of its own, so no line of it can be kept.
    entries.flow = false;
    if (place < 0) entries.add(document.createNode(entryOf(approval)));
    else update(document, entries.items[place]!, entryOf(approval));
    return document.toString(style);
  }
  if (place < 0) return insertedAtEnd(text, entries, approval);
  const map = entries.items[place]!;
  const [from, to] = map.range!;
  update(document, map, entryOf(approval));
  const before = map.commentBefore;
  map.commentBefore = null;
  map.spaceBefore = false;
  const written = indented(map, columnOf(text, from));
  map.commentBefore = before ?? null;
  return text.slice(0, from) + written + (text.slice(from, to).endsWith("\n") ? "\n" : "") + text.slice(to);
}

/** Inserts the new entry directly after the last one, before comments at the end of the file. */
function insertedAtEnd(text: string, entries: YAMLSeq<YAMLMap>, approval: Approval): string {
  const last = entries.items.at(-1)!;
  const dash = text.lastIndexOf("-", last.range![0]);
  const end = last.range![1];
  return endedLine(text.slice(0, end)) + appended("\n", approval, columnOf(text, dash)) + text.slice(end);
}

function appended(gap: string, approval: Approval, column: number): string {
  const node = new Document(entryOf(approval)).contents as unknown as YAMLMap;
  return `${gap}${" ".repeat(column)}- ${indented(node, column + 2)}\n`;
}

/** A map as text. The first line is not indented, because the text before it already ends at the column. */
function indented(map: YAMLMap, column: number): string {
  const document = new Document();
  document.contents = map;
  const text = document.toString(style).replace(/\n+$/, "");
  return text.replaceAll(/\n(?=[^\n])/g, `\n${" ".repeat(column)}`);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function endedLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** The entry's keys in the order in which people read them. */
function entryOf({
  arn,
  by,
  at,
  reason,
  until,
  principals,
  trust,
  maxSessionDuration,
  policies,
  boundary,
}: Approval): Record<string, unknown> {
  return {
    role: arn,
    by,
    at,
    reason,
    until,
    principals,
    trust,
    maxSessionDuration,
    policies,
    ...(boundary && { boundary }),
  };
}

/** Changes a node to a value. Parts that already have the value stay as they are, with their comments. */
function update(document: Document.Parsed, node: Node, value: unknown): Node {
  if (isMap(node) && typeof value === "object" && value !== null && !Array.isArray(value)) {
    const wanted = Object.entries(value);
    const known = new Map(node.items.map((pair) => [keyOf(pair), pair]));
    const made = new Map(
      wanted.map(([key, inner]): [string, Pair] => {
        const pair = known.get(key);
        if (pair === undefined) return [key, document.createPair(key, inner)];
        pair.value = update(document, pair.value as Node, inner);
        return [key, pair];
      }),
    );
    // Old keys keep their order; new keys come last.
    node.items = [
      ...node.items.flatMap((pair) => made.get(keyOf(pair)) ?? []),
      ...wanted.flatMap(([key]) => (known.has(key) ? [] : [made.get(key)!])),
    ];
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    const free = [...node.items] as Node[];
    const same = value.map((wanted) => {
      const found = free.findIndex((item) => isDeepStrictEqual(item.toJS(document), wanted));
      return found < 0 ? undefined : free.splice(found, 1)[0];
    });
    node.items = value.map((wanted: unknown, at) => {
      if (same[at] !== undefined) return same[at];
      const alike = free.findIndex(
        (item) => isMap(item) && identity(item.toJS(document)) === identity(wanted) && identity(wanted) !== undefined,
      );
      return alike < 0 ? document.createNode(wanted) : update(document, free.splice(alike, 1)[0]!, wanted);
    });
    return node;
  }
  if (isScalar(node) && !(typeof value === "object" && value !== null)) {
    if (node.value === value) return node;
    const scalar = new Scalar(value);
    Object.assign(scalar, { comment: node.comment, commentBefore: node.commentBefore, spaceBefore: node.spaceBefore });
    return scalar;
  }
  return document.createNode(value);
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

/** The field by which a changed policy or statement is recognised as the same one. */
function identity(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const { name, Sid } = value as { name?: unknown; Sid?: unknown };
  return name ?? Sid;
}

/** The value without keys that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
