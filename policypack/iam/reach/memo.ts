/** Answers and readings that many questions share, kept so that they are worked out once. */
import { generatedForm, type Template } from "../catalogue/arnTemplate";
import { arnParts } from "../document/arn";
import type { Budget } from "../pattern/automaton";
import { compilePattern, fixedCharacters, type Pattern, PINNED_NAME } from "../pattern/pattern";
import { type Clause, leastPinned, type Reach, type Region } from "./reach";

const REMEMBERED = 20_000;
const reachesOf = new WeakMap<Template, Map<string, Reach>>();
let remembering = 0;

/** Policies repeat their patterns, so the answer for one pattern and one type is kept where nothing else has a say. */
export function remembered(template: Template, region: Region, budget: Budget, below: number): Reach {
  const [only] = region.within;
  if (region.without.length > 0 || region.within.length !== 1 || only!.not || only!.patterns.length !== 1) return leastPinned(template, region, budget, below);
  const known = reachesOf.get(template) ?? new Map<string, Reach>();
  reachesOf.set(template, known);
  const key = `${below} ${only!.patterns[0]!.tokens.join()}`;
  let reach = known.get(key);
  if (reach === undefined) {
    reach = leastPinned(template, region, budget, below);
    // What ran out of budget may be decided another time.
    if (reach !== "undecided" && remembering++ < REMEMBERED) known.set(key, reach);
  }
  return reach;
}

const fixing = new WeakMap<Clause, boolean>();

/** True when each pattern of a clause fixes a part of the first name. */
export function fixesFirstNames(clause: Clause): boolean {
  let known = fixing.get(clause);
  if (known === undefined) fixing.set(clause, (known = !clause.not && clause.patterns.every(fixesFirstName)));
  return known;
}

/** True when a pattern fixes a part of the first name of a resource: of the bucket, not only of an object. */
function fixesFirstName(pattern: Pattern): boolean {
  const first = (arnParts(pattern.source)?.[5] ?? "").split("/")[0]!;
  return fixedCharacters(compilePattern(first).tokens) >= PINNED_NAME;
}

const forms = new WeakMap<Template, readonly Template[]>();

/** A type as the reference writes it and, where its names are generated, with the start that they share. */
export function formsOf(template: Template): readonly Template[] {
  let known = forms.get(template);
  if (known === undefined) {
    const generated = generatedForm(template);
    forms.set(template, (known = generated === undefined ? [template] : [template, generated]));
  }
  return known;
}
