import type { World } from "./emulator/world";
import { trustedAccount, trustingAccount } from "./world";

/** The id of the sandbox's organization. */
const id = "o-sandbox000";
/** How many accounts a sandbox with an organization has at least: the third one manages it. */
export const leastInOrganization = 3;

/**
 * Puts the accounts of a world into an organization: the third manages it, the first is in the unit Workloads, the
 * second in People. Further ones are in the unit Others, below Workloads. The accounts of People may assume roles of the
 * organization alone.
 */
export function inOrganization(world: World): World {
  const [management, ...others] = world.accounts.slice(leastInOrganization - 1).map((account) => account.id);
  if (management === undefined) throw new Error(`an organization takes ${leastInOrganization} accounts`);
  const full = ["p-FullAWSAccess", "p-RCPFullAWSAccess"];
  return {
    ...world,
    organization: {
      id,
      management,
      root: {
        id: "r-sand",
        accounts: [{ id: management, name: "management" }],
        units: [
          {
            id: "ou-sand-11111111",
            name: "Workloads",
            accounts: [{ id: trustingAccount, name: "shop" }],
            units: [{ id: "ou-sand-33333333", name: "Others", accounts: others.map((one) => ({ id: one })) }],
          },
          {
            id: "ou-sand-22222222",
            name: "People",
            accounts: [{ id: trustedAccount, name: "engineering" }],
            policies: [...full, "p-keepinside"],
          },
        ],
      },
      policies: {
        "p-keepinside": {
          name: "KeepInside",
          type: "SERVICE_CONTROL_POLICY",
          document: {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "RolesOfTheOrganization",
                Effect: "Deny",
                Action: "sts:AssumeRole",
                Resource: "*",
                Condition: { StringNotEquals: { "aws:ResourceOrgID": id } },
              },
            ],
          },
        },
      },
    },
  };
}
