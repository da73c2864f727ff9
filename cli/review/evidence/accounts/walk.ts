/** Reads an account's IAM in one walk, and gives it the form of evidence. */
import {
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  type GetAccountAuthorizationDetailsResponse,
  type GroupDetail,
  type ManagedPolicyDetail,
  type RoleDetail,
  type Tag,
  type UserDetail,
} from "@aws-sdk/client-iam";
import { isAwsManagedPolicy } from "../../../../policypack/iam";
import type { Documents } from "../documents";
import type { AccountIam, IamGroup, IamHolder, IamRole, IamUser } from "../evidence";
import type { Clients } from "./clients";
import { compareText } from "../../../shared/compareText";

/** Entries per page, the most that IAM gives. */
const pageSize = 1000;

/** Reads users, groups, roles and policies. Rejects with the SDK's error. */
export async function readIam(clients: Clients, documents: Documents): Promise<AccountIam> {
  const users: IamUser[] = [];
  const groups: IamGroup[] = [];
  const roles: IamRole[] = [];
  const policies: ManagedPolicyDetail[] = [];
  for await (const page of paginateGetAccountAuthorizationDetails(
    { client: clients.iam, pageSize },
    {},
    clients.sending,
  ) as AsyncIterable<GetAccountAuthorizationDetailsResponse>) {
    // Converts each page at once, so that the answers need not be kept in memory.
    for (const user of page.UserDetailList ?? []) users.push(userOf(user, documents));
    for (const group of page.GroupDetailList ?? [])
      groups.push(holderOf({ ...group, Name: group.GroupName }, group.GroupPolicyList, documents));
    for (const role of page.RoleDetailList ?? []) roles.push(roleOf(role, documents));
    policies.push(...(page.Policies ?? []));
  }
  return {
    users: byArn(users),
    groups: byArn(groups),
    roles: byArn(roles),
    policies: policiesOf(policies, [...users, ...groups, ...roles], documents),
  };
}

/** The longest session of each role in seconds, by ARN. The walk does not contain it. Rejects with the SDK's error. */
export async function readMaxSessionDurations(clients: Clients): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { Roles } of paginateListRoles({ client: clients.iam, pageSize }, {}, clients.sending)) {
    for (const { Arn, MaxSessionDuration } of Roles ?? [])
      if (Arn !== undefined && MaxSessionDuration !== undefined) found.set(Arn, MaxSessionDuration);
  }
  return found;
}

function userOf(user: UserDetail, documents: Documents): IamUser {
  return {
    ...holderOf({ ...user, Name: user.UserName }, user.UserPolicyList, documents),
    ...(user.UserId !== undefined && { id: user.UserId }),
    groups: [...(user.GroupList ?? [])].sort(),
    ...boundaryOf(user),
    tags: tagsOf(user.Tags),
  };
}

function roleOf(role: RoleDetail, documents: Documents): IamRole {
  const { LastUsedDate: at, Region: region } = role.RoleLastUsed ?? {};
  return {
    ...holderOf({ ...role, Name: role.RoleName }, role.RolePolicyList, documents),
    id: role.RoleId ?? "",
    trust: documents.of(role.AssumeRolePolicyDocument),
    ...boundaryOf(role),
    tags: tagsOf(role.Tags),
    ...(role.CreateDate && { createdAt: role.CreateDate }),
    ...(at && { lastUsed: { at, ...(region !== undefined && { region }) } }),
  };
}

type Holder = Pick<GroupDetail, "Arn" | "AttachedManagedPolicies"> & { readonly Name: string | undefined };

function holderOf(
  { Arn, Name, AttachedManagedPolicies }: Holder,
  inline: UserDetail["UserPolicyList"],
  documents: Documents,
): IamHolder {
  return {
    arn: Arn ?? "",
    name: Name ?? "",
    inline: Object.fromEntries(
      (inline ?? []).map(({ PolicyName, PolicyDocument }) => [PolicyName ?? "", documents.of(PolicyDocument)]),
    ),
    managed: (AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? "").sort(),
  };
}

/** The account's own policies, and those AWS managed policies that something in the account uses. */
function policiesOf(
  policies: readonly ManagedPolicyDetail[],
  holders: readonly (IamHolder & { readonly boundary?: string })[],
  documents: Documents,
): Record<string, unknown> {
  const used = new Set(
    holders.flatMap(({ managed, boundary }) => (boundary === undefined ? managed : [...managed, boundary])),
  );
  const kept = policies.flatMap(({ Arn, PolicyVersionList }) => {
    if (Arn === undefined || (isAwsManagedPolicy(Arn) && !used.has(Arn))) return [];
    const version = PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
    return version?.Document === undefined ? [] : [[Arn, documents.of(version.Document)] as const];
  });
  return Object.fromEntries(kept.sort(([one], [other]) => compareText(one, other)));
}

function boundaryOf({ PermissionsBoundary }: Pick<UserDetail, "PermissionsBoundary">): { boundary?: string } {
  const arn = PermissionsBoundary?.PermissionsBoundaryArn;
  return arn === undefined ? {} : { boundary: arn };
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

function byArn<Entry extends { readonly arn: string }>(entries: Entry[]): Entry[] {
  return entries.sort((one, other) => compareText(one.arn, other.arn));
}
