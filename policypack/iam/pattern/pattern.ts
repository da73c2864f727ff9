/**
 * Patterns as IAM writes them: literal text, `*` for any run of characters (an empty one too) and
 * `?` for exactly one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

/** Token of a pattern that stands for exactly one character (`?`). */
export const ANY_ONE = -1;
/** Token of a pattern that stands for any run of characters (`*`). */
export const ANY_RUN = -2;

/** The token of the first variable. Lower tokens are UTF-16 code units, which end at 0xffff. */
export const FIRST_VARIABLE = 0x10000;
/** Tokens from here down stand for one character of a set; see {@link oneOf}. */
const FIRST_SET = -100;

const sets: ReadonlySet<number>[] = [];
const tokensOfSets = new Map<string, number>();

/** The token that stands for one of these characters. */
export function oneOf(characters: ReadonlySet<number>): number {
  const key = [...characters].sort((a, b) => a - b).join();
  let token = tokensOfSets.get(key);
  if (token === undefined) {
    tokensOfSets.set(key, (token = FIRST_SET - sets.length));
    sets.push(new Set(characters));
  }
  return token;
}

/** The characters that a token of {@link oneOf} stands for; undefined for another token. */
export function charactersOf(token: number): ReadonlySet<number> | undefined {
  return token > FIRST_SET ? undefined : sets[FIRST_SET - token];
}

/** True when the token stands for a variable of a policy: a text of any length that is not known. */
export function isVariable(token: number): boolean {
  return token >= FIRST_VARIABLE;
}

/** True when the pattern has a variable in it. */
export function hasVariable(pattern: Pattern): boolean {
  return pattern.tokens.some(isVariable);
}

/**
 * True when the token stands for this one character or variable: as itself, as `?`, or as one of a set. A variable may
 * have any length, so `?` does not match it.
 */
export function standsFor(token: number, read: number): boolean {
  return token === read || (token === ANY_ONE && !isVariable(read)) || charactersOf(token)?.has(read) === true;
}

/**
 * A compiled pattern. Tokens are UTF-16 code units, variables, {@link ANY_ONE}, {@link ANY_RUN} or those of
 * {@link oneOf}.
 */
export interface Pattern {
  /** The pattern as text, for messages. */
  readonly source: string;
  readonly tokens: readonly number[];
  /** True when the pattern matches one text only. */
  readonly exact: boolean;
}

const STAR = 42;
const QUESTION = 63;

/**
 * Compiles the text of a pattern. Neighbouring wildcards are put in a normal order (`*?*` is `?*`),
 * so that patterns that mean the same have the same tokens.
 */
export function compilePattern(source: string): Pattern {
  const tokens: number[] = [];
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    tokens.push(code === STAR ? ANY_RUN : code === QUESTION ? ANY_ONE : code);
  }
  return patternOf(tokens, source);
}

/** Limits of the patterns that are shared: of all of them, and of the characters and the `?` of each. */
const MOST_SHARED = 5_000;
const LONGEST_SHARED = 256;
const MOST_ONES_SHARED = 2;

const shared = new Map<string, Pattern>();

/**
 * The same as {@link compilePattern}, but the same texts mostly give the same object. Policies repeat their patterns, and
 * what is worked out about one is kept with it. What is intricate may become large, so it is not kept.
 */
export function sharedPattern(source: string): Pattern {
  let pattern = shared.get(source);
  if (pattern !== undefined) return pattern;
  pattern = compilePattern(source);
  if (source.length > LONGEST_SHARED || source.split("?").length > MOST_ONES_SHARED + 1) return pattern;
  if (shared.size >= MOST_SHARED) shared.clear();
  shared.set(source, pattern);
  return pattern;
}

/** Compiles text in which `*` and `?` stand for themselves. */
export function literalPattern(source: string): Pattern {
  const tokens: number[] = [];
  for (let i = 0; i < source.length; i++) tokens.push(source.charCodeAt(i));
  return { source, tokens, exact: true };
}

/** Builds a pattern from tokens; `source` is its text for messages. */
export function patternOf(tokens: readonly number[], source: string): Pattern {
  const normal: number[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i]!;
    if (!isWildcard(token)) {
      normal.push(token);
      i++;
      continue;
    }
    let run = false;
    for (; i < tokens.length && isWildcard(tokens[i]!); i++) {
      if (tokens[i] === ANY_RUN) run = true;
      else normal.push(ANY_ONE);
    }
    if (run) normal.push(ANY_RUN);
  }
  return { source, tokens: normal, exact: normal.every((token) => token >= 0) };
}

/** Tokens as text: `*` for a run, `?` for one character, also for one of a set. */
export function sourceOf(tokens: readonly number[]): string {
  return tokens.map((token) => (token === ANY_RUN ? "*" : token < 0 ? "?" : String.fromCharCode(token))).join("");
}

function isWildcard(token: number): boolean {
  return token === ANY_ONE || token === ANY_RUN;
}

/** True when two patterns are the same, token by token. */
export function samePattern(a: Pattern, b: Pattern): boolean {
  return a.tokens.length === b.tokens.length && a.tokens.every((token, i) => token === b.tokens[i]);
}

/** True when the pattern matches every text. */
export function matchesEverything(pattern: Pattern): boolean {
  return pattern.tokens.length === 1 && pattern.tokens[0] === ANY_RUN;
}

/** True when `text` is in the pattern's language. Time is at most the product of both lengths. */
export function matches(pattern: Pattern, text: string): boolean {
  const { tokens } = pattern;
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const token = p < tokens.length ? tokens[p]! : undefined;
    if (token !== undefined && standsFor(token, text.charCodeAt(t))) {
      p++;
      t++;
    } else if (token === ANY_RUN) {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (tokens[p] === ANY_RUN) p++;
  return p === tokens.length;
}

/**
 * How much of a name a pattern fixes: the number of characters that it names. Of a piece with wildcards on both sides
 * the first character does not count, since a lone letter or dash somewhere in a name says next to nothing. `shop-*`
 * and `*-shop` count 5, `*shop*` counts 3, `*a*` and `*-*-*` count 0.
 */
export function fixedCharacters(tokens: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]! >= 0 && (i === 0 || tokens[i - 1]! >= 0)) total++;
  }
  return tokens.length > 0 && tokens.at(-1)! >= 0 ? total + 1 : total;
}

/**
 * The least number of pinned characters that counts as a name: `arn:aws:s3:::a*` or `*-*` reach far too much. They are
 * counted as in {@link fixedCharacters}: a character after a free one does not count; the end of a name after a pinned
 * character counts as one.
 */
export const PINNED_NAME = 2;
