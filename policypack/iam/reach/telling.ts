/**
 * Whether the values of a condition tell resources apart. They are measured as a resource element is: with the types of
 * resource and the starts of generated names, so that what all values of a key share does not count.
 */
import type { ActionCatalogue } from "../catalogue/actions";
import { compileForm, type Template, variantOf } from "../catalogue/arnTemplate";
import { typeOfKey } from "../condition/keyTypes";
import { arnPatternParts } from "../condition/operators";
import type { Limit } from "../condition/values";
import type { Budget } from "../pattern/automaton";
import type { Clause } from "../pattern/clause";
import { fixedCharacters, type Pattern, PINNED_NAME } from "../pattern/pattern";
import { isWide, unionPatterns } from "../pattern/unions";
import { cachedReach } from "./cachedReach";
import { fixesOwner, formsOf } from "./forms";
import type { Reach } from "./reach";

/** The forms of values that are no ARNs. */
const FORMS: ReadonlyMap<string, Template> = new Map(
  Object.entries({
    "config:configurationrecorderserviceprincipal": "${Service}.amazonaws.com",
    "ec2:instanceid": "i-${Id}",
    "ec2:vpceservicename": "com.amazonaws.${Region}.${Service}",
    "events:managedby": "${Service}.amazonaws.com",
    "iam:awsservicename": "${Service}.amazonaws.com",
    "kms:requestalias": "alias/${Alias}",
    "kms:resourcealiases": "alias/${Alias}",
    "kms:viaservice": "${Service}.${Region}.amazonaws.com",
    "organizations:serviceprincipal": "${Service}.amazonaws.com",
  }).map(([key, form]) => [key, compileForm(form)]),
);

/** What these accept is judged by what it allows: see the escalation paths. */
const JUDGED_BY_CONTENT: ReadonlySet<string> = new Set(["iam:permissionsboundary", "iam:policyarn"]);

/** True when each value of the limit fixes a part of what tells one resource from another. */
export function tells({ key, values }: Limit, catalogue: ActionCatalogue, budget: Budget): boolean {
  if (JUDGED_BY_CONTENT.has(key)) return true;
  const unions = unionPatterns(values, (characters) => isWide(characters, true), budget);
  return [...values, ...unions].every((value) => {
    if (value.exact) return true;
    const clause: Clause = { not: false, patterns: [value] };
    const shapes = shapesOf(key, value, catalogue).map((shape) => shape(clause));
    const pinned = (shape: Template, below: number): Reach =>
      cachedReach(shape, { within: [clause], without: [] }, budget, below);
    if (!shapes.every((shape) => pinned(shape, PINNED_NAME) === "none")) return false;
    return shapes.some((shape) => pinned(shape, ENOUGH) !== "none") || tellsWithoutType(value);
  });
}

/** More pinned characters than any value has. */
const ENOUGH = 1_000_000;

/** The same for an ARN whose type is not in the catalogue: its type comes before the first slash or colon. */
function tellsWithoutType(value: Pattern): boolean {
  const tokens = value.source.startsWith("arn:") ? (arnPatternParts(value)?.[5]!.tokens ?? []) : undefined;
  if (tokens === undefined) return true;
  const end = tokens.findIndex((token) => token === SLASH || token === COLON);
  const name = end >= 0 && end < tokens.length - 1 ? tokens.slice(end + 1) : tokens;
  return fixedCharacters(name) >= PINNED_NAME;
}

const SLASH = 47;
const COLON = 58;

/** What the value may be: the types of resource, in each of their forms, or the form of the key. */
function shapesOf(key: string, value: Pattern, catalogue: ActionCatalogue): ((clause: Clause) => Template)[] {
  const form = FORMS.get(key);
  if (form !== undefined) return [() => form];
  const parts = arnPatternParts(value);
  const isArn = value.source.startsWith("arn:") || typeOfKey(key)?.type === "arn" || key === "secretsmanager:secretid";
  if (!isArn) return [];
  const partition = parts?.[1]!.exact === true ? parts[1].source : "aws";
  const service = parts?.[2]!.exact === true ? parts[2].source : undefined;
  return catalogue
    .templatesOn(service)
    .filter(({ named }) => named)
    .flatMap((template) => formsOf(template))
    .map(
      (type) =>
        (clause: Clause): Template =>
          variantOf(type, partition, fixesOwner(clause, type)),
    );
}
