/** Collects what one set of policies allows beyond another, and words it for people. */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";
import { namedActions } from "../catalogue/namedActions";
import { statementName } from "../document/document";
import { inClause } from "../reach/grants";
import type { ActionClass } from "./actions";
import type { Condition } from "./conditions";
import type { Rule } from "./rules";

/** Something that a session may do with the policies of now and could not do with the approved ones. */
export interface PermissionBeyond {
  /** Such as `s3:DeleteObject on arn:aws:s3:::web-shop-artifacts/x`. */
  readonly text: string;
  /** One such action, as in `s3:DeleteObject`; absent when nothing could be decided. */
  readonly action?: string;
  /** A resource that the action is allowed on; absent when nothing could be decided. */
  readonly resource?: string;
  /**
   * True when the request is surely allowed now and was not before. False when that depends on conditions or is
   * undecided.
   */
  readonly certain: boolean;
}

/** Limit of the texts in a list. */
const MAXIMUM_TEXTS = 50;

/** Limit of the actions that one text names. */
const MAXIMUM_NAMES = 5;

interface Group {
  readonly rule: Rule;
  readonly resource: string;
  readonly why: string;
  readonly known: ActionSet;
  readonly patterns: Set<string>;
  stranger?: string;
  certain: boolean;
}

/** Collects findings. Those of one statement on one resource for one reason become one text. */
export class Findings {
  private readonly groups = new Map<string, Group>();
  private readonly doubts = new Set<string>();

  constructor(private readonly catalogue: ActionCatalogue) {}

  /** Adds actions that one statement allows on a resource. */
  add({
    rule,
    actions,
    resource,
    why,
    certain,
  }: {
    rule: Rule;
    actions: ActionClass;
    resource: string;
    why: string;
    certain: boolean;
  }): void {
    const key = `${rule.policy} ${rule.statement.index} ${resource} ${why}`;
    const group = this.groups.get(key) ?? {
      rule,
      resource,
      why,
      known: new ActionSet(this.catalogue.names.length),
      patterns: new Set<string>(),
      certain: true,
    };
    this.groups.set(key, group);
    group.known.addAll(actions.known);
    for (const pattern of actions.patterns) group.patterns.add(pattern);
    if (actions.stranger !== undefined) group.stranger ??= actions.stranger;
    group.certain &&= certain;
  }

  /** Adds a statement that could not be decided. */
  doubt({ policy, statement }: Rule): void {
    this.doubts.add(
      `not known: whether ${statementName(statement)} of ${policy} allows more than was approved, since the ` +
        "patterns are too many or too intricate",
    );
  }

  /** All findings, sorted, each text once; at most {@link MAXIMUM_TEXTS} and a line with the number of the others. */
  list(): readonly PermissionBeyond[] {
    const found = new Map<string, PermissionBeyond>();
    for (const doubt of this.doubts) found.set(doubt, { text: doubt, certain: false });
    for (const group of this.groups.values()) {
      const { resource, why, known, stranger, certain } = group;
      const [first] = known;
      const action = first === undefined ? stranger! : this.catalogue.names[first]!;
      const text = `${this.actionsOf(group)} on ${resource}${why}`;
      if (!found.has(text)) found.set(text, { text, action, resource, certain: certain && !resource.includes("${") });
    }
    const sorted = [...found.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
    const more = sorted.length - MAXIMUM_TEXTS;
    return more <= 0 ? sorted : [...sorted.slice(0, MAXIMUM_TEXTS), { text: `and ${more} more`, certain: false }];
  }

  private actionsOf({ rule, known, patterns }: Group): string {
    const { not, values } = rule.actions;
    const { catalogue } = this;
    if (not && namedActions(catalogue, rule.actions).set.within(known)) return `every action but ${abridged(values)}`;
    const own = not ? [] : values.filter((value) => /[*?]/.test(value));
    const services = this.services(known);
    if (
      services.whole.length > catalogue.services.length / 2 &&
      services.partly.length === 0 &&
      services.none.length <= MAXIMUM_NAMES &&
      !own.some((value) => this.set(value).within(known))
    )
      return `every action but ${services.none.join(", ")}`;
    let rest = known;
    const names: string[] = [];
    for (const pattern of [...own, ...services.whole]) {
      const set = this.set(pattern);
      if (set.count() < 2 || !set.within(known) || !set.meets(rest)) continue;
      rest = rest.minus(set);
      names.push(pattern);
    }
    names.push(...[...rest].map((action) => catalogue.names[action]!));
    for (const pattern of patterns) {
      // The pattern may be of another statement that names the same actions; only this statement's own spelling is
      // shown.
      const written = not ? undefined : values.find((value) => value.toLowerCase() === pattern.toLowerCase());
      if (written === undefined || names.includes(written)) continue;
      names.push(own.includes(written) ? `what ${written} may come to name` : written);
    }
    return names.length === 0 ? "actions that are not known yet" : abridged(names);
  }

  /** The services, as `s3:*`, by how many of their actions are in the set: all (`whole`), some (`partly`) or `none`. */
  private services(known: ActionSet): Record<"whole" | "partly" | "none", string[]> {
    const found = { whole: [] as string[], partly: [] as string[], none: [] as string[] };
    const actions = [...known];
    let at = 0;
    for (const { prefix, first, end } of this.catalogue.services) {
      if (first === end) continue;
      const before = at;
      while (at < actions.length && actions[at]! < end) at++;
      found[at === before ? "none" : at - before === end - first ? "whole" : "partly"].push(`${prefix}:*`);
    }
    return found;
  }

  private set(pattern: string): ActionSet {
    return namedActions(this.catalogue, { not: false, values: [pattern] }).set;
  }
}

function abridged(names: readonly string[]): string {
  const more = names.length - MAXIMUM_NAMES;
  return more <= 1 ? names.join(", ") : `${names.slice(0, MAXIMUM_NAMES).join(", ")} and ${more} more`;
}

/**
 * The end of a sentence that says how the conditions differ from those of the nearest approved statement for a
 * resource. Empty when no approved statement is for the resource, or when conditions are not the difference.
 */
export function conditionWords(
  given: readonly Condition[],
  allows: readonly Rule[],
  resource: string,
  follows: (condition: Condition) => boolean,
): string {
  const [nearest] = allows
    .filter(({ clause }) => inClause(clause, resource))
    .map(({ conditions }) => ({ conditions, missing: conditions.filter((condition) => !follows(condition)) }))
    .filter(({ missing }) => missing.length > 0)
    .sort((a, b) => a.missing.length - b.missing.length);
  if (nearest === undefined) return "";
  const own = given.filter(({ text }) => !nearest.conditions.some((other) => other.text === text));
  return `${own.length === 0 ? "" : ` with ${plainly(own)}`}, approved only with ${plainly(nearest.missing)}`;
}

/** Conditions in words: operator, key and values. */
export function plainly(conditions: readonly Condition[]): string {
  return conditions.map(({ entry }) => `${entry.operator} ${entry.key} ${entry.values.join(" or ")}`).join(" and ");
}
