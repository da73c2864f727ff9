import { z } from "zod";
import { iamName, keys, text } from "./values";

const names = (most: number, what: string) => z.array(iamName(most), { error: `a list of ${what}` }).default([]);

/** One group under `groups`: created here; its members are users who exist already. */
export const groupSettings = keys({ members: names(64, "names of users") });

/** One grant under `grants`: who in this account may assume which roles of other stacks. */
export const grantSettings = keys({
  to: keys({
    groups: names(128, "names of groups"),
    users: names(64, "names of users"),
    roles: names(64, "names of roles"),
  }),
  roles: z
    .array(
      keys({
        stack: text(/^[\w.-]+(?:\/[\w.-]+){0,2}$/, "stack, project/stack or organization/project/stack"),
        role: iamName(64),
      }),
      { error: "a list of roles, each { stack, role }" },
    )
    .min(1, { error: "at least one role" }),
});

/** One group, read. */
export type GroupSettings = z.output<typeof groupSettings>;
/** One grant, read. */
export type GrantSettings = z.output<typeof grantSettings>;
