/** Keeps answers that many questions share, so that each is worked out once. */
import { generatedForm, type Template } from "../catalogue/arnTemplate";
import { arnParts } from "../document/arn";
import type { Budget } from "../pattern/automaton";
import { compilePattern, fixedCharacters, type Pattern, PINNED_NAME } from "../pattern/pattern";
import { type Clause, leastPinned, type Reach, type Region } from "./reach";

const REMEMBERED = 20_000;
const reachesOf = new WeakMap<Template, Map<string, Reach>>();
let remembering = 0;

/**
 * {@link leastPinned}, with its answers kept. Policies repeat their patterns, so an answer is kept when it depends on
 * one pattern and one type alone.
 */
export function remembered(template: Template, region: Region, budget: Budget, below: number): Reach {
  const [only] = region.within;
  if (region.without.length > 0 || region.within.length !== 1 || only!.not || only!.patterns.length !== 1)
    return leastPinned(template, region, budget, below);
  const known = reachesOf.get(template) ?? new Map<string, Reach>();
  reachesOf.set(template, known);
  const key = `${below} ${only!.patterns[0]!.tokens.join()}`;
  let reach = known.get(key);
  if (reach === undefined) {
    reach = leastPinned(template, region, budget, below);
    // An undecided answer is not kept: a later call may have the budget to decide.
    if (reach !== "undecided" && remembering++ < REMEMBERED) known.set(key, reach);
  }
  return reach;
}

const fixing = new WeakMap<Clause, boolean>();

/**
 * True when each pattern of a clause fixes a part of the first name, that is, of the bucket and not only of an object.
 */
export function fixesFirstNames(clause: Clause): boolean {
  let known = fixing.get(clause);
  if (known === undefined) fixing.set(clause, (known = !clause.not && clause.patterns.every(fixesFirstName)));
  return known;
}

function fixesFirstName(pattern: Pattern): boolean {
  const first = (arnParts(pattern.source)?.[5] ?? "").split("/")[0]!;
  return fixedCharacters(compilePattern(first).tokens) >= PINNED_NAME;
}

const forms = new WeakMap<Template, readonly Template[]>();

/** A type as the reference writes it. When AWS generates its names: also with the start that all of them share. */
export function formsOf(template: Template): readonly Template[] {
  let known = forms.get(template);
  if (known === undefined) {
    const generated = generatedForm(template);
    forms.set(template, (known = generated === undefined ? [template] : [template, generated]));
  }
  return known;
}
