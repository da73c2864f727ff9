import { IAMClient, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";

/** What an account has that this program may have made, by name; documents as they are written, in the order of their names. */
export interface AccountNow {
  readonly roles: Readonly<
    Record<
      string,
      {
        readonly path: string;
        readonly inline: Readonly<Record<string, unknown>>;
        readonly managed: readonly string[];
        readonly boundary: string | null;
      }
    >
  >;
  readonly groups: Readonly<
    Record<
      string,
      { readonly path: string; readonly members: readonly string[]; readonly inline: Readonly<Record<string, unknown>> }
    >
  >;
  /** Those who have inline policies, the administrator left out. */
  readonly users: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly policies: Readonly<Record<string, unknown>>;
}

/** All of it, as IAM tells it. */
export async function accountNow(client: IAMClient): Promise<AccountNow> {
  const found = {
    roles: {} as Record<string, AccountNow["roles"][string]>,
    groups: {} as Record<string, AccountNow["groups"][string]>,
    users: {} as Record<string, Record<string, unknown>>,
    policies: {} as Record<string, unknown>,
  };
  const members: Record<string, string[]> = {};
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client },
    { Filter: ["Role", "Group", "User", "LocalManagedPolicy"] },
  )) {
    for (const role of page.RoleDetailList ?? []) {
      found.roles[role.RoleName!] = {
        path: role.Path!,
        inline: documentsIn(role.RolePolicyList),
        managed: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn!).sort(),
        boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
      };
    }
    for (const group of page.GroupDetailList ?? [])
      found.groups[group.GroupName!] = { path: group.Path!, members: [], inline: documentsIn(group.GroupPolicyList) };
    for (const user of page.UserDetailList ?? []) {
      if (user.UserName !== "admin" && (user.UserPolicyList ?? []).length > 0)
        found.users[user.UserName!] = documentsIn(user.UserPolicyList);
      for (const group of user.GroupList ?? []) (members[group] ??= []).push(user.UserName!);
    }
    for (const policy of page.Policies ?? [])
      found.policies[policy.Arn!] = read(
        policy.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document,
      );
  }
  for (const [name, group] of Object.entries(found.groups))
    found.groups[name] = { ...group, members: (members[name] ?? []).sort() };
  return found;
}

function documentsIn(
  policies:
    readonly { readonly PolicyName?: string | undefined; readonly PolicyDocument?: string | undefined }[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    (policies ?? [])
      .map(({ PolicyName, PolicyDocument }) => [PolicyName!, read(PolicyDocument)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function read(document: string | undefined): unknown {
  return document === undefined ? undefined : JSON.parse(decodeURIComponent(document));
}
