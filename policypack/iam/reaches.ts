/** Whether a grant leaves an action free: allowed on all resources of the types that decide. */
import type { ActionResource } from "./actionCatalogue";
import { type Denial, inClause } from "./grants";
import type { Permissions } from "./permissions";
import type { Clause, Reach, Region } from "./reach";

/** Allowed on all resources, on some at most, or not decided. */
export type Freedom = "free" | "limited" | "undecided";

/** How far one grant reaches with given denials, remembered by types of resource, since many actions share theirs. */
export class Reaches {
  private readonly byTemplate = new Map<string, Reach>();
  private readonly byTypes = new Map<string, Map<readonly ActionResource[], Freedom>>();

  constructor(
    private readonly permissions: Permissions,
    private readonly within: readonly Clause[],
    private readonly denials: readonly Denial[],
  ) {}

  /** How free the grant leaves an action. */
  of(action: number): Freedom {
    const { catalogue } = this.permissions;
    const resources = catalogue.resources(action);
    const denials = this.denials.length === 0 ? NONE : this.denials.filter((denial) => denial.actions.has(action));
    const denied = denials === NONE ? "" : denials.map((denial) => this.denials.indexOf(denial)).join();
    const name = catalogue.names[action]!;
    // EC2 is read differently from other services, so its answers are kept apart.
    const key = `${denied} ${name.startsWith("ec2:")}`;
    const known = this.byTypes.get(key) ?? new Map<readonly ActionResource[], Freedom>();
    this.byTypes.set(key, known);
    let freedom = known.get(resources);
    if (freedom === undefined) known.set(resources, (freedom = this.decide(name, resources, denials, denied)));
    return freedom;
  }

  private decide(name: string, resources: readonly ActionResource[], denials: readonly Denial[], denied: string): Freedom {
    if (resources.length === 0) {
      return this.within.every((clause) => inClause(clause, "*")) && !denials.some((denial) => inClause(denial.clause, "*")) ? "free" : "limited";
    }
    const region: Region = { within: this.within, without: denials.map((denial) => denial.clause) };
    const found = decisive(name, resources).map(({ template }): Freedom => {
      const key = `${denied}|${template.text}`;
      let reach = this.byTemplate.get(key);
      if (reach === undefined) this.byTemplate.set(key, (reach = this.permissions.reach(template, region)));
      return typeof reach === "object" ? "free" : reach === "undecided" ? "undecided" : "limited";
    });
    if (conjunctive(name, resources)) return found.includes("limited") ? "limited" : found.includes("undecided") ? "undecided" : "free";
    return found.includes("free") ? "free" : found.includes("undecided") ? "undecided" : "limited";
  }
}

const NONE: readonly Denial[] = [];

/** The types of resource that decide whether an action is limited. */
export function decisive(name: string, resources: readonly ActionResource[]): readonly ActionResource[] {
  // An access point stands in for the bucket behind it, so each type of S3 decides.
  if (name.startsWith("s3:")) return resources;
  const required = resources.filter((resource) => resource.required);
  return required.length > 0 ? required : resources;
}

/**
 * EC2 asks for each required type at once, so one that is limited limits the action. Elsewhere the
 * reference does not say whether several required types go together, so each decides alone.
 */
function conjunctive(name: string, resources: readonly ActionResource[]): boolean {
  return name.startsWith("ec2:") && resources.some((resource) => resource.required);
}
