import { Entitlement } from "@pulumi/aws/accountaccess/entitlement";
import * as pulumi from "@pulumi/pulumi";
import type { RolePeople } from "./people";

/** What the entitlements of a role need besides its people. */
export interface EntitledRole {
  /** The role's name in IAM. */
  readonly name: string;
  /** Its ARN, tied to its renewals: in a renewal, entitlements go first and come back last. */
  readonly arn: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
  /** The role and its policies. Nobody gets into a half-made role. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * Makes an entitlement for each of a role's people.
 *
 * AWS answers a request for an entitlement that is there with that one. So an old one is deleted before the new one is
 * made: after it, the new one would be gone.
 *
 * @returns the ids of the entitlements, once they exist
 */
export function entitlements(
  { name, arn, parent, dependsOn }: EntitledRole,
  { application, region, provider, people }: RolePeople,
): pulumi.Output<readonly string[]> {
  const made = people.map(
    ({ kind, id }) =>
      new Entitlement(
        `${name}-${kind}-${id}`,
        {
          applicationArn: application,
          region,
          entitlement: {
            principalRole: {
              principal: { identityCenter: kind === "user" ? { userId: id } : { groupId: id } },
              roleArn: arn,
            },
          },
        },
        {
          parent,
          dependsOn: [...dependsOn],
          deleteBeforeReplace: true,
          ...(provider && { provider }),
        },
      ),
  );
  return pulumi.all(made.map(({ id }) => id));
}
