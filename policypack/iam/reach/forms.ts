/** The forms that the ARNs of a type of resource have, and the name in them that owns the others. */
import { generatedTypes, owningName, qualifiedForm, type Template } from "../catalogue/arnTemplate";
import { arnParts } from "../document/arn";
import type { Clause } from "../pattern/clause";
import { compilePattern, fixedCharacters, type Pattern, PINNED_NAME } from "../pattern/pattern";

const fixing = new WeakMap<Pattern, Map<string, boolean>>();

/**
 * True when each pattern of a clause fixes a part of the name that owns the others, that is, of the bucket and not only
 * of an object. Also true for types where each name counts.
 */
export function fixesOwner({ not, patterns }: Clause, template: Template): boolean {
  return !not && patterns.every((pattern) => fixes(pattern, template.text));
}

function fixes(pattern: Pattern, text: string): boolean {
  const known = fixing.get(pattern) ?? new Map<string, boolean>();
  fixing.set(pattern, known);
  let found = known.get(text);
  if (found === undefined) {
    const owner = ownerIn(pattern.source, text);
    known.set(text, (found = owner === undefined || fixedCharacters(compilePattern(owner).tokens) >= PINNED_NAME));
  }
  return found;
}

/** The part of a pattern that names what owns the rest; undefined when each name of the type counts. */
function ownerIn(source: string, text: string): string | undefined {
  const owner = owningName(text);
  if (owner === undefined) return undefined;
  let shape = text.split(":").slice(5).join(":");
  let rest = arnParts(source)?.[5] ?? "";
  for (let at = 0; ; at++) {
    const variable = /\$\{[^}]*\}/.exec(shape);
    if (variable === null) return rest;
    let same = 0;
    while (same < variable.index && (rest[same] === shape[same] || rest[same] === "?")) same++;
    rest = rest.slice(same);
    shape = shape.slice(variable.index + variable[0].length);
    const end = shape === "" ? -1 : rest.indexOf(shape[0]!);
    if (at === owner) return end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? rest : rest.slice(end);
  }
}

const forms = new WeakMap<Template, readonly Template[]>();

/**
 * A type as the reference writes it. When AWS generates its names: also with the start that all of them share. When a
 * version or an alias may follow: also with it.
 */
export function formsOf(template: Template): readonly Template[] {
  let known = forms.get(template);
  if (known === undefined) {
    const versions = [qualifiedForm(template)].filter((form) => form !== undefined);
    forms.set(template, (known = [template, ...generatedTypes(template), ...versions]));
  }
  return known;
}
