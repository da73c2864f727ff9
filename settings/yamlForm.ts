/**
 * Reads a YAML file by its form. Every problem says the file, the line, what was found and what is expected. What the
 * file says must stand where it is read: no anchors, no aliases, no marks of a merge. Pure.
 */
import { isCollection, isMap, isSeq, type Document, type Node, type ParsedNode, visit } from "yaml";
import type { z } from "zod";
import { type Problem, problemsOf } from "./problems";
import { yamlText } from "./yamlText";

/** A file that cannot be used. The message lists every problem. */
export class UnusableFile extends Error {
  override readonly name = "UnusableFile";

  /** @param lines the message; what was found is not escaped yet */
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/** A text that has the right form. */
export interface FormText<Value> {
  /** Undefined when the text has nothing but comments. */
  readonly value?: Value;
  /** The YAML document; each node knows its position in the text. */
  readonly document: Document.Parsed;
}

/** How a text is read. */
export interface FormOptions<Form extends z.ZodType> {
  readonly form: Form;
  /** Why everything has to stand in full, for the message about an anchor. */
  readonly inFull: string;
  /** What the form cannot say. */
  readonly check?: (value: z.output<Form>, document: Document.Parsed) => readonly Problem[];
}

/**
 * Reads a text.
 *
 * @param path for messages
 * @throws UnusableFile with every problem as `path:line: …`
 */
export function readForm<Form extends z.ZodType>(
  text: string,
  path: string,
  { form, inFull, check = () => [] }: FormOptions<Form>,
): FormText<z.output<Form>> {
  const conflict = /^(?:<{7}|\|{7}|>{7})(?= |\r?$)/m.exec(text);
  if (conflict !== null) {
    throw unusable(path, [
      `${path}:${lineOf(text, conflict.index)}: found ${JSON.stringify(conflict[0])}, the mark of a merge ` +
        "conflict that is left; decide which of the two sides counts, or take both, and remove the marks",
    ]);
  }
  const { document, lines, faults } = yamlText(text);
  const at = (offset: number): string => `${path}:${lines.linePos(offset).line}`;
  const told = ({ path: place, message }: Problem): string =>
    `${at(nodeAt(document, place)?.range?.[0] ?? 0)}: ${place === "" ? "" : `${place}: `}${message}`;
  if (faults.length > 0)
    throw unusable(path, faults, ({ offset, message }) => `${at(offset)}: not valid YAML: ${message}`);
  const shared = anchorsIn(document).map(
    ({ offset, what }) => `${at(offset)}: found ${what}, expected the text itself: ${inFull}`,
  );
  if (shared.length > 0) throw unusable(path, shared);
  if (document.contents === null) return { document };
  const value: unknown = document.toJS();
  const read = form.safeParse(value);
  if (!read.success) throw unusable(path, problemsOf(read.error, [], value), told);
  const problems = check(read.data, document);
  if (problems.length > 0) throw unusable(path, problems, told);
  return { value: read.data, document };
}

/** How many problems are listed. A longer list helps nobody. */
const mostListed = 100;

/** An error that names the file and lists the problems. */
export function unusable(path: string, problems: readonly string[]): UnusableFile;
/** Words only the problems that are listed, because wording one means searching the file for its line. */
export function unusable<Problem>(
  path: string,
  problems: readonly Problem[],
  worded: (problem: Problem) => string,
): UnusableFile;
export function unusable<Problem>(
  path: string,
  problems: readonly Problem[],
  worded: (problem: Problem) => string = String,
): UnusableFile {
  const listed = problems.slice(0, mostListed).map(worded);
  if (problems.length === 1) return new UnusableFile(listed);
  const more = problems.length > mostListed ? [`  and ${problems.length - mostListed} more`] : [];
  return new UnusableFile([
    `${path} has ${problems.length} problems:`,
    ...listed.map((problem) => `  ${problem}`),
    ...more,
  ]);
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
