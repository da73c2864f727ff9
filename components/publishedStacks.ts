import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { PublishedStack } from "./grantPlan";

/** Reads what the stacks of some grants publish, each stack once, by the name that the grants call it. */
export function publishedStacks(grants: Settings["grants"], parent: pulumi.Resource): pulumi.Output<Record<string, PublishedStack>> {
  const read = new Map<string, pulumi.Output<PublishedStack>>();
  const names = new Set(Object.values(grants).flatMap(({ roles }) => roles.map(({ stack }) => stack)));
  const byName = [...names].map((stack) => {
    const name = qualified(stack);
    const published = read.get(name) ?? new pulumi.StackReference(name, { name }, { parent }).getOutput("roles").apply((roles: unknown) => ({ name, roles }));
    read.set(name, published);
    return [stack, published] as const;
  });
  return pulumi.all(Object.fromEntries(byName));
}

/** `organization/project/stack`, what is missing taken from the stack that is being deployed. */
function qualified(stack: string): string {
  const parts = stack.split("/");
  return [...[pulumi.getOrganization(), pulumi.getProject()].slice(0, 3 - parts.length), ...parts].join("/");
}
