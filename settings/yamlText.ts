/**
 * Reads YAML that others may have written. Text that can be read in two ways, or that is made to exhaust its reader, is
 * a problem.
 */
import {
  Composer,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
  visit,
} from "yaml";
import { visibleJson } from "./visible";

/** The most characters of a text. People write far fewer. */
const mostCharacters = 5 * 1024 * 1024;
/** The most levels of nesting. Without a limit, a deep text would overflow the reader's stack. */
const mostLevels = 100;

/** Something wrong with a text. */
export interface YamlFault {
  /** The index of the character in the text, from 0. */
  readonly offset: number;
  readonly message: string;
}

/** A text that was read, with what is wrong with it. The document may be used only when there are no faults. */
export interface YamlText {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly faults: readonly YamlFault[];
}

/** The error for a text that is not usable YAML. */
export class YamlError extends Error {
  override readonly name = "YamlError";

  /** @param line where it stands, from 1; undefined when that is not known */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

type Options = DocumentOptions & ParseOptions & SchemaOptions;

/** Characters that YAML does not allow unescaped: https://yaml.org/spec/1.2.2/#51-character-set */
const notPrintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Characters that are line breaks in YAML 1.1, which the engine reads, but not in YAML 1.2. */
const breaksOfSome = /[\x85\u2028\u2029]/;

/** Reads a text, and keeps the positions of its parts. */
export function yamlText(text: string, options: Options = {}): YamlText {
  const lines = new LineCounter();
  const made = (document: Document.Parsed, faults: readonly YamlFault[]): YamlText => ({ document, lines, faults });
  const compose = (tokens: Iterable<CST.Token>): Document.Parsed[] =>
    [
      ...new Composer({
        schema: "core",
        ...options,
        uniqueKeys: false,
        prettyErrors: false,
        logLevel: "silent",
      }).compose(tokens, true, text.length),
    ] as Document.Parsed[];
  const unread = (offset: number, message: string): YamlText => made(compose([])[0]!, [{ offset, message }]);
  lines.addNewLine(0);
  if (text.length > mostCharacters)
    return unread(0, `found ${text.length} characters, expected at most ${mostCharacters}`);
  const strange = notPrintable.exec(text);
  if (strange) return unread(strange.index, `found ${quoted(strange[0])}, which YAML does not allow`);
  const ambiguous = breaksOfSome.exec(text);
  if (ambiguous)
    return unread(
      ambiguous.index,
      `found ${quoted(ambiguous[0])}, which is a line break to some readers of YAML and none to others; expected another character`,
    );
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // Each level has two tokens on the stack: one for the block and one for what is in it.
    if (parser.stack.length > 2 * mostLevels)
      return unread(parser.offset, `found more than ${mostLevels} levels, expected fewer`);
  }
  const [document, second] = compose([...tokens, ...parser.end()]) as [Document.Parsed, Document.Parsed?];
  if (second) return made(document, [{ offset: second.range[0], message: "found a second document, expected one" }]);
  return made(document, [
    ...[...document.errors, ...document.warnings].map(({ pos, message }) => ({ offset: pos[0], message })),
    ...partFaults(document),
  ]);
}

/**
 * Reads a text as JavaScript values.
 *
 * @throws YamlError with the line, the column, and what is wrong with it
 */
export function readYaml(text: string, options: Options = {}): unknown {
  const {
    document,
    lines,
    faults: [fault],
  } = yamlText(text, options);
  if (fault) {
    const { line, col } = lines.linePos(fault.offset);
    throw new YamlError(`line ${line}, column ${col}: ${fault.message}`, line);
  }
  try {
    return document.toJS();
  } catch (error) {
    // An alias refers to nothing, to itself, or to more than fits into memory.
    throw new YamlError((error as Error).message.split("\n")[0]!);
  }
}

function quoted(text: string): string {
  return visibleJson(JSON.stringify(text));
}

/**
 * Finds keys that are not text or are repeated, halves of surrogate pairs, and values that contain themselves. Readers
 * disagree on the meaning of these, or never finish.
 */
function partFaults(document: Document.Parsed): YamlFault[] {
  const faults: YamlFault[] = [];
  const found = (node: unknown, message: string): void =>
    void faults.push({ offset: (isNode(node) ? node.range?.[0] : undefined) ?? 0, message });
  visit(document, {
    Map: (_, map) => {
      const known = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === null) {
          found(
            key,
            `found ${isMap(key) ? "an object" : isSeq(key) ? "a list" : isScalar(key) || key === null ? "nothing" : "an alias"}` +
              " as a key, expected text",
          );
          continue;
        }
        const name = typeof key.value === "string" ? key.value : JSON.stringify(key.value);
        if (known.has(name)) found(key, `found the key ${quoted(name)} a second time, expected each once`);
        known.add(name);
      }
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "number" && !Number.isFinite(scalar.value))
        found(scalar, `found ${scalar.source}, expected a number`);
      if (typeof scalar.value === "string" && /\p{Surrogate}/u.test(scalar.value))
        found(scalar, `found ${quoted(scalar.value)}, which has half of a character in it`);
    },
    Alias: (_, alias, path) => {
      if (path.some((above) => isNode(above) && "anchor" in above && above.anchor === alias.source))
        found(alias, `found *${alias.source} within &${alias.source}, so that it would have itself in it`);
    },
  });
  return faults;
}
