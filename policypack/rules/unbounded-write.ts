import type { ActionSet } from "../iam";
import { administrativeAccess } from "./administrative-access";
import { byStatement, findingOn, listed, witnessText } from "./finding";
import { LOW_IMPACT_WRITES } from "./low-impact-writes";
import type { Found, Judged, Level, Rule } from "./rule";

export const unboundedWrite: Rule = {
  name: "unbounded-write",
  level: "mandatory",
  description: "Writing, tagging and managing permissions must be limited to resources where the action can be",
  violatedWhen:
    "a write, tagging or permissions-management action that can be limited to resources is allowed on all of them",
  advisoryWhen: "the action is on the reviewed list of those that do little harm, such as writing logs",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  impliedBy: [administrativeAccess],
  examples: {
    fails: {
      name: "deploy",
      policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }] }],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::shop-artifacts/*" }],
        },
      ],
    },
  },
  check(judged) {
    const { catalogue, unlimited } = judged.permissions;
    const writes = catalogue.limitableChanges(unlimited);
    const minor = catalogue.actionsOf(LOW_IMPACT_WRITES);
    return [...findings(judged, writes.minus(minor), "mandatory"), ...findings(judged, writes.and(minor), "advisory")];
  },
};

function findings({ subject, permissions }: Judged, actions: ActionSet, level: Level): Found[] {
  return byStatement(permissions, actions).map((group) => {
    const names = group.actions.map((action) => permissions.catalogue.name(action));
    return findingOn({
      level,
      subject,
      grant: group.grant,
      allows: `allows ${listed(names)} on all resources`,
      witness: witnessText(group.witness),
      names,
      advice:
        level === "advisory"
          ? `That does little harm (${LOW_IMPACT_WRITES.get(names[0]!)}), and can still be limited to resources.`
          : "A session could change what does not belong to its task. Name the resources by their ARNs, or " +
            "limit them by tag with a condition on aws:ResourceTag.",
    });
  });
}
