/**
 * What a session may do without limit: the actions that its policies together allow on all resources of their type.
 * Each comes with a grant and a resource as proof.
 */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue, ActionResource } from "../catalogue/actions";
import { exampleOf, filledIn, type Template } from "../catalogue/arnTemplate";
import type { AnalysedSubject } from "../condition/subject";
import type { Statement } from "../document/document";
import { once } from "../once";
import type { Budget } from "../pattern/automaton";
import { type Clause, inClause, type Region } from "../pattern/clause";
import { type Pattern, PINNED_NAME } from "../pattern/pattern";
import { INTRICATE, type Undecided, UndecidedActions } from "./undecidedActions";
import { all, any, asksForEach, decisive, type Freedom, Reaches } from "./freedom";
import type { Denial, Grant } from "./grant";
import { deniesAll, entitlements } from "./grants";
import { reachIn } from "./cachedReach";
import type { Reach } from "./reach";
import { withOwnMarks } from "./selfSet";
import { knownStakes, stakes } from "./stakes";

/** Limit of the work for one principal, as {@link Budget}; some seconds at most. */
export const ANALYSIS_BUDGET = 5_000_000;

/** An action on a resource, and the grant that allows it. */
export interface Witness {
  readonly action: string;
  readonly resource: string;
  readonly grant: Grant;
}

/** The permissions of a principal. */
export class Permissions {
  /** Actions allowed on all resources. */
  readonly unlimited: ActionSet;
  /** Actions that may be allowed on all resources: the opposite could not be proven. */
  readonly undecided: readonly Undecided[];
  readonly grants: readonly Grant[];
  readonly denials: readonly Denial[];
  /** True when the policies make too many grants to be judged at all. */
  readonly beyond: boolean;
  /** Separate, so that examples are found even when deciding has used up the other budget. */
  private readonly exampleBudget: Budget = { left: ANALYSIS_BUDGET };
  /** Actions that some grant allows on some resource. Denials are ignored. */
  readonly anywhere: ActionSet;
  /** Partitions that this principal may be in. */
  readonly partitions: readonly string[];
  private readonly proofs: { readonly set: ActionSet; readonly grant: Grant }[] = [];
  private readonly resources = new Map<number, string>();
  private readonly applyingTo = new Map<Statement, readonly Denial[]>();

  /** @param budget given when several principals share one; else each has its own */
  constructor(
    readonly catalogue: ActionCatalogue,
    readonly subject: AnalysedSubject,
    readonly budget: Budget = { left: ANALYSIS_BUDGET },
  ) {
    const found = entitlements(catalogue, subject, budget);
    const { grants: all, denials } =
      found === undefined ? { grants: [], denials: [] } : withOwnMarks(catalogue, found, budget);
    this.partitions = partitionsOf(subject);
    this.beyond = found === undefined;
    this.denials = denials;
    this.unlimited = new ActionSet(catalogue.size);
    const open = new UndecidedActions();
    // Certain grants come first, so that nothing is undecided about an action that one of them allows anyway.
    const certain = all.filter((grant) => grant.unproven.length === 0);
    const doubtful = all.filter((grant) => grant.unproven.length > 0);
    this.grants = all;
    this.anywhere = new ActionSet(catalogue.size);
    // All grants of a statement have the same set.
    for (const actions of new Set(all.map((grant) => grant.actions))) this.anywhere.addAll(actions);
    for (const grant of [...certain].sort((a, b) => Number(b.everywhere) - Number(a.everywhere))) {
      if (grant.narrowing.length > 0) continue;
      const { proven, undecided } = this.unlimitedBy(grant);
      this.join(proven, grant);
      open.add(grant, undecided, INTRICATE);
    }
    for (const grant of doubtful) {
      if (grant.narrowing.length > 0) continue;
      const { proven, undecided } = this.unlimitedBy(grant);
      open.add(grant, union(proven, undecided), grant.unproven.join("; "));
    }
    this.joinTogether(certain, doubtful, open);
    this.undecided = open.all.flatMap((one) => {
      const actions = one.actions.minus(this.unlimited);
      return actions.empty ? [] : [{ ...one, actions }];
    });
  }

  /** The account in the ARNs of examples. */
  get account(): string {
    return this.subject.account ?? "111111111111";
  }

  /** The grant that allows an action on all resources. */
  grantFor(action: number): Grant | undefined {
    return this.proofs.find((proof) => proof.set.has(action))?.grant;
  }

