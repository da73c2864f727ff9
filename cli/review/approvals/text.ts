/** Reads the text of `approvals.yaml`. Every problem says the file, the line and what is expected. Pure. */
import {
  isCollection,
  isMap,
  isSeq,
  type Node,
  type ParsedNode,
  visit,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isTooFar, latestDay } from "../../../policypack/calendar";
import { problemsOf } from "../../../settings/problems";
import { yamlText } from "../../../settings/yamlText";
import type { Approval } from "./approval";
import { type ApprovalEntry, approvalsForm } from "./form";

/** Approvals, or a decision, that cannot be used. The message lists every problem. */
export class UnusableApprovals extends Error {
  override readonly name = "UnusableApprovals";

  /** @param lines the message; what was found is not escaped yet */
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/** A text of approvals that was read. */
export interface ApprovalsText {
  readonly approvals: readonly Approval[];
  /** The YAML document; each node knows its position in the text. */
  readonly document: Document.Parsed;
  /** The entries, in the order of {@link approvals}; undefined when the text is empty. */
  readonly entries?: YAMLSeq<YAMLMap>;
}

/**
 * Reads a text. A text of comments only has no approvals.
 * @param path for messages
 * @throws UnusableApprovals with every problem as `path:line: …`
 */
export function readText(text: string, path: string): ApprovalsText {
  const conflict = /^(?:<{7}|\|{7}|>{7})(?= |\r?$)/m.exec(text);
  if (conflict !== null) {
    throw unusable(path, [
      `${path}:${lineOf(text, conflict.index)}: found ${JSON.stringify(conflict[0])}, the mark of a merge ` +
        "conflict that is left; decide which of the two sides counts, or take both, and remove the marks",
    ]);
  }
  const { document, lines, faults } = yamlText(text);
  const at = (offset: number): string => `${path}:${lines.linePos(offset).line}`;
  if (faults.length > 0)
    throw unusableFor(path, faults, ({ offset, message }) => `${at(offset)}: not valid YAML: ${message}`);
  const shared = anchorsIn(document).map(
    ({ offset, what }) =>
      `${at(offset)}: found ${what}, expected the text itself: each decision says in full what was approved`,
  );
  if (shared.length > 0) throw unusable(path, shared);
  if (document.contents === null) return { approvals: [], document };
  const value: unknown = document.toJS();
  const read = approvalsForm.safeParse(value);
  if (!read.success) {
    throw unusableFor(path, problemsOf(read.error, [], value), ({ path: place, message }) => {
      const node = nodeAt(document, place);
      return `${at(node?.range?.[0] ?? 0)}: ${place === "" ? "" : `${place}: `}${message}`;
    });
  }
  const now = new Date();
  const far = read.data.approvals.flatMap(({ until }, place) =>
    isTooFar(until, now) ? [{ path: `approvals[${place}].until`, until }] : [],
  );
  if (far.length > 0)
    throw unusableFor(
      path,
      far,
      ({ path: place, until }) =>
        `${at(nodeAt(document, place)?.range?.[0] ?? 0)}: ${place}: found "${until}", which is more than ten ` +
        `years away; the latest possible day is ${latestDay(now)}`,
    );
  return {
    approvals: read.data.approvals.map(approvalOf),
    document,
    entries: document.get("approvals") as YAMLSeq<YAMLMap>,
  };
}

/** How many problems are listed. A longer list helps nobody. */
const mostListed = 100;

/** An error that names the file and lists the problems. */
export function unusable(path: string, problems: readonly string[]): UnusableApprovals {
  return unusableFor(path, problems, (problem) => problem);
}

/** Words only the problems that are listed, because wording one means searching the file for its line. */
function unusableFor<Problem>(
  path: string,
  problems: readonly Problem[],
  worded: (problem: Problem) => string,
): UnusableApprovals {
  const listed = problems.slice(0, mostListed).map(worded);
  if (problems.length === 1) return new UnusableApprovals(listed);
  const more = problems.length > mostListed ? [`  and ${problems.length - mostListed} more`] : [];
  return new UnusableApprovals([
    `${path} has ${problems.length} problems:`,
    ...listed.map((problem) => `  ${problem}`),
    ...more,
  ]);
}

function approvalOf({ role, boundary, ...rest }: ApprovalEntry): Approval {
  return { arn: role, ...rest, ...(boundary !== undefined && { boundary }) };
}

/** Finds anchors and aliases. They are refused: the text of an alias may be far away, or much longer than the alias. */
function anchorsIn(document: Document.Parsed): { offset: number; what: string }[] {
  const found: { offset: number; what: string }[] = [];
  visit(document, {
    Alias: (_, { source, range }) => void found.push({ offset: range?.[0] ?? 0, what: `the alias *${source}` }),
    Node: (_, node) => {
      const { anchor, range } = node as { anchor?: string; range?: ParsedNode["range"] };
      if (anchor !== undefined) found.push({ offset: range?.[0] ?? 0, what: `the anchor &${anchor}` });
    },
  });
  return found;
}

/** The node at a path such as `approvals[0].until`, or the nearest one above it. */
function nodeAt(document: Document.Parsed, path: string): Node | undefined {
  let node: Node | undefined = document.contents ?? undefined;
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (!isCollection(node)) break;
    const place = index === undefined ? key : Number(index);
    const value: unknown = node.get(place, true);
    const named: Node | undefined = isMap(node)
      ? (node.items.find((pair) => String(pair.key) === key)?.key as Node | undefined)
      : undefined;
    const inner = (isSeq(value) || isMap(value) ? value : (named ?? value)) as Node | null | undefined;
    if (inner === undefined || inner === null) break;
    node = inner;
  }
  return node;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
