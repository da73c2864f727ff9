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
  /** Equal for places of the form that what follows cannot tell apart. */
  key(at: At): string | number;
  moves(at: At, state: State, read: () => readonly number[]): readonly Move<At>[];
  /** True for a state from which nothing can be found. */
  hopeless(state: State): boolean;
  /** True when this is what is searched for. Called once for each state and place, in the order of their costs. */
  found(at: At, state: State, read: () => readonly number[]): boolean;
  /** Only what costs less is searched for. */
  readonly below?: number;
  /** Limit of the states that are visited. */
  readonly cap: number;
}

interface Node<At> {
  readonly at: At;
  readonly state: State;
  readonly cost: number;
  readonly key: string;
  readonly codes: readonly number[];
  readonly before: Node<At> | undefined;
}

/** The first that is found; `undecided` when the limit of states or the budget does not suffice. */
export function search<At>(product: Product, what: Search<At>, budget: Budget): Found | "none" | "undecided" {
  const best = new Map<string, number>();
  const queues: Node<At>[][] = [];
  const visit = (at: At, state: State, cost: number, codes: readonly number[], before?: Node<At>): void => {
    if (cost >= (what.below ?? Infinity)) return;
    const key = `${what.key(at)} ${state.key}`;
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
      for (const move of what.moves(node.at, node.state, read)) {
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

function readBy<At>(last: Node<At>): number[] {
  const parts: (readonly number[])[] = [];
  for (let node: Node<At> | undefined = last; node !== undefined; node = node.before) parts.push(node.codes);
  return parts.reverse().flat();
}