  /** The proof that an action is allowed on all resources; undefined when it is not. */
  witness(action: number): Witness | undefined {
    const grant = this.grantFor(action);
    if (grant === undefined) return undefined;
    return { action: this.catalogue.name(action), resource: this.resourceOf(action, grant), grant };
  }

  /** The grants that allow an action somewhere. */
  grantsOf(action: number): Grant[] {
    this.budget.left -= this.grants.length >> 2;
    return this.grants.filter((grant) => grant.actions.has(action));
  }

  /** The denials of an action that surely apply to a grant, without those that have an `unless`. */
  denialsOf(action: number, grant: Grant): Denial[] {
    this.budget.left -= this.denials.length >> 2;
    return this.applying(grant).filter((denial) => denial.unless === undefined && denial.actions.has(action));
  }

  /**
   * The denials that surely apply to a grant, with those that have an `unless`. The conditions of the grant's statement
   * decide, so all grants of one statement share the answer.
   */
  private applying({ statement }: Grant): readonly Denial[] {
    let known = this.applyingTo.get(statement);
    if (known === undefined) {
      this.budget.left -= this.denials.length;
      this.applyingTo.set(statement, (known = this.denials.filter((denial) => deniesAll(denial, statement))));
    }
    return known;
  }

  private join(set: ActionSet, grant: Grant): void {
    const fresh = set.minus(this.unlimited);
    if (fresh.empty) return;
    this.unlimited.addAll(fresh);
    this.proofs.push({ set: fresh, grant });
  }

  /**
   * Some actions have to be allowed on each type of resource, by one grant or several. They are unlimited when all types
   * are free, or one that is at stake is, and the others are allowed somewhere.
   */
  private joinTogether(certain: readonly Grant[], doubtful: readonly Grant[], open: UndecidedActions): void {
    const { catalogue } = this;
    const reaches = new Map<Grant, Reaches>();
    const wide = [...certain, ...doubtful].filter((grant) => grant.narrowing.length === 0);
    for (const action of this.anywhere.minus(this.unlimited)) {
      this.budget.left -= wide.length >> 2;
      const name = catalogue.name(action);
      const types = decisive(name, catalogue.resources(action));
      if (types.length < 2 || !asksForEach(name, types) || knownStakes(name, types) !== undefined) continue;
      const own = wide.filter((grant) => grant.actions.has(action));
      if (own.length === 0) continue;
      const free = (grants: readonly Grant[], { template }: ActionResource): Freedom =>
        any(
          grants.map((grant) => {
            if (this.budget.left <= 0) return "undecided";
            if (!reaches.has(grant)) reaches.set(grant, new Reaches(this, grant.within, this.applying(grant)));
            return reaches.get(grant)!.onType(action, template);
          }),
        );
      const freedom = (grants: readonly Grant[]): Freedom => {
        const each = types.map((type) => free(grants, type));
        const whole = all(each);
        // A limit on what is made limits the request, such as the subnet that an interface is made in.
        const at = stakes(name, types);
        const made = each.filter((_, i) => !at.includes(types[i]!));
        const one = all([any(each.filter((_, i) => at.includes(types[i]!))), ...made]);
        if (whole === "free" || one === "limited") return whole;
        return types.every((type) => this.allowedOn(action, type)) ? any([whole, one]) : whole;
      };
      const set = new ActionSet(catalogue.size);
      set.add(action);
      const proven = freedom(own.filter((grant) => grant.unproven.length === 0));
      const possible = proven === "free" ? proven : freedom(own);
      const first = own.find((grant) => types.some((type) => free([grant], type) === "free")) ?? own[0]!;
      if (proven === "free") this.join(set, first);
      else if (possible !== "limited")
        open.add(own[0]!, set, own.find((grant) => grant.unproven.length > 0)?.unproven.join("; ") ?? INTRICATE);
    }
  }

  /** True unless no grant allows an action on any resource of a type. */
  private allowedOn(action: number, { template }: ActionResource): boolean {
    return this.grantsOf(action).some(
      (grant) => this.reach(template, { within: grant.within, without: [] }, this.budget, Infinity) !== "none",
    );
  }

