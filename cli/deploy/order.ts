/** The order in which stacks are deployed: what offers a role comes before what is granted it. Pure. */

/** A grant's reference to a role of another stack of the project. */
export interface Reference {
  /** The other stack. */
  readonly stack: string;
  /** Where it stands, such as `grants.ops.roles[0]`. */
  readonly path: string;
  /** Whether this side may be deployed first: the grant has `arnUntilDeployed`. */
  readonly later: boolean;
}

/** A stack and what its grants refer to. */
export interface StackReferences {
  readonly name: string;
  readonly references: readonly Reference[];
}

/** For each stack, those that have to be deployed before it. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** A step of a circle: the stack needs the next one, by that reference. */
export interface CircleStep {
  readonly stack: string;
  readonly path: string;
}

/** The order, or stacks that each need the other first. */
export type Order =
  | { readonly needs: Needs; readonly circle?: undefined }
  | { readonly needs?: undefined; readonly circle: readonly CircleStep[] };

/**
 * Finds what has to come before what. References to stacks that are not among these count for nothing. One that may be
 * deployed first counts, too, unless the stack that it names needs this one.
 */
export function orderOf(stacks: readonly StackReferences[]): Order {
  const names = new Set(stacks.map(({ name }) => name));
  const edges = new Map(
    stacks.map(({ name, references }) => [
      name,
      references
        .filter(({ stack }) => names.has(stack) && stack !== name)
        .sort((a, b) => Number(a.later) - Number(b.later)),
    ]),
  );
  const reached = new Map(stacks.map(({ name }) => [name, reachedFrom(name, edges)]));
  const kept = new Map(
    [...edges].map(([name, references]) => [
      name,
      references.filter(({ stack, later }) => !later || !reached.get(stack)!.has(name)),
    ]),
  );
  const circle = circleIn(kept);
  if (circle !== undefined) return { circle };
  return {
    needs: new Map([...kept].map(([name, all]) => [name, [...new Set(all.map(({ stack }) => stack))].sort()])),
  };
}

/** The same for a removal: what is granted a role goes before what offers it. */
export function reversed(needs: Needs): Needs {
  const after = new Map<string, string[]>([...needs.keys()].map((name) => [name, []]));
  for (const [name, before] of needs) for (const one of before) after.get(one)!.push(name);
  return new Map([...after].map(([name, all]) => [name, all.sort()]));
}

type Edges = ReadonlyMap<string, readonly Reference[]>;

function reachedFrom(start: string, edges: Edges): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const { stack } of edges.get(name)!)
      if (!found.has(stack)) {
        found.add(stack);
        open.push(stack);
      }
  return found;
}

/** A circle of stacks, if there is one. */
function circleIn(edges: Edges): CircleStep[] | undefined {
  const left = new Map(edges);
  for (let removed = true; removed;) {
    removed = false;
    for (const [name, references] of left)
      if (!references.some(({ stack }) => left.has(stack))) removed = left.delete(name);
  }
  const [first] = [...left.keys()].sort();
  if (first === undefined) return undefined;
  // Each stack that is left needs another that is left: following them comes back to one.
  const steps: CircleStep[] = [];
  for (let name = first; ;) {
    const begin = steps.findIndex(({ stack }) => stack === name);
    if (begin >= 0) return steps.slice(begin);
    const next = left.get(name)!.find(({ stack }) => left.has(stack))!;
    steps.push({ stack: name, path: next.path });
    name = next.stack;
  }
}
