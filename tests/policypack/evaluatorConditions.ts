/**
 * Conditions for the naive evaluator: one condition against what one request has. It shares nothing with the analysis.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

/** What a request has besides its action and resource; keys in any case, several values as a list. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Conditions as a policy has them: operator, key, values. */
export type PlainConditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * How what AWS does not document is read. What is proven must hold in every reading, so each request that a proof is held
 * against draws one.
 */
export interface Reading {
  /** A value that is not of the operator's kind: the condition does not hold, or the value is merely equal to nothing. */
  readonly misfit: "fails" | "differs";
  /** Whether Bool takes whatever is not "true" as false. */
  readonly lenientBool: boolean;
  /** Whether numbers are read that are not written as plain decimals: 1e3, +5, spaces. */
  readonly lenientNumbers: boolean;
  /** Whether `ForAnyValue:…IfExists` holds without the key. */
  readonly anyIfExists: boolean;
  /** Several values without a quantifier: any of them will do, or the condition does not hold. */
  readonly several: "any" | "fails";
  /** A value of the policy with a variable that the request does not have: it equals nothing, or what is negated does not hold. */
  readonly unresolved: "nothing" | "fails";
  /** What an ARN operator does with a pattern that is no ARN. */
  readonly arnPattern: "misfit" | "text";
  /** Whether letters beyond ASCII have a case. */
  readonly foldsAll: boolean;
}

/** Each value that a reading may have. */
export const READINGS: { readonly [K in keyof Reading]: readonly Reading[K][] } = {
  misfit: ["fails", "differs"],
  lenientBool: [false, true],
  lenientNumbers: [false, true],
  anyIfExists: [false, true],
  several: ["any", "fails"],
  unresolved: ["nothing", "fails"],
  arnPattern: ["misfit", "text"],
  foldsAll: [false, true],
};

/** The reading that the simulator takes, as far as it decides these questions. */
export const PLAIN: Reading = {
  misfit: "fails",
  lenientBool: false,
  lenientNumbers: false,
  anyIfExists: false,
  several: "fails",
  unresolved: "fails",
  arnPattern: "misfit",
  foldsAll: true,
};

/** True when all conditions hold for the request. */
export function hold(conditions: PlainConditions, context: Context, version: string, reading: Reading): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holds(operator, valueOf(context, key), [expected].flat(), { context, version, reading }),
    ),
  );
}

/** The request's value of a key, whose case does not matter. */
export function valueOf(context: Context, key: string): string | readonly string[] | undefined {
  const found = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : context[found];
}

/** A document's version, the request and how to read it. */
export interface Setting {
  readonly context: Context;
  readonly version: string;
  readonly reading: Reading;
}

function holds(
  name: string,
  actual: string | readonly string[] | undefined,
  expected: readonly string[],
  setting: Setting,
): boolean {
  if (name === "Null")
    return expected.some((value) => value.toLowerCase() === (actual === undefined ? "true" : "false"));
  const [, quantifier, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name)!;
  const negated = base!.includes("Not");
  const { reading } = setting;
  if (actual === undefined) {
    if (quantifier === "ForAllValues") return true;
    if (quantifier === "ForAnyValue") return ifExists !== undefined && reading.anyIfExists;
    return ifExists !== undefined || negated;
  }
  const one = (value: string): boolean => holdsFor(base!.replace("Not", ""), negated, value, expected, setting);
  if (quantifier === "ForAllValues") return [actual].flat().every(one);
  if (quantifier === "ForAnyValue") return [actual].flat().some(one);
  if (typeof actual === "string") return one(actual);
  if (reading.several === "fails") return false;
  // "Not" of any of them is none of them.
  return negated ? actual.every(one) : actual.some(one);
}

/** For one value of the request: whether it is any of the expected, or none of them. */
function holdsFor(
  base: string,
  negated: boolean,
  actual: string,
  expected: readonly string[],
  setting: Setting,
): boolean {
  const results = expected.map((value) => same(base, actual, value, setting));
  if (setting.reading.misfit === "fails" && negated && results.includes("misfit")) return false;
  if (negated && results.includes("unresolved") && setting.reading.unresolved === "fails") return false;
  return results.includes(true) !== negated;
}

type Same = boolean | "misfit" | "unresolved";

function same(base: string, actual: string, written: string, { context, version, reading }: Setting): Same {
  const wild = /^(StringLike|ArnLike|ArnEquals)$/.test(base);
  const expected = substituted(written, context, version, wild);
  if (expected === undefined) return "unresolved";
  const text = expected.map(({ text: part }) => part).join("");
  const glob = (pattern: readonly Piece[], value: string): boolean => expression(pattern, "").test(value);
  switch (base) {
    case "StringEquals":
      return actual === text;
    case "StringEqualsIgnoreCase":
      return fold(actual, reading) === fold(text, reading);
    case "StringLike":
      return glob(expected, actual);
    case "ArnLike":
    case "ArnEquals":
      return arn(actual, expected, reading, glob);
    case "Bool":
      return bool(actual, text, reading);
    case "BinaryEquals":
      return actual === text;
    case "IpAddress":
      return inside(actual, text);
    default:
      break;
  }
  const [, kind, relation] = /^(Numeric|Date)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)$/.exec(
    base,
  )!;
  const order = kind === "Numeric" ? compareNumbers(actual, text, reading) : compareDates(actual, text);
  if (order === undefined) return "misfit";
  return (
    (relation!.includes("Less") && order < 0) ||
    (relation!.includes("Greater") && order > 0) ||
    (relation!.includes("Equals") && order === 0)
  );
}

