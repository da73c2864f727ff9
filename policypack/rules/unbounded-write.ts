import { type ActionCatalogue, ActionSet } from "../iam";
import { ACCOUNT_WIDE_WRITES } from "./account-wide-writes";
import { administrativeAccess } from "./administrative-access";
import { byStatement, findingOn, listed, witnessText } from "./finding";
import { LOW_IMPACT_WRITES } from "./low-impact-writes";
import type { Found, Judged, Level, Rule } from "./rule";

export const unboundedWrite: Rule = {
  name: "unbounded-write",
  level: "mandatory",
  description: "Writing, tagging and managing permissions must be limited to resources where the action can be",
  violatedWhen:
    "a write, tagging or permissions-management action that can be limited to resources is allowed on all of them, " +
    "or one that cannot, and acts on all that the account has",
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
    const accountWide = unlimited.and(catalogue.actionsOf(ACCOUNT_WIDE_WRITES));
    return [
      ...findings(judged, writes.minus(minor), () => ({ level: "mandatory", advice: LIMIT })),
      ...[...byReason(catalogue, accountWide)].flatMap(([reason, actions]) =>
        findings(judged, actions, () => ({
          level: "mandatory",
          advice: `${reason} Leave it out; keep such changes to the pipeline that owns the account.`,
        })),
      ),
      ...findings(judged, writes.and(minor), (name) => ({
        level: "advisory",
        advice: `That does little harm (${LOW_IMPACT_WRITES.get(name)!}), and can still be limited to resources.`,
      })),
    ];
  },
};

/** Changes that act on the whole account, by why nobody should have them. */
function byReason(catalogue: ActionCatalogue, actions: ActionSet): ReadonlyMap<string, ActionSet> {
  const found = new Map<string, ActionSet>();
  for (const action of actions) {
    const reason = ACCOUNT_WIDE_WRITES.get(catalogue.name(action))!;
    const same = found.get(reason) ?? new ActionSet(catalogue.size);
    same.add(action);
    found.set(reason, same);
  }
  return found;
}

const LIMIT =
  "A session could change what does not belong to its task. Name the resources by their ARNs, or " +
  "limit them by tag with a condition on aws:ResourceTag.";

/** A finding for each statement. @param about by the first of the actions that it allows */
function findings(
  { subject, permissions }: Judged,
  actions: ActionSet,
  about: (name: string) => { readonly level: Level; readonly advice: string },
): Found[] {
  return byStatement(permissions, actions).map((group) => {
    const names = group.actions.map((action) => permissions.catalogue.name(action));
    return findingOn({
      subject,
      grant: group.grant,
      allows: `allows ${listed(names)} on all resources`,
      witness: witnessText(group.witness),
      names,
      ...about(names[0]!),
    });
  });
}
