import { stringify } from "yaml";
import { arnOfPolicy, documents, type Model, type RoleModel } from "./model";
import { trusted, trusting, trustedStacks, type TrustedStack } from "./world";

const review = { owner: "platform@example.com", reason: "Drawn", by: "2027-05-01" };

/** The settings file of each stack. */
export function settingsFiles(model: Model): Record<string, string> {
  return {
    trusting: file("trusting", trusting, offers(model)),
    ...Object.fromEntries(trustedStacks.map((stack) => [stack, file(stack, trusted[stack], side(model, stack))])),
  };
}

function file(stack: string, account: string, sections: Record<string, object>): string {
  const filled = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0);
  const own: [string, object | true][] =
    filled.length > 0
      ? filled.map(([name, section]) => [`cross-account-access:${name}`, section])
      : [["cross-account-access:empty", true]];
  return stringify(
    {
      config: {
        "aws:region": "eu-west-1",
        "aws:profile": stack,
        "aws:allowedAccountIds": [account],
        ...Object.fromEntries(own),
      },
    },
    { version: "1.1", aliasDuplicateObjects: false },
  );
}

function offers({ roles, policies }: Model): Record<string, object> {
  return {
    roles: Object.fromEntries(Object.entries(roles).map(([key, role]) => [key, roleSettings(role, policies)])),
    policies: Object.fromEntries(
      Object.entries(policies).map(([name, { document, path }]) => [
        name,
        { document: documents[document], ...(path && { path }) },
      ]),
    ),
  };
}

function roleSettings(role: RoleModel, policies: Model["policies"]): object {
  return {
    ...(role.name && { name: role.name }),
    ...(role.path && { path: role.path }),
    trusts: Object.entries(role.trusts).map(([stack, meant]) => ({
      account: trusted[stack as TrustedStack],
      ...(meant.length > 0 && { principals: meant.map((user) => `user/${user}`) }),
    })),
    mfa: role.mfa === "none" ? { required: false, reason: "Drawn" } : { maxAge: role.mfa },
    ...(role.sourceIdentity && { session: { sourceIdentity: "required" } }),
    policies: {
      ...(Object.keys(role.inline).length > 0 && {
        inline: Object.fromEntries(Object.entries(role.inline).map(([name, document]) => [name, documents[document]])),
      }),
      ...(role.managed.length > 0 && { managed: role.managed }),
      ...(role.shared.length > 0 && { shared: role.shared }),
    },
    ...(role.boundary && { boundary: arnOfPolicy(role.boundary, policies[role.boundary]!) }),
    ...(role.window && { window: role.window === "open" ? { until: "2030-01-01" } : { from: "2030-01-01" } }),
    ...(role.revoked && { revokeSessionsBefore: role.revoked }),
    review,
  };
}

function side({ sides }: Model, stack: TrustedStack): Record<string, object> {
  const { groups, grants, policyName, mfa } = sides[stack];
  return {
    groups,
    grants: Object.fromEntries(
      Object.entries(grants).map(([name, { groups: toGroups, users, roles, renamedFrom }]) => [
        name,
        {
          to: { ...(toGroups.length > 0 && { groups: toGroups }), ...(users.length > 0 && { users }) },
          roles: roles.map((role) => ({ stack: "trusting", role })),
          ...(policyName && { policyName }),
          ...(mfa && { mfa: { maxAge: "1h" } }),
          ...(renamedFrom && { renamedFrom }),
        },
      ]),
    ),
  };
}
