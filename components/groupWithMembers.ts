import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { GroupSettings } from "../settings/grant";
import type { GroupSteps } from "../transitions/groupSteps";

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

  /** @param policy the group's policy, asked for once everything is declared */
  constructor(name: string, { members, path }: GroupSettings, { renamedFrom, policyFirst }: GroupSteps, policy: () => pulumi.Resource | undefined, parent: pulumi.Resource) {
    const aliases = renamedFrom === undefined ? [] : [{ name: renamedFrom }];
    this.group = new iam.Group(name, { name, path }, { parent, aliases, deleteBeforeReplace: true });
    const group = this.group.name;
    const first = policyFirst ? Promise.resolve().then(() => [policy() ?? []].flat()) : [];
    const joined = members.map((user) => new iam.UserGroupMembership(`${name}/${user}`, { user, groups: [group] }, { parent, dependsOn: first }));
    const membership = new iam.GroupMembership(name, { name, group, users: members }, { parent, dependsOn: joined, deleteBeforeReplace: true });
    this.beforePolicy = policyFirst ? [] : [membership];
    this.complete = membership.id;
  }
}