function fold(text: string, { foldsAll }: Reading): string {
  return foldsAll ? text.toUpperCase().toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function bool(actual: string, expected: string, { lenientBool }: Reading): Same {
  if (!/^(true|false)$/i.test(expected)) return "misfit";
  if (!/^(true|false)$/i.test(actual)) return lenientBool ? expected.toLowerCase() === "false" : "misfit";
  return actual.toLowerCase() === expected.toLowerCase();
}

/** The six parts of an ARN each by itself; the last has all remaining colons. */
function arn(
  actual: string,
  expected: readonly Piece[],
  { arnPattern }: Reading,
  glob: (pattern: readonly Piece[], value: string) => boolean,
): Same {
  const parts = (text: string): string[] => [...text.split(":").slice(0, 5), text.split(":").slice(5).join(":")];
  const wanted = pieces(expected);
  if (wanted === undefined) return arnPattern === "misfit" ? "misfit" : glob(expected, actual);
  if (actual.split(":").length < 6 || !actual.startsWith("arn:")) return "misfit";
  return parts(actual).every((part, i) => glob(wanted[i]!, part));
}

/** The pattern of an ARN in its six parts; undefined when it is none. */
function pieces(expected: readonly Piece[]): readonly (readonly Piece[])[] | undefined {
  const parts: Piece[][] = [[]];
  for (const { text, literal } of expected) {
    const split = text.split(":");
    split.forEach((part, i) => {
      if (i > 0 && parts.length < 6) parts.push([]);
      else if (i > 0) parts.at(-1)!.push({ text: ":", literal: true });
      parts.at(-1)!.push({ text: part, literal });
    });
  }
  return parts.length < 6 ? undefined : parts;
}

/** Decimals as they are written, whatever their length. */
function compareNumbers(a: string, b: string, { lenientNumbers }: Reading): number | undefined {
  const plain = /^-?\d+(\.\d+)?$/;
  if (plain.test(a) && plain.test(b)) {
    const digits = Math.max(...[a, b].map((text) => (text.split(".")[1] ?? "").length));
    const whole = (text: string): bigint =>
      BigInt(text.replace(".", "") + "0".repeat(digits - (text.split(".")[1] ?? "").length));
    return whole(a) < whole(b) ? -1 : whole(a) > whole(b) ? 1 : 0;
  }
  const [x, y] = [a, b].map((text) =>
    lenientNumbers && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)
      ? Number(text)
      : plain.test(text)
        ? Number(text)
        : NaN,
  ) as [number, number];
  return Number.isNaN(x) || Number.isNaN(y) ? undefined : x - y;
}

function compareDates(a: string, b: string): number | undefined {
  const [x, y] = [a, b].map((text) => {
    if (/^\d+$/.test(text)) return Number(text) * 1000;
    return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN;
  }) as [number, number];
  return Number.isNaN(x) || Number.isNaN(y) ? undefined : x - y;
}

/** IPv4 and IPv6 as numbers; an address of the one family is in no range of the other, as those learn who deny by IPv4 alone. */
function inside(actual: string, range: string): Same {
  const [base = "", size] = range.split("/");
  const [from, address] = [addressOf(base), addressOf(actual)];
  if (from === undefined || address === undefined || (size !== undefined && !/^\d+$/.test(size))) return "misfit";
  if (from.bits !== address.bits) return false;
  const bits = size === undefined ? from.bits : Number(size);
  if (bits > from.bits) return "misfit";
  const shift = BigInt(from.bits - bits);
  return from.value >> shift === address.value >> shift;
}

function addressOf(text: string): { bits: number; value: bigint } | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four !== null) {
    const parts = four.slice(1).map(Number);
    return parts.some((part) => part > 255)
      ? undefined
      : { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
  }
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return undefined;
  const [head = "", tail] = text.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const all =
    tail === undefined
      ? first
      : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return all.length === 8
    ? { bits: 128, value: all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n) }
    : undefined;
}

/** A part of a policy's value: what a variable stands for is taken as it is. */
export interface Piece {
  readonly text: string;
  readonly literal: boolean;
}

/** A value with its variables in place; undefined when the request lacks one of them. The old version has none. */
export function substituted(
  value: string,
  context: Context,
  version: string,
  wild: boolean,
): readonly Piece[] | undefined {
  if (version !== "2012-10-17") return [{ text: value, literal: !wild }];
  const found: Piece[] = [];
  let missing = false;
  const rest = value.replace(/([^$]|\$(?!\{))*?(?:\$\{([^}]*)\}|$)/g, (whole, _, inner: string | undefined) => {
    const before = inner === undefined ? whole : whole.slice(0, whole.length - inner.length - 3);
    if (before !== "") found.push({ text: before, literal: !wild });
    if (inner === undefined) return "";
    const [, key, , fallback] = /^\s*([^,]+?)\s*(,\s*'([^']*)')?\s*$/.exec(inner) ?? [];
    const stood =
      inner === "*" || inner === "?" || inner === "$" ? inner : (valueOf(context, key ?? inner) ?? fallback);
    if (typeof stood !== "string") missing = true;
    else found.push({ text: stood, literal: true });
    return "";
  });
  return missing || rest !== "" ? undefined : found;
}

const expressions = new Map<string, RegExp>();

/** A pattern as a regular expression: `*` any run, `?` any one character. */
export function expression(pattern: readonly Piece[], flags: string): RegExp {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const source = pattern
    .map(({ text, literal }) =>
      literal
        ? escaped(text)
        : text
            .split(/([*?])/)
            .map((part) => (part === "*" ? "[^]*" : part === "?" ? "[^]" : escaped(part)))
            .join(""),
    )
    .join("");
  const key = `${flags}/${source}`;
  const known = expressions.get(key);
  if (known !== undefined) return known;
  if (expressions.size > 50_000) expressions.clear();
  const made = new RegExp(`^${source}$`, flags);
  expressions.set(key, made);
  return made;
}
