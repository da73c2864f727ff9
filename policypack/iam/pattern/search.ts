/** Searches what several patterns read side by side can lead to, cheapest first and then shortest first. */
import type { Budget } from "./automaton";
import type { Product, State } from "./product";

/** What may be read next. `At` says how far the reader of the text is in a form that all texts have. */
export interface Move<At> {
  readonly at: At;
  /** None where the form goes on without reading. */
  readonly codes: readonly number[];
  /** 0 or more. */
  readonly cost: number;
}

/** Something that was found: the characters and variables that were read, and what they cost. */
export interface Found {
  readonly read: readonly number[];
  readonly cost: number;
}

/** What is searched for, and where. */
export interface Search<At> {
  readonly from: At;
  /** Equal for places of the form that what follows cannot tell apart: an integer from 0 up to, but without, {@link FORMS}. */
  key(at: At): number;
  /** @param last gives the codes that were read last: so many, or some more, or fewer when no more were read */
  moves(at: At, state: State, last: (count: number) => readonly number[]): readonly Move<At>[];
  /** True for a state from which nothing can be found. */
  hopeless(state: State): boolean;
  /** True when this is what is searched for. Called once for each state and place, in the order of their costs. */
  found(at: At, state: State, read: () => readonly number[]): boolean;
  /** Only what costs less is searched for. */
  readonly below?: number;
  /** Limit of the states that are visited. */
  readonly cap: number;
}

/** Limit of the places that a form may have. */
export const FORMS = 1 << 20;

interface Node<At> {
  readonly at: At;
  readonly state: State;
  readonly cost: number;
  readonly key: number;
  readonly codes: readonly number[];
  readonly before: Node<At> | undefined;
}

/** The first that is found; `undecided` when the limit of states or the budget does not suffice. */
export function search<At>(product: Product, what: Search<At>, budget: Budget): Found | "none" | "undecided" {
  const best = new Map<number, number>();
  const queues: Node<At>[][] = [];
  const visit = (at: At, state: State, cost: number, codes: readonly number[], before?: Node<At>): void => {
    if (cost >= (what.below ?? Infinity)) return;
    const key = state.id * FORMS + what.key(at);
    if ((best.get(key) ?? Infinity) <= cost) return;
    best.set(key, cost);
    (queues[cost] ??= []).push({ at, state, cost, key, codes, before });
  };
  if (!what.hopeless(product.start)) visit(what.from, product.start, 0, []);
  let visited = 0;
  for (let cost = 0; cost < queues.length; cost++) {
    const queue = queues[cost] ?? [];
    // The queue grows while it is read.
    for (let head = 0; head < queue.length; head++) {
      const node = queue[head]!;
      if (best.get(node.key)! < cost) continue;
      const read = (): readonly number[] => readBy(node);
      if (what.found(node.at, node.state, read)) return { read: read(), cost };
      if (++visited > what.cap || budget.left <= 0) return "undecided";
      budget.left -= 1;
      const last = (count: number): readonly number[] => readBy(node, count);
      for (const move of what.moves(node.at, node.state, last)) {
        const state = readAll(product, node.state, move.codes, what);
        if (state !== undefined) visit(move.at, state, cost + move.cost, move.codes, node);
      }
    }
  }
  return "none";
}

function readAll<At>(product: Product, from: State, codes: readonly number[], what: Search<At>): State | undefined {
  let state = from;
  for (const code of codes) {
    state = product.step(state, code);
    if (what.hopeless(state)) return undefined;
  }
  return state;
}

/** What was read on the way to a node: all of it, or at least so many codes from its end. */
function readBy<At>(last: Node<At>, count = Infinity): number[] {
  const parts: (readonly number[])[] = [];
  let length = 0;
  for (let node: Node<At> | undefined = last; node !== undefined && length < count; node = node.before) {
    parts.push(node.codes);
    length += node.codes.length;
  }
  return parts.reverse().flat();
}
