/** Texts of values, in the forms that people write them in, and changes of the text itself. */
import * as fc from "fast-check";
import { stringify } from "yaml";
import { edited, edits, strangeTexts, type Edit, type Json } from "./edits";
import { slippedLines, slippedScalars } from "./slips";

/** How a value is written. */
const forms = ["json", "json-indented", "yaml", "yaml-flow", "yaml-quoted"] as const;
type Form = (typeof forms)[number];

/** One change of a text; `at` counts characters or lines, past the end from the beginning again. */
export type Touch =
  | { readonly touch: "insert"; readonly at: number; readonly text: string }
  | { readonly touch: "delete"; readonly at: number; readonly length: number }
  | { readonly touch: "line"; readonly at: number; readonly text: string }
  | { readonly touch: "twice" | "without"; readonly at: number }
  /** Puts text in the place of the scalar that is nearest after `at`. */
  | { readonly touch: "scalar"; readonly at: number; readonly text: string }
  | { readonly touch: "all"; readonly how: "crlf" | "cr" | "bom" | "nul" | "tabs" | "cut" | "twice" | "escapes" };

const snippets = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "'",
  "#",
  "&a ",
  "*a",
  "<<: *a",
  "!!binary ",
  "!!js/function ",
  "!!python/object:os.system ",
  "!!timestamp ",
  "!!set ",
  "!!merge ",
  "!x ",
  "|",
  ">",
  "- ",
  "? ",
  "%YAML 1.1\n---\n",
  "---\n",
  "...\n",
  "\\u0000",
  "\\ud800",
  "\\x00",
  "//",
  "/* */",
  ...strangeTexts,
];
const scalars = [
  ...slippedScalars,
  "2027-05-01",
  "2027-05-01T10:00:00Z",
  "12:30:45",
  "0o17",
  "017",
  "0x1F",
  "1_000",
  "1e400",
  "-0",
  ".inf",
  ".nan",
  "~",
  "null",
  "yes",
  "on",
  "No",
  "012345678901",
  "222222222222",
  "&a x",
  "*a",
  "!!str 1",
  "!!binary aGVsbG8=",
  "!!null",
  "!!float 1",
  "@x",
  "`x`",
  "%x",
  "{}",
  "[]",
  "[[[[",
  '"\\u0041"',
  "'a''b'",
];
const lines = [
  ...slippedLines,
  "<<: *a",
  "__proto__: {}",
  "constructor: {}",
  "? [a]\n: b",
  "? {a: b}\n: c",
  "a: &a [*a]",
  "b: !!omap [a: 1]",
  "\t",
  "  - ",
  "# comment",
  "---",
  "<<<<<<< HEAD",
  "=======",
  ">>>>>>> other",
  "version: 1",
];

const touch: fc.Arbitrary<Touch> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      touch: fc.constant("scalar" as const),
      at: fc.nat(2_000),
      text: fc.constantFrom(...scalars),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      touch: fc.constant("insert" as const),
      at: fc.nat(2_000),
      text: fc.constantFrom(...snippets),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      touch: fc.constant("delete" as const),
      at: fc.nat(2_000),
      length: fc.constantFrom(1, 2, 5, 40),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ touch: fc.constant("line" as const), at: fc.nat(80), text: fc.constantFrom(...lines) }),
  },
  { weight: 2, arbitrary: fc.record({ touch: fc.constantFrom("twice" as const, "without" as const), at: fc.nat(80) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      touch: fc.constant("all" as const),
      how: fc.constantFrom("crlf", "cr", "bom", "nul", "tabs", "cut", "twice", "escapes"),
    }),
  },
);

/** A few changes of a text. */
export const textTouches: fc.Arbitrary<readonly Touch[]> = fc.array(touch, { minLength: 1, maxLength: 3 });

