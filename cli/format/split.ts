/**
 * Moves the entries of a stack's file into files of their own. It moves the lines as they are written, so that comments,
 * quotes and order stay; whoever calls it compares what both say. Pure.
 */
import { Document, isMap, isScalar, type Node, type Pair } from "yaml";
import { yamlText } from "../../settings/yamlText";

/** An entry that moves. */
interface MovedEntry {
  readonly section: string;
  readonly name: string;
  /** The text of its file. */
  readonly text: string;
}

/** What becomes of a stack's file. */
export interface Split {
  /** The text that stays. */
  readonly rest: string;
  readonly entries: readonly MovedEntry[];
}

/**
 * Splits a text.
 *
 * @param sections the sections whose entries move, by the keys that they may be written with
 */
export function split(text: string, sections: ReadonlyMap<string, string>): Split {
  const { document, lines: counter } = yamlText(text);
  const lines = text.split("\n");
  const lineOf = ({ key }: Pair): number => counter.linePos((key as Node).range![0]).line - 1;
  const top = isMap(document.contents) ? document.contents.items : [];
  const place = top.findIndex((pair) => nameOf(pair) === "config");
  const config = top[place]?.value;
  if (!isMap(config) || config.flow) return { rest: text, entries: [] };
  const entries: MovedEntry[] = [];
  const moved = new Set<number>();
  config.items.forEach((pair, at) => {
    const section = sections.get(nameOf(pair));
    const { value } = pair;
    if (section === undefined || !isMap(value) || value.items.length === 0) return;
    const next = config.items[at + 1] ?? top[place + 1];
    const from = lineOf(pair);
    // What stands as far left as the section's key is not about its entries.
    const to = withoutTail(lines, from + 1, next === undefined ? lines.length : lineOf(next), columnOf(lines[from]!));
    const starts = value.items.map(lineOf);
    const read = value.flow ? value.items.map(flowText) : blockTexts(lines, starts, from + 1, to);
    entries.push(...value.items.map((one, index) => ({ section, name: nameOf(one), text: read[index]! })));
    for (let line = from; line < to; line++) moved.add(line);
  });
  return { rest: lines.filter((_, line) => !moved.has(line)).join("\n"), entries };
}

/** The texts of entries that begin on lines of their own, each with the comments above it. */
function blockTexts(lines: readonly string[], starts: readonly number[], from: number, to: number): string[] {
  const tops = starts.map((start, at) => {
    let first = start;
    while (first > (at === 0 ? from : starts[at - 1]! + 1) && /^\s*(?:#|$)/.test(lines[first - 1]!)) first--;
    return first;
  });
  return starts.map((start, at) => {
    const body = lines.slice(start + 1, tops[at + 1] ?? to);
    const column = Math.min(...body.filter((line) => /^\s*[^\s#]/.test(line)).map(columnOf));
    // Behind the key stands a comment, or a value that begins there.
    const behind = lines[start]!.slice(lines[start]!.search(/:(?:\s|$)/) + 1).trim();
    const text = [
      ...lines.slice(tops[at], start).map((line) => line.trim()),
      ...(behind === "" ? [] : [behind]),
      ...body.map((line) => line.slice(Math.min(column, columnOf(line)))),
    ];
    return `${text.join("\n").replace(/^\n+/, "").trimEnd()}\n`;
  });
}

/** An entry within braces has no lines of its own; it is written anew. */
function flowText({ value }: Pair): string {
  const document = new Document();
  document.contents = value as typeof document.contents;
  return String(document);
}

/** The end of a part, before the blank lines and comments at its end that stand at most so far in. */
function withoutTail(lines: readonly string[], from: number, to: number, column: number): number {
  const isTail = (line: string) => /^\s*$/.test(line) || (/^\s*#/.test(line) && columnOf(line) <= column);
  let end = to;
  while (end > from && isTail(lines[end - 1]!)) end--;
  return end;
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : "";
}

function columnOf(line: string): number {
  return line.length - line.trimStart().length;
}
