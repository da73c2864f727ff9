/** Decides whether a grant leaves an action free, that is, allows it on all resources of the types that decide. */
import type { ActionCatalogue, ActionResource } from "../catalogue/actions";
import type { Template } from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import { type Clause, inClause, type Region } from "../pattern/clause";
import type { Denial } from "./grant";
import type { Reach } from "./reach";
import { hasStakes, knownStakes } from "./stakes";

/** `free`: allowed on all resources. `limited`: allowed on some at most. `undecided`: the budget did not suffice. */
export type Freedom = "free" | "limited" | "undecided";

/** What {@link Reaches} needs of a principal's permissions. */
export interface Reaching {
  readonly catalogue: ActionCatalogue;
  readonly budget: Budget;
  /** The least pinned resource of a type in a region. */
  reach(template: Template, region: Region): Reach;
}

/** The denials of an action, and the answers under them by type of resource, since many actions share types. */
interface Answers {
  readonly denials: readonly Denial[];
  readonly byTemplate: Map<Template, Reach>;
  readonly byTypes: Map<readonly ActionResource[], Freedom>;
  /** Of the services whose actions are judged by name (asksForEach, knownStakes). */
  readonly byName: Map<string, Freedom>;
}

/** How far one grant reaches under given denials. Answers are kept. */
export class Reaches {
  private readonly answers = new Map<string, Answers>();

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
    const { denials, byTypes, byName } = this.answersFor(action);
    const name = catalogue.name(action);
    const special = ASK_FOR_EACH.test(name) || hasStakes(name);
    let freedom = special ? byName.get(name) : byTypes.get(resources);
    if (freedom === undefined) {
      freedom = this.decide(action, name, resources, denials);
      if (special) byName.set(name, freedom);
      else byTypes.set(resources, freedom);
    }
    return freedom;
  }

  /** How free the grant leaves an action on one type of resource. */
  onType(action: number, template: Template): Freedom {
    if (this.permissions.budget.left <= 0) return "undecided";
    const { denials, byTemplate } = this.answersFor(action);
    let reach = byTemplate.get(template);
    if (reach === undefined) {
      const region: Region = { within: this.within, without: denials.map((denial) => denial.clause) };
      byTemplate.set(template, (reach = this.permissions.reach(template, region)));
    }
    return typeof reach === "object" ? "free" : reach === "undecided" ? "undecided" : "limited";
  }

  private decide(
    action: number,
    name: string,
    resources: readonly ActionResource[],
    denials: readonly Denial[],
  ): Freedom {
    if (resources.length === 0) {
      return this.within.every((clause) => inClause(clause, "*")) &&
        !denials.some((denial) => inClause(denial.clause, "*"))
        ? "free"
        : "limited";
    }
    const known = knownStakes(name, resources);
    if (known !== undefined) return any(known.map(({ template }) => this.onType(action, template)));
    const types = decisive(name, resources);
    const found = types.map(({ template }) => this.onType(action, template));
    return asksForEach(name, types) ? all(found) : any(found);
  }

  /** All actions that the same denials are about share their answers. */
  private answersFor(action: number): Answers {
    this.permissions.budget.left -= 1 + (this.denials.length >> 2);
    let key = "";
    this.denials.forEach(({ actions }, i) => {
      if (actions.has(action)) key += `${i},`;
    });
    let answers = this.answers.get(key);
    if (answers === undefined) {
      const denials = this.denials.filter(({ actions }) => actions.has(action));
      answers = { denials, byTemplate: new Map(), byTypes: new Map(), byName: new Map() };
      this.answers.set(key, answers);
    }
    return answers;
  }
}

/** `free` when all of them are. */
export function all(found: readonly Freedom[]): Freedom {
  return found.includes("limited") ? "limited" : found.includes("undecided") ? "undecided" : "free";
}

/** `free` when at least one of them is. */
export function any(found: readonly Freedom[]): Freedom {
  return found.includes("free") ? "free" : found.includes("undecided") ? "undecided" : "limited";
}

/** The types of resource that decide whether an action is limited. */
export function decisive(name: string, resources: readonly ActionResource[]): readonly ActionResource[] {
  // A request can name an access point instead of the bucket, or an index instead of the table. So each type decides.
  if (name.startsWith("s3:") || name.startsWith("dynamodb:")) return resources;
  // A flow log is new and has no name yet. What it is made for (a VPC, a subnet and so on) is optional, since it is one
  // of several types, and each of them decides.
  if (name === "ec2:CreateFlowLogs") return resources.filter(({ required }) => !required);
  const required = resources.filter((resource) => resource.required);
  const deciding = required.length > 0 ? required : resources;
  // What an account has one of, such as the catalogue of Glue, is asked for besides and limits nothing.
  const named = deciding.filter(({ template }) => template.named);
  return named.length > 0 ? named : deciding;
}

const ASK_FOR_EACH = /^(?:ec2|kms|rds):/;

/**
 * True when a request has to be allowed on each of the required types. So one limited type limits what one grant allows;
 * whether others allow the rest is decided for all grants together.
 * Only a few services work this way. For the others the reference also marks alternatives as required (one kind of
 * listener or another), so each type decides alone.
 */
export function asksForEach(name: string, resources: readonly ActionResource[]): boolean {
  return ASK_FOR_EACH.test(name) && resources.some((resource) => resource.required);
}
