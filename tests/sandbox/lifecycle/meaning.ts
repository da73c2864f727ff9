import type { AccountNow } from "./account";
import {
  arnOfPolicy,
  arnOfRole,
  documents,
  meansUser,
  nameOf,
  type Model,
  type RoleModel,
  type SideModel,
} from "./model";
import { users, type TrustedStack } from "./world";

/** What an account is to have, read off the model with no regard to how the program does it. Grants as what they allow. */
export type AccountMeant = Pick<AccountNow, "roles" | "policies"> & {
  readonly groups: Readonly<
    Record<
      string,
      {
        readonly path: string;
        readonly members: readonly string[];
        readonly inline: Readonly<Record<string, readonly string[]>>;
      }
    >
  >;
  readonly users: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** The account with the roles. */
export function offersMeant({ roles, policies }: Model): AccountMeant {
  return {
    roles: Object.fromEntries(
      Object.entries(roles).map(([key, role]) => [
        nameOf(key, role),
        {
          path: role.path ?? "/",
          inline: sorted({
            ...Object.fromEntries(Object.entries(role.inline).map(([name, document]) => [name, documents[document]])),
            ...(role.revoked && { RevokeSessionsBefore: revocation(role.revoked) }),
          }),
          managed: [...role.managed, ...role.shared.map((name) => arnOfPolicy(name, policies[name]!))].sort(),
          boundary: role.boundary === undefined ? null : arnOfPolicy(role.boundary, policies[role.boundary]!),
        },
      ]),
    ),
    policies: Object.fromEntries(
      Object.entries(policies).map(([name, policy]) => [arnOfPolicy(name, policy), documents[policy.document]]),
    ),
    groups: {},
    users: {},
  };
}

function revocation(before: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RevokeSessions",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": before } },
      },
    ],
  };
}

/** An account with people. */
export function sideMeant(model: Model, stack: TrustedStack): AccountMeant {
  const side = model.sides[stack];
  const policyName = side.policyName ?? "cross-account-access";
  const policy = (granted: readonly string[]) => (granted.length > 0 ? { [policyName]: granted } : {});
  const named = users[stack].map(
    (user) => [user, policy(grantedTo(model, side, ({ users: to }) => to.includes(user)))] as const,
  );
  return {
    roles: {},
    policies: {},
    groups: Object.fromEntries(
      Object.entries(side.groups).map(([name, { members, path }]) => [
        name,
        {
          path: path ?? "/",
          members: [...members].sort(),
          inline: policy(grantedTo(model, side, ({ groups }) => groups.includes(name))),
        },
      ]),
    ),
    users: Object.fromEntries(named.filter(([, policies]) => Object.keys(policies).length > 0)),
  };
}

function grantedTo(model: Model, side: SideModel, isTo: (grant: SideModel["grants"][string]) => boolean): string[] {
  const keys = new Set(
    Object.values(side.grants)
      .filter(isTo)
      .flatMap(({ roles }) => roles),
  );
  return [...keys]
    .flatMap((key) => {
      const role = model.roles[key]!;
      const condition = side.mfa ? " with MFA of 3600 s" : "";
      return ["sts:AssumeRole", ...(role.sourceIdentity ? ["sts:SetSourceIdentity"] : [])].map(
        (action) => `${action} ${arnOfRole(key, role)}${condition}`,
      );
    })
    .sort();
}

/** What a grantee's policy allows, in the words of {@link sideMeant}; anything else by its JSON. */
export function grantedBy(document: unknown): string[] {
  interface Statement {
    readonly Effect: string;
    readonly Action: string | string[];
    readonly Resource: string | string[];
    readonly Condition?: {
      readonly NumericLessThanEquals?: Record<string, string>;
      readonly Bool?: Record<string, string>;
    };
  }
  return (document as { Statement: Statement[] }).Statement.flatMap((statement) => {
    const age = statement.Condition?.NumericLessThanEquals?.["aws:MultiFactorAuthAge"];
    const asked =
      age !== undefined && statement.Condition?.Bool?.["aws:MultiFactorAuthPresent"] === "true"
        ? ` with MFA of ${age} s`
        : "";
    if (statement.Effect !== "Allow" || (asked === "") !== (statement.Condition === undefined))
      return [JSON.stringify(statement)];
    return [statement.Action]
      .flat()
      .flatMap((action) => [statement.Resource].flat().map((role) => `${action} ${role}${asked}`));
  }).sort();
}

/** Whether somebody may assume a role: signed in by MFA or not, with a source identity or without. */
export function mayAssume(
  model: Model,
  stack: TrustedStack,
  user: string,
  key: string,
  { mfa, identity }: { readonly mfa: boolean; readonly identity: boolean },
): boolean {
  const role = model.roles[key] as RoleModel;
  const side = model.sides[stack];
  const open =
    role.window !== "future" &&
    meansUser(role, stack, user) &&
    (role.mfa === "none" || mfa) &&
    role.sourceIdentity === identity;
  const granted = Object.values(side.grants).some(
    ({ groups, users: named, roles }) =>
      roles.includes(key) &&
      (named.includes(user) || groups.some((group) => side.groups[group]!.members.includes(user))),
  );
  return open && granted && (!side.mfa || mfa);
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
