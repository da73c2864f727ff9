import { trustBeyond } from "../policypack/iam/trustWithin";
import { permissionsBeyond } from "../policypack/iam/within";
import { declaredPolicies, roleHoldings, type Document, type HeldPolicy, type RoleHoldings } from "./roleHoldings";
import type { Deployed } from "./deployed";

/** A policy that somebody would hold during an update who holds it neither before nor after. */
export interface RoleMixture {
  readonly kind: "role";
  /** The role's key in the settings; the former one where the role goes. */
  readonly key: string;
  /** The role's name in IAM. */
  readonly name: string;
  /** The inline policy's name or the managed one's ARN. */
  readonly policy: string;
  /**
   * What makes it so: the trust lets others in while the policy is still there (`callers`), the role goes or loses callers
   * while a shared policy is changed already (`shared`), or the boundary or a Deny is changed while it is there (`limits`).
   */
  readonly why: "callers" | "shared" | "limits";
}

/** A managed policy that has to be made anew while it is a boundary, which IAM refuses. */
export interface BoundaryReplaced {
  readonly kind: "boundary";
  /** The policy's key in the settings. */
  readonly policy: string;
  /** The keys of the roles that it bounds. */
  readonly roles: readonly string[];
}

/**
 * What an update of the roles would give in between.
 *
 * The engine changes things in the order of their dependencies, and deletes when all else is done. For a role that is:
 * the documents of boundaries; the trust, then the boundary; policies with a Deny; other policies; what goes, with a
 * Deny last. A role whose path changes is deleted with all its policies before it is made anew, so nobody holds anything.
 *
 * @param at when the update takes place
 */
export function roleMixtures(before: Deployed, after: Deployed, at: Date): readonly RoleMixture[] {
  const [old, now] = [roleHoldings(before), roleHoldings(after)];
  const written = declaredPolicies(after);
  const early = new Set([...now.values()].flatMap(({ boundary }) => boundary?.name ?? []));
  return [...old].flatMap(([name, role]) => {
    const next = now.get(name);
    // A closed role gives nothing until all else is done.
    if (before.closed.includes(name) || same(role, next)) return [];
    const sides = [role, ...(next === undefined ? [] : [next])];
    const step = new Step(name, sides, at);
    // Documents of shared policies are written before the role is deleted; those of boundaries before anything else.
    const rewritten = (policy: HeldPolicy): HeldPolicy[] => {
      const document = written.get(policy.name);
      return document !== undefined && !sameDocument(document, policy.document) ? [{ ...policy, document }] : [];
    };
    const ahead = role.policies.flatMap((policy) => (early.has(policy.name) || next === undefined ? rewritten(policy) : []));
    const bounds = role.boundary === undefined ? [undefined] : [role.boundary, ...rewritten(role.boundary)];
    if (next?.arn !== role.arn) return step.check([role], [...role.policies, ...ahead], bounds, "shared");
    const nobodyNew = trustBeyond(next.trust, role.trust, role.arn, at).length === 0;
    const nobodyGoes = trustBeyond(role.trust, next.trust, role.arn, at).length === 0;
    const [since, why] = nobodyNew ? [sides, "limits" as const] : [[next], "callers" as const];
    return [
      // The former trust; then the new one, with the former boundary and then with the new one.
      ...step.check(nobodyGoes ? sides : [role], [...role.policies, ...ahead], bounds, "shared"),
      ...step.check(since, [...role.policies, ...ahead], bounds, why),
      ...step.check(since, [...role.policies, ...next.policies], [next.boundary], why),
    ].filter(({ policy }, index, all) => all.findIndex((other) => other.policy === policy) === index);
  });
}

/** Policies that bound a role before and after, and would have to be deleted in between: their path or description changes. */
export function replacedBoundaries(before: Deployed, after: Deployed): readonly BoundaryReplaced[] {
  return Object.entries(after.settings.policies).flatMap(([policy, { description, path }]) => {
    const former = before.settings.policies[policy];
    if (former === undefined || (former.description === description && former.path === path)) return [];
    const arn = [...declaredPolicies({ ...before, settings: { ...before.settings, policies: { [policy]: former } } }).keys()][0];
    const roles = [...roleHoldings(before)].flatMap(([name, { key, boundary }]) => (boundary?.name === arn && roleHoldings(after).get(name)?.boundary !== undefined ? [key] : []));
    return roles.length > 0 ? [{ kind: "boundary", policy, roles }] : [];
  });
}

