/** The account's side of the access, in the form in which settings, state and account are compared. */
import { permissionSetPolicyName as policyName } from "../../../grants/grantees";
import type { AccessDocuments, AccountIam, GrantDocument } from "../evidence/evidence";
import { permissionSetOf } from "../evidence/people/wanted";
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
    grants: Object.fromEntries(
      [...inline, ...ofPermissionSets(roles)].map((grant) => [
        `${grant.kind}/${grant.name}/${grant.policyName}`,
        grant,
      ]),
    ),
    policies,
  };
}

/** The inline policy of each permission set, as it is provisioned in the account. */
function ofPermissionSets(roles: AccountIam["roles"]): GrantDocument[] {
  return roles.flatMap(({ arn, inline }) => {
    const name = permissionSetOf(arn);
    return name !== undefined && Object.hasOwn(inline, policyName)
      ? [{ kind: "permission-set", name, policyName, document: inline[policyName] }]
      : [];
  });
}
