/** Changes of a value that was right: what people mistype, and what somebody hostile writes. Pure. */
import * as fc from "fast-check";
import { hiddenCharacters } from "../../hostileTexts";
import { slippedKeys, slips } from "./slips";

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One change at the node whose number is `at`, counted through the whole value. */
export type Edit = { readonly at: number } & Act;

type Act =
  | { readonly act: "drop" }
  | { readonly act: "replace"; readonly by: Json }
  | { readonly act: "rename"; readonly to: string }
  /** Adds a key to an object, an item to a list. */
  | { readonly act: "add"; readonly key: string; readonly value: Json }
  /** Puts a copy of another node of the value there. */
  | { readonly act: "copy"; readonly from: number }
  | { readonly act: "wrap"; readonly levels: number; readonly key?: string }
  | { readonly act: "repeat"; readonly times: number }
  | { readonly act: "insert"; readonly text: string; readonly place: number }
  | { readonly act: "misspell"; readonly place: number }
  /** Writes a key or a text in another case. */
  | { readonly act: "recase"; readonly to: "upper" | "lower" | "capital" };

/** Texts that show nothing, turn the reading direction, steer a terminal, or are half a character; and some that only look like these. */
export const strangeTexts = ["", " ", "\u00e9", "e\u0301", "\ud83d\ude00", ...hiddenCharacters];

/** Names that JavaScript, YAML or a shell may take for something else. */
export const strangeNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "then",
  "toJSON",
  "length",
  "0",
  "-1",
  "<<",
  "=",
  "!",
  "null",
  "true",
  "~",
  "a.b",
  "a: b",
  "a b",
  "*",
  "${aws:username}",
  "$(id)",
  "../x",
  "/",
  ...strangeTexts,
];

const places = [
  "*",
  "?",
  "**",
  "arn:aws:iam::*:root",
  "arn:aws:iam::111111111111:root",
  "arn:aws:iam::222222222222:role/*",
  "arn:aws:iam::999999999999:role/Admin",
  "arn:aws:iam::aws:policy/AdministratorAccess",
  "arn:aws-cn:iam::222222222222:user/a",
  "arn:aws:s3:::*",
  "arn:",
  ":::::",
];
const numbers = [
  "222222222222",
  "012345678901",
  "12345678901",
  "1h",
  "0h",
  "999999999999h",
  "90m",
  "15m",
  "-1h",
  "2026-11-24",
  "2027-02-30",
  "2027-05-01",
  "9999-12-31",
  "0000-00-00",
  "2027-05-01T10:00:00Z",
  "2027-05-01 00:00:00 +0000 UTC",
  "1e400",
  "0x10",
  "NaN",
  "Infinity",
];
const meanings = [
  "Allow",
  "Deny",
  "allow",
  "2012-10-17",
  "2008-10-17",
  "sts:AssumeRole",
  "iam:PassRole",
  "s3:*",
  "required",
  "true",
  "user/*",
  "role/ci",
  "sso/Admins",
  "deploy",
  "trusting",
  "222222222222",
];

const atom: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Json>(
      null,
      true,
      false,
      0,
      1,
      -1,
      3600,
      1e21,
      1e308,
      2 ** 53,
      0.1,
      222222222222,
      12345678901,
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom<Json>(...places, ...numbers, ...meanings) },
  { weight: 4, arbitrary: fc.constantFrom<Json>(...slips) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(...strangeNames) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Json>([], {}, [[]], [null], [{}], { a: null }, ["*"], { AWS: "*" }, { "*": "*" }),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(64, 129, 600, 2_100, 12_000).map((length) => "x".repeat(length)) },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ act: "drop" as const }) },
  { weight: 8, arbitrary: fc.record({ act: fc.constant("replace" as const), by: atom }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("rename" as const),
      to: fc.constantFrom(...strangeNames, ...meanings, ...slippedKeys),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("misspell" as const), place: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("recase" as const),
      to: fc.constantFrom("upper" as const, "lower" as const, "capital" as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("add" as const),
      key: fc.constantFrom(...strangeNames, ...meanings, ...slippedKeys),
      value: atom,
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant("copy" as const), from: fc.nat(400) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("insert" as const),
      text: fc.constantFrom(...strangeTexts, "*", "?", "${*}", "${aws:PrincipalTag/x}", ":", "/", "'", '"', "\\"),
      place: fc.nat(40),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant("wrap" as const), levels: fc.constantFrom(1, 2, 3, 40, 70, 400) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("wrap" as const),
      levels: fc.constantFrom(1, 2, 40, 70, 400),
      key: fc.constantFrom("a", "Statement", "AWS", "__proto__"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant("repeat" as const), times: fc.constantFrom(2, 3, 11, 60, 500) }),
  },
);

