import { z } from "zod";
import { accountId, duration, iamName, iamPath, keys, list, roleArnForm, text } from "./values";

const names = (most: number, what: string) => list(iamName(most), what).default([]);

/** One group under `groups`. This program creates the group; its members are users who already exist. */
export const groupSettings = keys({
  members: names(64, "names of users").meta({ description: "Users of this account, by name" }),
  path: iamPath.default("/").meta({ description: "The group's path in IAM" }),
  renamedFrom: iamName(128)
    .optional()
    .meta({ description: "The name that this group had before; renames it in place" }),
});

/** One grant under `grants`: who in this account may assume which roles of other stacks. */
export const grantSettings = keys({
  to: keys({
    groups: names(128, "names of groups"),
    users: names(64, "names of users"),
    roles: names(64, "names of roles"),
    permissionSets: list(
      text(/^[\w+=,.@-]{1,32}$/, "the name of a permission set, of 1 to 32 letters, digits and _+=,.@-"),
      "names of permission sets",
    )
      .default([])
      .meta({
        description:
          "Permission sets of the IAM Identity Center that this account administers; this stack then owns their " +
          "inline policy",
      }),
  }).meta({ description: "Groups, users and roles of this account, and permission sets, by name" }),
  roles: list(
    keys({
      stack: text(/^[\w.-]+(?:\/[\w.-]+){0,2}$/, "stack, project/stack or organization/project/stack"),
      role: iamName(64).meta({ description: "The role's key in that stack's settings" }),
      account: accountId.optional().meta({
        description:
          "The account that the role is in. Needed where no file of this project says which account the " +
          "stack is about; nothing is granted on another stack's word",
      }),
      arnUntilDeployed: text(roleArnForm, "the ARN that the role will have")
        .optional()
        .meta({
          description:
            "Lets this side be deployed first: the ARN that the role will have. Nothing is checked against " +
            "its trust until that stack is deployed",
        }),
    }),
    "roles, each { stack, role }",
  )
    .min(1, { error: "at least one role" })
    .meta({ description: "Roles that other stacks offer" }),
  mfa: keys({ maxAge: duration(15 * 60, 36 * 3600).default(3600) })
    .optional()
    .meta({ description: "Requires MFA on this side too, whatever the role's trust says" }),
  policyName: iamName(128).optional().meta({ description: "The name of the grantees' inline policy" }),
  renamedFrom: iamName(128).optional().meta({ description: "The key that this grant had here before" }),
});

/** One group, as read. */
export type GroupSettings = z.output<typeof groupSettings>;
/** One grant, as read. */
export type GrantSettings = z.output<typeof grantSettings>;
