/**
 * Patterns as IAM writes them: literal text, `*` for any run of characters (an empty one too) and
 * `?` for exactly one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

/** Token of a pattern that stands for exactly one character (`?`). */
export const ANY_ONE = -1;
/** Token of a pattern that stands for any run of characters (`*`). */
export const ANY_RUN = -2;

/** A compiled pattern. Tokens are UTF-16 code units, {@link ANY_ONE} or {@link ANY_RUN}. */
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

/** Compiles text in which `*` and `?` stand for themselves. */
export function literalPattern(source: string): Pattern {
  return patternOf(
    Array.from({ length: source.length }, (_, i) => source.charCodeAt(i)),
    source,
  );
}

/** Builds a pattern from tokens; `source` is its text for messages. */
export function patternOf(tokens: readonly number[], source: string): Pattern {
  const normal: number[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i]!;
    if (token >= 0) {
      normal.push(token);
      i++;
      continue;
    }
    let run = false;
    for (; i < tokens.length && tokens[i]! < 0; i++) {
      if (tokens[i] === ANY_RUN) run = true;
      else normal.push(ANY_ONE);
    }
    if (run) normal.push(ANY_RUN);
  }
  return { source, tokens: normal, exact: normal.every((token) => token >= 0) };
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
    if (token === ANY_ONE || (token !== undefined && token === text.charCodeAt(t))) {
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
