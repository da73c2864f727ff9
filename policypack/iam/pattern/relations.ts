/**
 * Relations between patterns: do two of them match a common text, do several together match all that one matches. Both
 * answer with a text as witness, so that the claim can be checked by matching it.
 */
import type { Budget } from "./automaton";
import { ANY_ONE, ANY_RUN, type Pattern } from "./pattern";

/** Limit of the states that one question may visit. Beyond it the answer is `undefined`. */
export const RELATION_STATE_CAP = 20_000;

const FILLERS = "xqzjkvwybpgfhmdcultnrsieao0123456789XQZJKV-_";

/** A character that no pattern names, so that only wildcards match it. It is a plain letter when one is left. */
export function unnamedCharacter(patterns: readonly Pattern[]): number {
  const named = new Set<number>();
  for (const pattern of patterns) for (const token of pattern.tokens) named.add(token);
  for (let i = 0; i < FILLERS.length; i++) if (!named.has(FILLERS.charCodeAt(i))) return FILLERS.charCodeAt(i);
  let code = 0x4e00;
  while (named.has(code)) code++;
  return code;
}

/** A text that both patterns match, or undefined when there is none. */
export function intersection(a: Pattern, b: Pattern): string | undefined {
  const width = b.tokens.length + 1;
  const seen = new Set<number>([0]);
  const other = unnamedCharacter([a, b]);
  let frontier: { i: number; j: number; text: string }[] = [{ i: 0, j: 0, text: "" }];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { i, j, text } of frontier) {
      if (i === a.tokens.length && j === b.tokens.length) return text;
      const visit = (i2: number, j2: number, text2: string): void => {
        const key = i2 * width + j2;
        if (seen.has(key)) return;
        seen.add(key);
        next.push({ i: i2, j: j2, text: text2 });
      };
      const x = a.tokens[i];
      const y = b.tokens[j];
      if (x === ANY_RUN) visit(i + 1, j, text);
      if (y === ANY_RUN) visit(i, j + 1, text);
      if (x === undefined || y === undefined) continue;
      if (x >= 0 && y >= 0 && x !== y) continue;
      const code = x >= 0 ? x : y >= 0 ? y : other;
      visit(x === ANY_RUN ? i : i + 1, y === ANY_RUN ? j : j + 1, text + String.fromCharCode(code));
    }
    frontier = next;
  }
  return undefined;
}

/** Answer of {@link inclusion}. */
export type Inclusion = { included: true } | { included: false; counterexample: string };

/**
 * Decides whether every text that `inner` matches is also matched by at least one of `outers`. Undefined when the state
 * cap is reached or the budget used up: then nothing is proven either way.
 */
export function inclusion(inner: Pattern, outers: readonly Pattern[], budget?: Budget): Inclusion | undefined {
  const other = unnamedCharacter([inner, ...outers]);
  const start = closure(
    outers,
    outers.map((_, index) => [index, 0] as const),
  );
  const seen = new Set<string>([`0|${key(start)}`]);
  const queue: { i: number; outer: Positions; text: string }[] = [{ i: 0, outer: start, text: "" }];
  for (let head = 0; head < queue.length; head++) {
    const { i, outer, text } = queue[head]!;
    const visit = (i2: number, outer2: Positions, text2: string): void => {
      const id = `${i2}|${key(outer2)}`;
      if (seen.has(id)) return;
      seen.add(id);
      queue.push({ i: i2, outer: outer2, text: text2 });
    };
    if (i === inner.tokens.length) {
      if (!outer.some(([index, at]) => at === outers[index]!.tokens.length))
        return { included: false, counterexample: text };
      continue;
    }
    if (seen.size > RELATION_STATE_CAP || (budget !== undefined && (budget.left -= 1 + outer.length) <= 0))
      return undefined;
    const token = inner.tokens[i]!;
    if (token === ANY_RUN) visit(i + 1, outer, text);
    const codes = token >= 0 ? [token] : [other, ...namedNext(outers, outer)];
    for (const code of codes) {
      visit(token === ANY_RUN ? i : i + 1, step(outers, outer, code), text + String.fromCharCode(code));
    }
  }
  return { included: true };
}

type Positions = readonly (readonly [pattern: number, at: number])[];

function key(positions: Positions): string {
  return positions.map(([index, at]) => `${index}.${at}`).join(",");
}

function namedNext(patterns: readonly Pattern[], positions: Positions): number[] {
  const codes = new Set<number>();
  for (const [index, at] of positions) {
    const token = patterns[index]!.tokens[at];
    if (token !== undefined && token >= 0) codes.add(token);
  }
  return [...codes];
}

function closure(patterns: readonly Pattern[], positions: Positions): Positions {
  const sets = new Map<string, readonly [number, number]>();
  for (const [index, first] of positions) {
    for (let at = first; ; at++) {
      sets.set(`${index}.${at}`, [index, at]);
      if (patterns[index]!.tokens[at] !== ANY_RUN) break;
    }
  }
  return [...sets.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function step(patterns: readonly Pattern[], positions: Positions, code: number): Positions {
  const moved: (readonly [number, number])[] = [];
  for (const [index, at] of positions) {
    const token = patterns[index]!.tokens[at];
    if (token === ANY_RUN) moved.push([index, at]);
    else if (token === ANY_ONE || token === code) moved.push([index, at + 1]);
  }
  return closure(patterns, moved);
}
