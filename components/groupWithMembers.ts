import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { GroupSettings } from "../settings/grant";
import type { GroupSteps } from "../transitions/grantChanges";
import { tiedTo, type Renewal } from "./renewal";

/** What a {@link GroupWithMembers} is made from. */
export interface GroupWithMembersArgs {
  readonly settings: GroupSettings;
  readonly steps: GroupSteps;
  /** The memberships are taken away and made anew when one of these changes. */
  readonly renewals: readonly Renewal[];
  /** Returns the group's policy, if it has one. Called once all resources are declared. */
  readonly policy: () => pulumi.Resource | undefined;
  /** Nobody joins before this resource is done. */
  readonly first: pulumi.Resource;
}

/**
 * A group that has exactly the members in its settings.
 *
 * Members first join one by one. Then a GroupMembership removes everybody who is not on the list. A GroupMembership
 * alone would not do: the AWS plugin removes members before it adds any, so one new member who cannot join would leave
 * the group empty.
 */
export class GroupWithMembers {
  readonly group: iam.Group;
  /** The group's policy may change only after these resources are done. */
  readonly beforePolicy: pulumi.Resource[];
  /** Resolves once the group has exactly the members in the settings. */
  readonly complete: pulumi.Output<unknown>;

  constructor(
    name: string,
    { settings: { members, path }, steps: { renamedFrom, policyFirst }, renewals, policy, first }: GroupWithMembersArgs,
    opts: { readonly parent: pulumi.Resource },
  ) {
    const aliases = renamedFrom === undefined ? [] : [{ name: renamedFrom }];
    this.group = new iam.Group(
      name,
      { name, path },
      { ...opts, aliases, deleteBeforeReplace: true, dependsOn: renewals.map(({ stash }) => stash) },
    );
    const group = tiedTo(renewals, this.group.name);
    const dependsOn = policyFirst ? Promise.resolve().then(() => [first, ...[policy() ?? []].flat()]) : first;
    const joined = members.map(
      (user) =>
        new iam.UserGroupMembership(
          `${name}/${user}`,
          { user: tiedTo(renewals, user), groups: [group] },
          { ...opts, dependsOn },
        ),
    );
    const membership = new iam.GroupMembership(
      name,
      { name, group, users: members },
      { ...opts, dependsOn: joined, deleteBeforeReplace: true },
    );
    this.beforePolicy = policyFirst ? [] : [membership];
    this.complete = membership.id;
  }
}
