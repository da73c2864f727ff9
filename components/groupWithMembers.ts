import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { GroupSettings } from "../settings/grant";
import type { GroupSteps } from "../transitions/grantChanges";
import { tiedTo, type Renewal } from "./renewal";

/** What a {@link GroupWithMembers} is made from. */
export interface GroupWithMembersArgs {
  readonly settings: GroupSettings;
  readonly steps: GroupSteps;
  /** What its members are tied to. */
  readonly renewals: readonly Renewal[];
  /** The group's policy, asked for once everything is declared. */
  readonly policy: () => pulumi.Resource | undefined;
  /** What has to be done before anybody joins. */
  readonly first: pulumi.Resource;
}

/**
 * A group with exactly its members.
 *
 * People join one by one before the list as a whole takes out whoever is not on it: the AWS plugin takes people out of the
 * list first, and would leave the group without anybody where one of the new members cannot join.
 */
export class GroupWithMembers {
  readonly group: iam.Group;
  /** What has to be done before the group's policy changes. */
  readonly beforePolicy: pulumi.Resource[];
  /** Resolves once the members are those of the settings. */
  readonly complete: pulumi.Output<unknown>;

  constructor(name: string, { settings: { members, path }, steps: { renamedFrom, policyFirst }, renewals, policy, first }: GroupWithMembersArgs, opts: { readonly parent: pulumi.Resource }) {
    const aliases = renamedFrom === undefined ? [] : [{ name: renamedFrom }];
    this.group = new iam.Group(name, { name, path }, { ...opts, aliases, deleteBeforeReplace: true, dependsOn: renewals.map(({ stash }) => stash) });
    const group = tiedTo(renewals, this.group.name);
    const dependsOn = policyFirst ? Promise.resolve().then(() => [first, ...[policy() ?? []].flat()]) : first;
    const joined = members.map((user) => new iam.UserGroupMembership(`${name}/${user}`, { user: tiedTo(renewals, user), groups: [group] }, { ...opts, dependsOn }));
    const membership = new iam.GroupMembership(name, { name, group, users: members }, { ...opts, dependsOn: joined, deleteBeforeReplace: true });
    this.beforePolicy = policyFirst ? [] : [membership];
    this.complete = membership.id;
  }
}
