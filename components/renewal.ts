import * as pulumi from "@pulumi/pulumi";

/**
 * What a role's policies, or a group's members and policy, are tied to. When its number changes, the engine deletes all
 * that is tied to it before it goes on to anything that depends on it, and makes it anew afterwards: nobody has any of it
 * while the rest changes. This holds for what the settings have no more, too, since that was tied to it before.
 */
export class Renewal {
  readonly stash: pulumi.Stash;

  constructor(name: string, number: number, opts: pulumi.CustomResourceOptions) {
    this.stash = new pulumi.Stash(name, { input: number }, { ...opts, replaceOnChanges: ["input"], deleteBeforeReplace: true });
  }
}

/** The value, and with it the property that it becomes, as one that depends on the renewals. Known where the value is. */
export function tiedTo(renewals: readonly Renewal[], value: pulumi.Input<string>): pulumi.Output<string> {
  const ties = pulumi.all(renewals.map(({ stash }) => stash.output as pulumi.Output<unknown>));
  return pulumi.all([value, ties]).apply(([tied]) => tied);
}

/** Something that a resource can depend on in place of many others. */
export function gate(name: string, dependsOn: pulumi.Resource[], parent: pulumi.Resource): pulumi.Resource {
  return new pulumi.Stash(name, { input: name }, { parent, dependsOn });
}
