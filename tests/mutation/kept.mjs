// What modules of the project keep (what they worked out once) must not go from one mutant to the next. To load all modules
// anew for each mutant costs most of the time of a run, since none of their code gets warm. So their maps are ones that can
// be put back to what they were when the modules were loaded.

/** Put before the source of each module of the project. */
export const PREFIX = "const { Map, WeakMap } = globalThis.__keptByTheProject; ";

let turn = 0;
let loading = 0;
const whileLoaded = [];

class ForgetfulWeakMap {
  constructor(entries) {
    this.turn = turn;
    this.map = new WeakMap(entries);
  }
  get current() {
    if (this.turn !== turn) {
      this.turn = turn;
      this.map = new WeakMap();
    }
    return this.map;
  }
  get(key) {
    return this.current.get(key);
  }
  has(key) {
    return this.current.has(key);
  }
  set(key, value) {
    this.current.set(key, value);
    return this;
  }
  delete(key) {
    return this.current.delete(key);
  }
}

/** A map; those that are made while modules are loaded live as long as these, and are put back. */
function NotedMap(entries) {
  const map = new Map(entries);
  if (loading > 0) whileLoaded.push({ map });
  return map;
}
NotedMap.prototype = Map.prototype;
NotedMap.groupBy = Map.groupBy;

globalThis.__keptByTheProject = { Map: NotedMap, WeakMap: ForgetfulWeakMap };

/** Loads a module of the project. */
export function noting(load) {
  loading++;
  try {
    return load();
  } finally {
    loading--;
    if (loading === 0) for (const one of whileLoaded) one.entries ??= [...one.map];
  }
}

/** Puts all that modules keep back to what it was when they were loaded. */
export function putBack() {
  turn++;
  for (const { map, entries } of whileLoaded) {
    if (map.size === entries.length && entries.every(([key, value]) => map.get(key) === value)) continue;
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  }
}

/** Call it when the modules are loaded anew. */
export function forgetNoted() {
  turn++;
  whileLoaded.length = 0;
}