  private unlimitedBy(grant: Grant): { proven: ActionSet; undecided: ActionSet } {
    let candidates = grant.actions.minus(this.unlimited);
    const proven = new ActionSet(candidates.size);
    const undecided = new ActionSet(candidates.size);
    if (grant.everywhere && this.denials.length === 0) return { proven: candidates, undecided };
    if (this.budget.left <= 0) return { proven, undecided: candidates };
    this.budget.left -= 32 + this.denials.length * 2;
    const denials = this.applying(grant);
    for (const denial of denials) if (denial.everywhere) candidates = candidates.minus(denial.actions);
    const concerned = denials.filter((denial) => !denial.everywhere && denial.actions.meets(candidates));
    if (grant.everywhere && concerned.length === 0) return { proven: candidates, undecided };
    if (!grant.everywhere) candidates = this.onServices(candidates, grant.within);
    const reaches = new Reaches(this, grant.within, concerned);
    for (const action of candidates) {
      const reach = this.budget.left <= 0 ? "undecided" : reaches.of(action);
      if (reach === "free") proven.add(action);
      else if (reach === "undecided") undecided.add(action);
    }
    return { proven, undecided };
  }

  private resourceOf(action: number, grant: Grant): string {
    const known = this.resources.get(action);
    if (known !== undefined) return known;
    const denials = this.applying(grant).filter((denial) => denial.actions.has(action));
    const resources = decisive(this.catalogue.name(action), this.catalogue.resources(action));
    let found = "*";
    for (const { template } of [...resources].sort((a, b) => plainness(b) - plainness(a))) {
      const reach = this.exampleIn(template, grant.within, denials);
      if (reach !== undefined) {
        found = reach;
        break;
      }
    }
    this.resources.set(action, found);
    return found;
  }

  /**
   * The least pinned resource of a type in a region. It is in the partition of this principal; when that is not known,
   * in any partition that the policies name.
   */
  reach(template: Template, region: Region, budget = this.budget, below = PINNED_NAME): Reach {
    budget.left -= 1;
    return reachIn(this.partitions, template, region, budget, below);
  }

  /** A resource of a type that is in the clauses and in none of the denials; with plain names when such a one fits. */
  exampleIn(template: Template, within: readonly Clause[], denials: readonly Denial[]): string | undefined {
    const fits = (plain: string | undefined): plain is string =>
      plain !== undefined &&
      within.every((clause) => inClause(clause, plain)) &&
      !denials.some((denial) => inClause(denial.clause, plain));
    const example = exampleOf(template, this.account, this.partitions[0]);
    if (fits(example)) return example;
    for (const { not, patterns } of within) {
      const filled = not || patterns.length !== 1 ? undefined : filledIn(template, patterns[0]!, this.account);
      if (fits(filled)) return filled;
    }
    const reach = this.reach(template, { within, without: denials.map((denial) => denial.clause) }, this.exampleBudget);
    return typeof reach === "object" ? reach.resource : undefined;
  }

  /** Leaves out the actions of services whose resources no pattern of the clauses can reach. */
  private onServices(actions: ActionSet, within: readonly Clause[]): ActionSet {
    let result = actions;
    for (const clause of within) {
      if (clause.not) continue;
      const services = new Set(clause.patterns.map(serviceIn));
      if (services.has(undefined)) continue;
      const [first, ...more] = [...services].map((service) => this.catalogue.actionsOn(service!));
      if (first === undefined) return new ActionSet(actions.size);
      const reachable = more.length === 0 ? first : more.reduce(union, first);
      result = result.and(reachable);
    }
    return result;
  }
}

/** The service in a pattern of ARNs; undefined when it may be any. */
const serviceIn = once(({ source }: Pattern) => /^arn:[^:]*:([^:*?]+):/.exec(source)?.[1]);

/** How plain an example of a type is: required types come first, access points last. */
function plainness(resource: ActionResource): number {
  return (resource.required ? 2 : 0) + (resource.template.text.includes("accesspoint") ? 0 : 1);
}

function partitionsOf(subject: AnalysedSubject): string[] {
  const own = /^arn:([^:*?]+):/.exec(subject.arn ?? "")?.[1];
  if (own !== undefined) return [own];
  const found = new Set(["aws"]);
  for (const { document } of subject.policies) {
    for (const statement of document.statements) {
      for (const value of statement.resources?.values ?? []) {
        const partition = /^arn:([^:*?]+):/.exec(value)?.[1];
        if (partition !== undefined) found.add(partition);
      }
    }
  }
  return [...found].slice(0, 6);
}

function union(a: ActionSet, b: ActionSet): ActionSet {
  const result = a.minus(b);
  result.addAll(b);
  return result;
}