/** One step of the update of one role: who may be in, what may be there. */
class Step {
  private readonly old: RoleHoldings;
  private readonly next: RoleHoldings | undefined;

  constructor(
    private readonly name: string,
    sides: readonly RoleHoldings[],
    private readonly at: Date,
  ) {
    [this.old, this.next] = sides as [RoleHoldings, RoleHoldings?];
  }

  /**
   * The policies that would give what none of the sides does.
   *
   * @param sides what those who are in by now hold before or after
   * @param policies what may be there: former and new, each by itself
   * @param bounds the boundaries that may be there
   */
  check(sides: readonly RoleHoldings[], policies: readonly HeldPolicy[], bounds: readonly (HeldPolicy | undefined)[], why: RoleMixture["why"]): RoleMixture[] {
    return policies
      .filter((policy) => bounds.some((boundary) => !sides.some((side) => this.within(policy, boundary, side))))
      .map(({ name: policy }) => ({ kind: "role", key: (this.next ?? this.old).key, name: this.name, policy, why }));
  }

  private within(policy: HeldPolicy, boundary: HeldPolicy | undefined, side: RoleHoldings): boolean {
    if (policy.document?.Statement.every(({ Effect }) => Effect === "Deny") === true) return true;
    const denials = this.denialsBeside(policy);
    const held = side.policies.some((other) => other.name === policy.name && sameDocument(other.document, policy.document));
    const bounded = side.boundary === undefined || (side.boundary.name === boundary?.name && sameDocument(side.boundary.document, boundary.document));
    const denied = side.policies.flatMap(denialsOf).every((denial) => denials.some((other) => sameDocument(other, denial)));
    if (held && bounded && denied) return true;
    if (policy.document === undefined || (boundary !== undefined && boundary.document === undefined)) return false;
    if (side.policies.some(({ document }) => document === undefined) || (side.boundary !== undefined && side.boundary.document === undefined)) return false;
    const now = { arn: side.arn, policies: [policy, ...denials.map((document) => ({ name: "Deny", document }))], ...(boundary !== undefined && { boundary }) };
    const { arn, policies: approved, boundary: limit } = side;
    return permissionsBeyond(now, { arn, policies: approved, ...(limit !== undefined && { boundary: limit }) }, this.at).length === 0;
  }

  /** The denials that surely are there for as long as the policy is. */
  private denialsBeside(policy: HeldPolicy): Document[] {
    const [former, next] = [this.old.policies, this.next?.policies ?? []];
    const isIn = (policies: readonly HeldPolicy[], { name, document }: HeldPolicy) => policies.some((other) => other.name === name && sameDocument(other.document, document));
    const own = denialsOf(policy);
    const deletedWithDeny = !next.some(({ name }) => name === policy.name) && own.length > 0;
    // A former one stays where the new document has it too, and where its policy is deleted, which comes after all others.
    const staying = former.flatMap((other) => {
      const after = next.find(({ name }) => name === other.name);
      if (after === undefined) return other === policy || (other.own && !deletedWithDeny) ? denialsOf(other) : [];
      return denialsOf(other).filter((denial) => denialsOf(after).some((one) => sameDocument(one, denial)));
    });
    // New ones are there before any policy that has none.
    const coming = own.length === 0 && !isIn(former, policy) ? next.filter((other) => other.own).flatMap(denialsOf) : [];
    return [...staying, ...coming, ...own];
  }
}

/** Each denial of a policy as a document of its own. */
function denialsOf({ document }: HeldPolicy): Document[] {
  return (document?.Statement ?? []).filter(({ Effect }) => Effect === "Deny").map((statement) => ({ Version: document!.Version, Statement: [statement] }));
}

function same(role: RoleHoldings, next: RoleHoldings | undefined): boolean {
  return next !== undefined && JSON.stringify({ ...role, key: "" }) === JSON.stringify({ ...next, key: "" });
}

function sameDocument(one: unknown, other: unknown): boolean {
  return one !== undefined && other !== undefined ? JSON.stringify(one) === JSON.stringify(other) : one === other;
}