/** Some edits; none at all now and then, so that what is right is tried too. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ at: fc.nat(400), what: act }).map(({ at, what }): Edit => ({ at, ...what })),
  { maxLength: 5, size: "max" },
);

/** Nodes beyond which a value is edited no more: copies of copies would grow without end. */
const mostNodes = 20_000;

/** The value with every edit made, in their order. */
export function edited(value: Json, list: readonly Edit[]): Json {
  return list.reduce<Json>((at, edit) => {
    const count = nodes(at);
    return count > mostNodes ? at : one(at, edit, count);
  }, value);
}

function one(root: Json, edit: Edit, count: number): Json {
  const target = edit.at % count;
  const copied = edit.act === "copy" ? nodeAt(root, edit.from % count) : null;
  let number = -1;
  /** Gives the node's entries: none when it is dropped, one by default. */
  const visit = (node: Json, key: string): (readonly [string, Json])[] => {
    if (++number === target) {
      number += nodes(node) - 1;
      return changed(node, key, edit, copied);
    }
    if (Array.isArray(node))
      return [[key, (node as Json[]).flatMap((item) => visit(item, "").map(([, inner]) => inner))]];
    if (typeof node === "object" && node !== null)
      return [[key, objectOf(Object.entries(node).flatMap(([name, inner]) => visit(inner, name)))]];
    return [[key, node]];
  };
  return visit(root, "")[0]?.[1] ?? null;
}

function changed(node: Json, key: string, edit: Edit, copied: Json): (readonly [string, Json])[] {
  switch (edit.act) {
    case "drop":
      return [];
    case "replace":
      return [[key, edit.by]];
    case "copy":
      return [[key, copied]];
    case "rename":
      return [[edit.to, node]];
    case "misspell":
      return key === "" ? [[key, misspelt(node, edit.place)]] : [[misspelt(key, edit.place) as string, node]];
    case "recase":
      return key === "" ? [[key, recased(node, edit.to)]] : [[recased(key, edit.to) as string, node]];
    case "add":
      if (Array.isArray(node)) return [[key, [...(node as Json[]), edit.value]]];
      return [
        [
          key,
          typeof node === "object" && node !== null
            ? objectOf([...Object.entries(node), [edit.key, edit.value]])
            : [node, edit.value],
        ],
      ];
    case "wrap":
      return [
        [
          key,
          Array.from({ length: edit.levels }).reduce<Json>(
            (inner) => (edit.key === undefined ? [inner] : objectOf([[edit.key, inner]])),
            node,
          ),
        ],
      ];
    case "repeat": {
      if (!Array.isArray(node))
        return Array.from(
          { length: Math.min(edit.times, 60) },
          (_, i) => [i === 0 ? key : `${key}${i}`, node] as const,
        );
      const list = node as Json[];
      return [[key, Array.from({ length: edit.times }).flatMap(() => list)]];
    }
    case "insert":
      return [[key, typeof node === "string" ? inserted(node, edit.text, edit.place) : edit.text]];
  }
}

function misspelt(text: Json, place: number): Json {
  if (typeof text !== "string" || text === "") return text;
  const at = place % text.length;
  return place % 3 === 0
    ? text.slice(0, at) + text.slice(at + 1)
    : place % 3 === 1
      ? text.slice(0, at) + text[at]! + text.slice(at)
      : text.slice(0, at) + swapped(text[at]!) + text.slice(at + 1);
}

function recased(text: Json, to: "upper" | "lower" | "capital"): Json {
  if (typeof text !== "string") return text;
  if (to === "capital") return text.slice(0, 1).toUpperCase() + text.slice(1);
  return to === "upper" ? text.toUpperCase() : text.toLowerCase();
}

function swapped(letter: string): string {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}

function inserted(text: string, what: string, place: number): string {
  const at = place % (text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

/** An object with these entries; `__proto__` is a key like any other, and a later entry counts. */
export function objectOf(entries: readonly (readonly [string, unknown])[]): { readonly [key: string]: Json } {
  const made = {};
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true });
  return made;
}

/** How many nodes a value has, itself among them. */
export function nodes(value: Json): number {
  return typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + nodes(inner), 1)
    : 1;
}

function nodeAt(root: Json, wanted: number): Json {
  let number = -1;
  const find = (node: Json): Json | undefined => {
    if (++number === wanted) return node;
    if (typeof node !== "object" || node === null) return undefined;
    for (const inner of Object.values(node)) {
      const found = find(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(root) ?? null;
}
