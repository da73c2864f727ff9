import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "./checks/readSettings";
import { AccountAccess } from "./components/accountAccess";
import { ownFiles } from "./components/ownFiles";
import { heldVariable, withHeld } from "./transitions/hold";

/**
 * The outputs of a stack:
 * - `roles`: the roles that this account offers to others, by their keys; other stacks read them by a StackReference
 * - `grants`: the ARNs of the roles that each grant allows to assume, by the grant's name
 * - `conditions`: the conditions that have to hold before a grant can be used, by the grant's name
 * - `deployed`: what this update makes; the next update compares its own plan with it
 */
export = async () => {
  const { config, where, problems } = ownFiles(pulumi.runtime.allConfig());
  const asked = readSettings(config, pulumi.getProject(), new Date(), where, problems);
  const settings = withHeld(asked, process.env[heldVariable]);
  return (await AccountAccess.fromRead("access", { settings, where })).outputs;
};
