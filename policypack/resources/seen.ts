/** The resources that were shown so far, with an index that finds those which may say something of the same principal. */
import { COMPONENT } from "./component";
import { customerPolicy, isCustomerPolicy } from "./customerPolicies";
import { attachmentsIn, type SeenResource } from "./stack";

/** Resources in the order in which they were shown. */
export class SeenResources {
  private readonly resources = new Map<string, SeenResource>();
  private readonly order = new Map<string, number>();
  /** URNs by what resources have in common: a name of a principal, a parent, or being of a kind. */
  private readonly index = new Map<string, Set<string>>();

  get(urn: string): SeenResource | undefined {
    return this.resources.get(urn);
  }

  all(): SeenResource[] {
    return [...this.resources.values()];
  }

  /** Takes a resource in, in place of an earlier one with its URN. */
  add(resource: SeenResource): void {
    const { urn } = resource;
    const before = this.resources.get(urn);
    if (before !== undefined) for (const key of keysOf(before)) this.index.get(key)?.delete(urn);
    else this.order.set(urn, this.order.size);
    this.resources.set(urn, resource);
    for (const key of keysOf(resource)) {
      const urns = this.index.get(key);
      if (urns === undefined) this.index.set(key, new Set([urn]));
      else urns.add(urn);
    }
  }

  /**
   * The resources that what is judged at a resource may depend on: those of its principals, their parents and what else
   * these made, and the managed policies. Roles that a principal may pass or assume are not among them.
   */
  related(urn: string): SeenResource[] {
    const found = new Set<string>();
    const take = (one: string): void => {
      if (found.has(one)) return;
      const resource = this.resources.get(one);
      if (resource === undefined) return;
      found.add(one);
      // What a component of this project claims counts for the roles that it made.
      if (resource.parent !== undefined && this.resources.get(resource.parent)?.type === COMPONENT) {
        found.add(resource.parent);
        this.index.get(`parent ${resource.parent}`)?.forEach((child) => found.add(child));
      }
    };
    take(urn);
    const own = this.resources.get(urn);
    for (const key of own === undefined ? [] : keysOf(own))
      if (!key.startsWith("parent ")) this.index.get(key)?.forEach(take);
    this.index.get(`parent ${urn}`)?.forEach(take);
    this.index.get("customer policy")?.forEach((one) => found.add(one));
    return [...found]
      .flatMap((one) => this.resources.get(one) ?? [])
      .sort((a, b) => this.order.get(a.urn)! - this.order.get(b.urn)!);
  }
}

function keysOf(resource: SeenResource): string[] {
  const attachments = attachmentsIn(resource);
  return [
    ...(resource.parent === undefined ? [] : [`parent ${resource.parent}`]),
    ...(isCustomerPolicy(resource.type) && typeof customerPolicy(resource).name === "string"
      ? ["customer policy"]
      : []),
    // A user is judged with its groups, whose names may be in yet another resource.
    ...(attachments.some(({ kind }) => kind === "user" || kind === "group") ? ["member"] : []),
    ...attachments.flatMap(({ kind, name }) => (name === undefined ? [] : [`${kind} ${name.toLowerCase()}`])),
  ];
}
