/** Whether a grant leaves an action free: allowed on all resources of the types that decide. */
import type { ActionCatalogue, ActionResource } from "../catalogue/actions";
import type { Template } from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import { type Denial, inClause } from "./grants";
import type { Clause, Reach, Region } from "./reach";

/** Allowed on all resources, on some at most, or not decided. */
export type Freedom = "free" | "limited" | "undecided";

/** What is asked about the reach of a principal's policies. */
export interface Reaching {
  readonly catalogue: ActionCatalogue;
  readonly budget: Budget;
  /** The least pinned resource of a type in a region. */
  reach(template: Template, region: Region): Reach;
}

/** How far one grant reaches with given denials, remembered by types of resource, since many actions share theirs. */
export class Reaches {
  private readonly byTemplate = new Map<string, Reach>();
  private readonly byTypes = new Map<string, Map<readonly ActionResource[], Freedom>>();

  constructor(
    private readonly permissions: Reaching,
    private readonly within: readonly Clause[],
    private readonly denials: readonly Denial[],
  ) {}

  /** How free the grant leaves an action. */
  of(action: number): Freedom {
    if (this.permissions.budget.left <= 0) return "undecided";
    const { catalogue } = this.permissions;
    const resources = catalogue.resources(action);
    const { denials, key: denied } = this.denialsOf(action);
    const name = catalogue.names[action]!;
    // Some services are read differently from others, so their answers are kept apart.
    const key = `${denied} ${ASK_FOR_EACH.test(name)}`;
    const known = this.byTypes.get(key) ?? new Map<readonly ActionResource[], Freedom>();
    this.byTypes.set(key, known);
    let freedom = known.get(resources);
    if (freedom === undefined) known.set(resources, (freedom = this.decide(action, name, resources, denials)));
    return freedom;
  }

  /** How free the grant leaves an action on one type of resource. */
  onType(action: number, template: Template): Freedom {
    if (this.permissions.budget.left <= 0) return "undecided";
    const { denials, key: denied } = this.denialsOf(action);
    const key = `${denied}|${template.text}`;
    let reach = this.byTemplate.get(key);
    if (reach === undefined) {
      const region: Region = { within: this.within, without: denials.map((denial) => denial.clause) };
      this.byTemplate.set(key, (reach = this.permissions.reach(template, region)));
    }
    return typeof reach === "object" ? "free" : reach === "undecided" ? "undecided" : "limited";
  }

  private decide(action: number, name: string, resources: readonly ActionResource[], denials: readonly Denial[]): Freedom {
    if (resources.length === 0) {
      return this.within.every((clause) => inClause(clause, "*")) && !denials.some((denial) => inClause(denial.clause, "*")) ? "free" : "limited";
    }
    const found = decisive(name, resources).map(({ template }) => this.onType(action, template));
    return asksForEach(name, resources) ? all(found) : any(found);
  }

  private denialsOf(action: number): { denials: readonly Denial[]; key: string } {
    this.permissions.budget.left -= 1 + (this.denials.length >> 2);
    const denials: Denial[] = [];
    let key = "";
    this.denials.forEach((denial, i) => {
      if (!denial.actions.has(action)) return;
      denials.push(denial);
      key += `${i},`;
    });
    return { denials, key };
  }
}

/** Free where each is. */
export function all(found: readonly Freedom[]): Freedom {
  return found.includes("limited") ? "limited" : found.includes("undecided") ? "undecided" : "free";
}

/** Free where one is. */
export function any(found: readonly Freedom[]): Freedom {
  return found.includes("free") ? "free" : found.includes("undecided") ? "undecided" : "limited";
}

/** The types of resource that decide whether an action is limited. */
export function decisive(name: string, resources: readonly ActionResource[]): readonly ActionResource[] {
  // An access point stands in for the bucket behind it, an index for its table: there each type decides.
  if (name.startsWith("s3:") || name.startsWith("dynamodb:")) return resources;
  const required = resources.filter((resource) => resource.required);
  return required.length > 0 ? required : resources;
}

const ASK_FOR_EACH = /^(?:ec2|kms|rds):/;

/**
 * These services ask for each required type at once, so one that is limited limits the action. Elsewhere
 * the reference marks alternatives as required too (a listener of one kind or another), so each decides alone.
 */
export function asksForEach(name: string, resources: readonly ActionResource[]): boolean {
  return ASK_FOR_EACH.test(name) && resources.some((resource) => resource.required);
}
