import { z } from "zod";
import type { Account, OwnOrganization } from "./account";
import { grantSettings, groupSettings, type GrantSettings, type GroupSettings } from "./grant";
import { sharedPolicySettings, type SharedPolicySettings } from "./policies";
import { roleSettings, type RoleSettings } from "./role";

/** The configuration of a stack, checked and with defaults filled in. */
export interface Settings {
  readonly account: Account;
  /** The organization that this account is in; undefined when the settings do not say. */
  readonly organization?: OwnOrganization | undefined;
  /** The roles that this account offers, by their keys. */
  readonly roles: Readonly<Record<string, RoleSettings>>;
  /** Policies that roles share, by their names. */
  readonly policies: Readonly<Record<string, SharedPolicySettings>>;
  /** The groups to create in this account, by their names. */
  readonly groups: Readonly<Record<string, GroupSettings>>;
  /** Who in this account may assume which roles of others, by the grant's name. */
  readonly grants: Readonly<Record<string, GrantSettings>>;
}

/** The sections that hold entries by name: the longest name and the form of an entry. */
export const sections = {
  roles: { nameLength: 64, entry: roleSettings },
  policies: { nameLength: 128, entry: sharedPolicySettings },
  groups: { nameLength: 128, entry: groupSettings },
  grants: { nameLength: 128, entry: grantSettings },
} as const;

/** The names of all keys that this program reads, without the namespace. */
export const ownKeys: readonly string[] = [...Object.keys(sections), "organization", "limits", "empty"];

/** The value of `empty`. `pulumi config set` writes `true` as text. */
export const empty = z.literal([true, "true"], { error: "true, which empties the stack, or no such key" });
