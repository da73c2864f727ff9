import * as pulumi from "@pulumi/pulumi";

/**
 * A resource that a role's policies, or a group's members and policy, depend on. When its number changes, the engine
 * first deletes everything that is tied to it, then makes the other changes, and then makes the tied resources anew. So
 * nobody has any of their permissions while the rest changes. Resources that the settings no longer have are deleted
 * first as well, since they were tied to it in the last update.
 */
export class Renewal {
  readonly stash: pulumi.Stash;

  constructor(name: string, number: number, opts: pulumi.CustomResourceOptions) {
    this.stash = new pulumi.Stash(
      name,
      { input: number },
      { ...opts, replaceOnChanges: ["input"], deleteBeforeReplace: true },
    );
  }
}

/** The value as an output that depends on the renewals. A preview knows it whenever it knows the value. */
export function tiedTo(renewals: readonly Renewal[], value: pulumi.Input<string>): pulumi.Output<string> {
  const ties = pulumi.all(renewals.map(({ stash }) => stash.output as pulumi.Output<unknown>));
  return pulumi.all([value, ties]).apply(([tied]) => tied);
}

/** A resource that stands for many: to depend on it is to depend on all of `dependsOn`. */
export function gate(name: string, dependsOn: pulumi.Resource[], parent: pulumi.Resource): pulumi.Resource {
  return new pulumi.Stash(name, { input: name }, { parent, dependsOn });
}
