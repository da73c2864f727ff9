import * as pulumi from "@pulumi/pulumi";
import { PipelineRoles } from "./roles/pipelineRoles";
import { readPipelineSettings } from "./roles/settings";

/**
 * The outputs of a stack:
 * - `roles`: the ARNs of the pipeline's roles, by their purposes
 * - `boundary`: the ARN of the boundary, which each deployed role has to name
 * - `declarations`: what policypack.config.json declares of it, the same for all accounts
 */
export = () => {
  const settings = readPipelineSettings(pulumi.runtime.allConfig());
  const { roles, boundary, declarations } = new PipelineRoles("pipeline", settings);
  return { roles, boundary, declarations };
};
