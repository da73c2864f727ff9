import type { Permissions } from "../iam";
import { administrativeAccess } from "./administrative-access";
import { findingOn, listed, witnessText } from "./finding";
import { LOW_IMPACT_WRITES } from "./low-impact-writes";
import type { Found, Rule } from "./rule";

export const serviceWideAccess: Rule = {
  name: "service-wide-access",
  level: "mandatory",
  description: "No service with write actions may be allowed as a whole, on all its resources",
  violatedWhen: "all actions of a service that has write actions are allowed on all its resources",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  impliedBy: [administrativeAccess],
  examples: {
    fails: {
      name: "deploy",
      policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] }],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:111111111111:orders" }],
        },
      ],
    },
  },
  check({ subject, permissions }) {
    const { catalogue, unlimited } = permissions;
    const groups = new Map<unknown, { services: string[]; finding: (services: readonly string[]) => Found }>();
    for (const service of catalogue.servicesOf(unlimited)) {
      let whole = true;
      for (let action = service.first; whole && action < service.end; action++) whole = unlimited.has(action);
      if (!whole) continue;
      const write = firstWrite(permissions, service);
      if (write === undefined) continue;
      const grant = permissions.grantFor(write)!;
      const group = groups.get(grant.statement);
      if (group !== undefined) {
        group.services.push(service.prefix);
        continue;
      }
      const witness = permissions.witness(write)!;
      groups.set(grant.statement, {
        services: [service.prefix],
        finding: (services) =>
          findingOn({
            subject,
            grant,
            allows: `allows all actions of ${listed(services)}, on all resources`,
            witness: witnessText(witness),
            names: services,
            advice:
              "That includes deleting and reconfiguring what others rely on. Name the actions that the task needs, and the resources.",
          }),
      });
    }
    return [...groups.values()].map((group) => group.finding(group.services));
  },
};

/** The first action of a service that changes something and does harm; undefined when it has none. */
function firstWrite(
  { catalogue }: Permissions,
  { first, end }: { readonly first: number; readonly end: number },
): number | undefined {
  for (let action = first; action < end; action++)
    if (catalogue.changes(action) && !LOW_IMPACT_WRITES.has(catalogue.name(action))) return action;
  return undefined;
}
