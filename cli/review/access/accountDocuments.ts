/** The account's side of the access, in the form in which settings, state and account are compared. */
import type { AccessDocuments, AccountIam, GrantDocument } from "../evidence/evidence";
import { roleDocuments } from "../evidence/roleDocuments";

/**
 * The account's side: all roles, groups and inline policies, and every managed policy that is attached to something.
 */
export function accountDocuments({ users, groups, roles, policies }: AccountIam): AccessDocuments {
  const inline = (
    [
      ["user", users],
      ["group", groups],
      ["role", roles],
    ] as const
  ).flatMap(([kind, holders]) =>
    holders.flatMap(({ name, inline: documents }) =>
      Object.entries(documents).map(([policyName, document]): GrantDocument => ({ kind, name, policyName, document })),
    ),
  );
  const members = (group: string) =>
    users
      .filter((user) => user.groups.includes(group))
      .map(({ name }) => name)
      .sort();
  return {
    roles: Object.fromEntries(
      roles.map(({ arn, trust, maxSessionDuration, boundary, inline: documents, managed }) => {
        return [arn, roleDocuments({ trust, maxSessionDuration, boundary, inline: documents, managed })] as const;
      }),
    ),
    groups: Object.fromEntries(groups.map(({ name }) => [name, { members: members(name) }])),
    grants: Object.fromEntries(inline.map((grant) => [`${grant.kind}/${grant.name}/${grant.policyName}`, grant])),
    policies,
  };
}
