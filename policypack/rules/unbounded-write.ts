import { ActionSet } from "../iam/actionSet";
import { byStatement, findingOn, listed, witnessText } from "./finding";
import { LOW_IMPACT_WRITES } from "./low-impact-writes";
import type { Finding, Judged, Level, Rule } from "./rule";

const NAME = "unbounded-write";

/** Violated when a write, tagging or permissions-management action that can be limited to resources is allowed on all of them; advisory for the reviewed list of low-impact ones. */
export const unboundedWrite: Rule = {
  name: NAME,
  level: "mandatory",
  description: "Writing, tagging and managing permissions must be limited to resources where the action can be",
  check(judged) {
    const { permissions } = judged;
    const serious = new ActionSet(permissions.unlimited.size);
    const minor = new ActionSet(permissions.unlimited.size);
    for (const action of permissions.unlimited) {
      if (!permissions.catalogue.changes(action) || !permissions.limitable(action)) continue;
      (LOW_IMPACT_WRITES.has(permissions.catalogue.names[action]!) ? minor : serious).add(action);
    }
    return [...findings(judged, serious, "mandatory"), ...findings(judged, minor, "advisory")];
  },
};

function findings({ subject, permissions }: Judged, actions: ActionSet, level: Level): Finding[] {
  return byStatement(permissions, actions).map((group) => {
    const names = group.actions.map((action) => permissions.catalogue.names[action]!);
    return findingOn({
      rule: NAME,
      level,
      subject,
      grant: group.grant,
      allows: `allows ${listed(names)} on all resources`,
      witness: witnessText(group.witness),
      advice: level === "advisory"
        ? `That does little harm (${LOW_IMPACT_WRITES.get(names[0]!)}), and can still be limited to resources.`
        : "A session could change what does not belong to its task. Name the resources by their ARNs, or limit them by tag with a condition on aws:ResourceTag.",
    });
  });
}
