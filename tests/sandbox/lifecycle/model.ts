import type { TrustedStack } from "./world";

/** What the settings of three stacks mean, in the fewest words: what is drawn, and what everything is held against. */
export interface Model {
  readonly roles: Record<string, RoleModel>;
  readonly policies: Record<string, PolicyModel>;
  readonly sides: Record<TrustedStack, SideModel>;
}

/** One of {@link documents}. */
export type DocumentName = keyof typeof documents;

export interface RoleModel {
  name?: string | undefined;
  path?: string | undefined;
  /** The users of each stack who may come in; all where the list is empty. */
  trusts: Partial<Record<TrustedStack, string[]>>;
  mfa: "1h" | "2h" | "none";
  sourceIdentity: boolean;
  inline: Record<string, DocumentName>;
  managed: string[];
  shared: string[];
  boundary?: string | undefined;
  /** Open until long after today, or only from long after today on. */
  window?: "open" | "future" | undefined;
  revoked?: "2026-11-01T00:00:00Z" | "2026-11-10T00:00:00Z" | undefined;
}

export interface PolicyModel {
  document: DocumentName;
  path?: string | undefined;
}

export interface SideModel {
  groups: Record<string, { members: string[]; path?: string | undefined; renamedFrom?: string }>;
  grants: Record<string, { groups: string[]; users: string[]; roles: string[]; renamedFrom?: string }>;
  /** The name that all grants give the policies, where they do. */
  policyName?: string | undefined;
  /** Whether all grants ask for MFA. */
  mfa: boolean;
}

const statement = (Effect: "Allow" | "Deny", Action: string, ...buckets: string[]) => ({
  Effect,
  Action,
  Resource: buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`),
});
const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

/** Some that allow, one that denies, and one that does both. */
export const documents = {
  readOne: document(statement("Allow", "s3:GetObject", "one")),
  readTwo: document(statement("Allow", "s3:GetObject", "two")),
  readBoth: document(statement("Allow", "s3:GetObject", "one", "two")),
  writeOne: document(statement("Allow", "s3:PutObject", "one")),
  readNotTwo: document(statement("Allow", "s3:GetObject", "one", "two"), statement("Deny", "s3:GetObject", "two")),
  neverTwo: document(statement("Deny", "s3:*", "two")),
} as const;

/** AWS's own. */
export const awsPolicies = [
  "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
  "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
] as const;

export function nameOf(key: string, role: RoleModel): string {
  return role.name ?? key;
}

export function arnOfRole(key: string, role: RoleModel): string {
  return `arn:aws:iam::111111111111:role${role.path ?? "/"}${nameOf(key, role)}`;
}

export function arnOfPolicy(name: string, { path }: PolicyModel): string {
  return `arn:aws:iam::111111111111:policy${path ?? "/"}${name}`;
}

/** Whether the trust of a role means a user, whatever else has to hold. */
export function meansUser(role: RoleModel, stack: TrustedStack, user: string): boolean {
  const meant = role.trusts[stack];
  return meant !== undefined && (meant.length === 0 || meant.includes(user));
}

/** Whether somebody of a grantee may ever come in; else the program refuses the grant. */
export function canServe(
  role: RoleModel,
  stack: TrustedStack,
  side: SideModel,
  to: { groups: readonly string[]; users: readonly string[] },
): boolean {
  const group = (name: string) => {
    const members = side.groups[name]?.members ?? [];
    return members.length === 0
      ? role.trusts[stack] !== undefined
      : members.some((user) => meansUser(role, stack, user));
  };
  return to.groups.every(group) && to.users.every((user) => meansUser(role, stack, user));
}
