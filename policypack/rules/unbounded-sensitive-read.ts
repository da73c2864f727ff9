import { administrativeAccess } from "./administrative-access";
import { byStatement, findingOn, listed, witnessText } from "./finding";
import type { Rule } from "./rule";
import { SENSITIVE_READS } from "./sensitive-reads";

export const unboundedSensitiveRead: Rule = {
  name: "unbounded-sensitive-read",
  level: "mandatory",
  description: "Secrets, credentials, parameters, stored data and decryption must be limited to resources",
  violatedWhen:
    "secrets, credentials, parameters, stored data (objects, tables, streams, disks) or decryption are allowed on all resources",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  impliedBy: [administrativeAccess],
  examples: {
    fails: {
      name: "deploy",
      policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-artifacts/*" }],
        },
      ],
    },
  },
  check({ subject, permissions }) {
    const actions = permissions.unlimited.and(permissions.catalogue.actionsOf(SENSITIVE_READS));
    return byStatement(permissions, actions).map((group) => {
      const names = group.actions.map((action) => permissions.catalogue.name(action));
      const kinds = [...new Set(names.map((name) => SENSITIVE_READS.get(name)!))];
      return findingOn({
        subject,
        grant: group.grant,
        allows: `allows ${listed(names)} on all resources`,
        witness: witnessText(group.witness),
        names,
        advice: `A session could read all ${kinds.join(", ")} of the account. Name the resources by their ARNs.`,
      });
    });
  },
};
