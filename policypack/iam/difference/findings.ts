/** Collects what one set of policies allows beyond another. */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";
import { namedActions } from "../catalogue/namedActions";
import type { ConditionEntry, Statement } from "../document/document";
import type { Problem } from "../document/parseStatement";
import { inClause } from "../pattern/clause";
import type { ActionClass } from "./actions";
import type { Condition } from "./conditions";
import type { Rule } from "./rules";

/** A document of one side that cannot be read, so nothing can be compared. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly side: "now" | "approved";
  readonly problem: Problem;
}

/** A statement, and the policy that it is in. */
export interface StatementPlace {
  readonly policy: string;
  readonly statement: Pick<Statement, "index" | "sid">;
}

/** What a session may do with the policies of now and could not do with the approved ones, or what is not known. */
export type PermissionBeyond =
  | (Unreadable & { readonly policy: string })
  /** The patterns are too many or too intricate: those of this statement, or those of actions where none is given. */
  | { readonly kind: "undecided"; readonly place?: StatementPlace }
  | AllowedBeyond;

/** Actions of one statement that are allowed on a resource. */
export interface AllowedBeyond {
  readonly kind: "allowed";
  readonly place: StatementPlace;
  readonly actions: ActionNames;
  /** One of the actions, as in `s3:DeleteObject`. */
  readonly action: string;
  /** A resource that they are allowed on. */
  readonly resource: string;
  /** Why that was not approved; absent where no approved statement is about it. */
  readonly why?: WhyBeyond;
  /** True when the request is surely allowed now and was not before. False when that depends on conditions. */
  readonly certain: boolean;
}

/** Why something is beyond what was approved. */
export type WhyBeyond =
  /** It was approved under conditions; `now` are those of now that the nearest approved statement does not have. */
  | {
      readonly kind: "conditions";
      readonly now: readonly ConditionEntry[];
      readonly approved: readonly ConditionEntry[];
    }
  /** The approved boundary does not let it through. */
  | { readonly kind: "boundary" }
  /** An approved Deny is gone or covers less. */
  | { readonly kind: "denied"; readonly by: StatementPlace; readonly conditions: readonly ConditionEntry[] };

/** Actions by names and patterns that stand for nothing else. */
export interface ActionNames {
  /** True when all actions but these are meant. */
  readonly not: boolean;
  readonly names: readonly string[];
  /** Patterns that here stand only for actions that the catalogue does not have. */
  readonly unknownOf: readonly string[];
}

/** Limit of the services that are named as exceptions. */
const MAXIMUM_EXCEPTIONS = 5;

interface Group {
  readonly rule: Rule;
  readonly resource: string;
  readonly why: WhyBeyond | undefined;
  readonly known: ActionSet;
  readonly patterns: Set<string>;
  stranger?: string;
  certain: boolean;
}

/** Collects findings. Those of one statement on one resource for one reason become one. */
export class Findings {
  private readonly groups = new Map<string, Group>();
  private readonly undecided = new Map<Statement, PermissionBeyond>();

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
    why: WhyBeyond | undefined;
    certain: boolean;
  }): void {
    const key = JSON.stringify([placeOf(rule), resource, why]);
    const group = this.groups.get(key) ?? {
      rule,
      resource,
      why,
      known: new ActionSet(this.catalogue.size),
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
  addUndecided(rule: Rule): void {
    this.undecided.set(rule.statement, { kind: "undecided", place: placeOf(rule) });
  }

  /** All findings, each once. */
  list(): readonly PermissionBeyond[] {
    const allowed = [...this.groups.values()].map((group): AllowedBeyond => {
      const { rule, resource, why, known, stranger, certain } = group;
      const [first] = known;
      return {
        kind: "allowed",
        place: placeOf(rule),
        actions: this.actionsOf(group),
        action: first === undefined ? stranger! : this.catalogue.name(first),
        resource,
        ...(why !== undefined && { why }),
        certain: certain && !resource.includes("${"),
      };
    });
    return [...this.undecided.values(), ...allowed];
  }

  private actionsOf({ rule, known, patterns }: Group): ActionNames {
    const { not, values } = rule.actions;
    const { catalogue } = this;
    if (not && namedActions(catalogue, rule.actions).set.within(known))
      return { not: true, names: values, unknownOf: [] };
    const own = not ? [] : values.filter((value) => /[*?]/.test(value));
    const services = this.services(known);
    if (
      services.whole.length > catalogue.services.length / 2 &&
      services.partly.length === 0 &&
      services.none.length <= MAXIMUM_EXCEPTIONS &&
      !own.some((value) => this.set(value).within(known))
    )
      return { not: true, names: services.none, unknownOf: [] };
    let rest = known;
    const names: string[] = [];
    for (const pattern of [...own, ...services.whole]) {
      const set = this.set(pattern);
      if (set.count() < 2 || !set.within(known) || !set.meets(rest)) continue;
      rest = rest.minus(set);
      names.push(pattern);
    }
    names.push(...[...rest].map((action) => catalogue.name(action)));
    const unknownOf: string[] = [];
    for (const pattern of patterns) {
      // The pattern may be of another statement that names the same actions; only this statement's own spelling is
      // shown.
      const written = not ? undefined : values.find((value) => value.toLowerCase() === pattern.toLowerCase());
      if (written === undefined || names.includes(written)) continue;
      (own.includes(written) ? unknownOf : names).push(written);
    }
    return { not: false, names, unknownOf };
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

/**
 * How the conditions differ from those of the nearest approved statement for a resource. Undefined when no approved
 * statement is for the resource, or when conditions are not the difference.
 */
export function conditionsBeyond(
  given: readonly Condition[],
  allows: readonly Rule[],
  resource: string,
  follows: (condition: Condition) => boolean,
): WhyBeyond | undefined {
  const [nearest] = allows
    .filter(({ clause }) => inClause(clause, resource))
    .map(({ conditions }) => ({ conditions, missing: conditions.filter((condition) => !follows(condition)) }))
    .filter(({ missing }) => missing.length > 0)
    .sort((a, b) => a.missing.length - b.missing.length);
  if (nearest === undefined) return undefined;
  const own = given.filter(({ text }) => !nearest.conditions.some((other) => other.text === text));
  return { kind: "conditions", now: entries(own), approved: entries(nearest.missing) };
}

/** Where the statement of a rule stands. */
export function placeOf({ policy, statement: { index, sid } }: Rule): StatementPlace {
  return { policy, statement: { index, ...(sid !== undefined && { sid }) } };
}

/** Conditions as they are written. */
export function entries(conditions: readonly Condition[]): readonly ConditionEntry[] {
  return conditions.map(({ entry }) => entry);
}
