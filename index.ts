import * as pulumi from "@pulumi/pulumi";
import { AccountAccess } from "./components/accountAccess";
import { readSettings } from "./settings";

const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getProject(), new Date());
const access = new AccountAccess("access", settings);

/** What this account offers to others, by the role's key; other stacks read it through a StackReference. */
export const roles = access.roles;
/** Who may assume what from this account: the ARNs of the roles, by the grant's name. */
export const grants = access.grants;
/** What has to hold for a grant to be of use, by the grant's name. */
export const conditions = access.conditions;