/** Texts that have nothing of the example: huge, deep, or made to grow when they are read. */
const bombs: readonly (() => string)[] = [
  () => "",
  () => " \n",
  () => "null",
  () => '""',
  () => "0",
  () => "- a",
  () => "hello",
  () => "\u0000",
  () => "\ufeff",
  () => "---\n---\n",
  () => "a: b: c",
  () => "[".repeat(30_000_000),
  () => "[".repeat(100_000),
  () => '{"a":'.repeat(100_000),
  () => "- ".repeat(20_000),
  () => "a:\n".repeat(5_000),
  () => `"${"x".repeat(5_000_000)}"`,
  () =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: Array.from({ length: 2_000 }, (_, i) => ({
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:eu-west-1:111111111111:q${i}`,
      })),
    }),
  () => `${Array.from({ length: 60_000 }, (_, i) => `k${i}: v`).join("\n")}\n`,
  () =>
    `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join("\n")}\n`,
  () => "a: &a\n  b: *a\n",
  () => `config: &c\n  <<: *c\n`,
  () => `{${'"a":1,'.repeat(50_000)}"a":1}`,
  () => `"${"\\u0000".repeat(100_000)}"`,
  () => "x".repeat(1_000_000),
  () => `# ${"x".repeat(1_000_000)}\n`,
  () => `${"#\n".repeat(200_000)}`,
];

/** A text of one of the examples, changed. */
export interface ChangedText {
  readonly text: string;
  /** True where the text is meant as YAML. */
  readonly yaml: boolean;
}

/** Texts made of the examples: the value is edited, written in some form, and the text is touched; and now and then a bomb. */
export function texts(examples: readonly object[], only?: "json" | "yaml"): fc.Arbitrary<ChangedText> {
  const possible = forms.filter((form) => only === undefined || form.startsWith(only));
  const made = fc
    .record({
      example: fc.constantFrom(...(examples as readonly Json[])),
      changes: edits,
      form: fc.constantFrom(...possible),
      touches: fc.oneof(
        { weight: 3, arbitrary: fc.constant<readonly Touch[]>([]) },
        { weight: 2, arbitrary: textTouches },
      ),
    })
    .map(({ example, changes, form, touches }) => ({
      text: touched(textOf(example, changes, form), touches),
      yaml: form.startsWith("yaml"),
    }));
  const bomb = fc
    .record({ at: fc.nat(bombs.length - 1), yaml: fc.constant(only === "yaml") })
    .map(({ at, yaml }) => ({ text: bombs[at]!(), yaml }));
  return fc.oneof({ weight: 60, arbitrary: made }, { weight: 1, arbitrary: bomb });
}

function textOf(example: Json, changes: readonly Edit[], form: Form): string {
  return written(edited(example, changes), form);
}

/** The value as text. Halves of surrogate pairs stay what they are in YAML, and are escapes in JSON. */
export function written(value: Json, form: Form): string {
  switch (form) {
    case "json":
      return JSON.stringify(value);
    case "json-indented":
      return JSON.stringify(value, null, 2);
    case "yaml":
      return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
    case "yaml-flow":
      return stringify(value, { aliasDuplicateObjects: false, collectionStyle: "flow", lineWidth: 0 });
    case "yaml-quoted":
      return stringify(value, {
        aliasDuplicateObjects: true,
        defaultStringType: "QUOTE_DOUBLE",
        defaultKeyType: "PLAIN",
        lineWidth: 60,
      });
  }
}

/** The text with every change made. */
export function touched(text: string, touches: readonly Touch[]): string {
  return touches.reduce((at, one) => touchedOnce(at, one), text);
}

function touchedOnce(text: string, one: Touch): string {
  const at = "at" in one ? one.at % (text.length + 1) : 0;
  switch (one.touch) {
    case "insert":
      return text.slice(0, at) + one.text + text.slice(at);
    case "delete":
      return text.slice(0, at) + text.slice(at + one.length);
    case "scalar": {
      const scalar = /(?<=[:[,] ?)("(?:[^"\\\n]|\\.)*"|[\w.:/*@-]+)(?=\s*[,}\]\n]|$)/g;
      scalar.lastIndex = at;
      const found = scalar.exec(text);
      return found
        ? text.slice(0, found.index) + one.text + text.slice(found.index + found[0].length)
        : text + one.text;
    }
    case "line":
    case "twice":
    case "without": {
      const all = text.split("\n");
      const line = one.at % all.length;
      const indent = /^\s*/.exec(all[line]!)![0];
      all.splice(
        line,
        one.touch === "without" ? 1 : 0,
        ...(one.touch === "without"
          ? []
          : [one.touch === "line" ? indent + one.text.replaceAll("\n", `\n${indent}`) : all[line]!]),
      );
      return all.join("\n");
    }
    case "all":
      return whole(text, one.how);
  }
}

function whole(text: string, how: Extract<Touch, { touch: "all" }>["how"]): string {
  switch (how) {
    case "crlf":
      return text.replaceAll("\n", "\r\n");
    case "cr":
      return text.replaceAll("\n", "\r");
    case "bom":
      return `\ufeff${text}`;
    case "nul":
      return text.replaceAll(" ", "\u0000");
    case "tabs":
      return text.replaceAll("  ", "\t");
    case "cut":
      return text.slice(0, text.length / 2);
    case "twice":
      return text + text;
    case "escapes":
      return text.replace(/[a-z]/g, (letter, index: number) =>
        index % 7 === 0 ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter,
      );
  }
}
