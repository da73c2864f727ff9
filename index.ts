import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "./checks/readSettings";
import { AccountAccess } from "./components/accountAccess";

/**
 * The outputs of a stack:
 * - `roles`: what this account offers to others, by the role's key; other stacks read it through a StackReference
 * - `grants`: who may assume what from this account: the ARNs of the roles, by the grant's name
 * - `conditions`: what has to hold for a grant to be of use, by the grant's name
 * - `deployed`: what this update made, for the next one to be held against
 */
export = async () => {
  const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getProject(), new Date());
  const { roles, grants, conditions, deployed } = await AccountAccess.of("access", settings);
  return { roles, grants, conditions, deployed };
};
