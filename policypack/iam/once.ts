/**
 * The same function, with its results kept as long as what they are about. Only for results that depend on nothing else
 * and are not changed.
 */
export function once<About extends object, Result>(find: (about: About) => Result): (about: About) => Result {
  const known = new WeakMap<About, { readonly result: Result }>();
  return (about) => {
    let kept = known.get(about);
    if (kept === undefined) known.set(about, (kept = { result: find(about) }));
    return kept.result;
  };
}

/** The same for a function of two. */
export function onceForBoth<One extends object, Other extends object, Result>(
  find: (one: One, other: Other) => Result,
): (one: One, other: Other) => Result {
  const by = once((one: One) => once((other: Other) => find(one, other)));
  return (one, other) => by(one)(other);
}
