import type { IAMClient } from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { text, texts } from "../values";
import { inlinePolicyNames, removeInlinePolicies } from "./rolePolicies";

/**
 * Says that a role has these inline policies and no others: any other is deleted. It creates no policy. Deleting this
 * resource removes no policy.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/rolepoliciesexclusive/
 */
export const type: ResourceType = {
  token: "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
  noun: "exclusive list of an IAM role's inline policies",
  inputs: {
    policyNames: { kind: "set", required: true },
    roleName: { kind: "string", required: true, replaces: true },
  },
  outputs: {},
  async create(aws, inputs) {
    const roleName = text(inputs, "roleName");
    await removeOthers(aws.iam(), roleName, texts(inputs, "policyNames"));
    return roleName;
  },
  async read(aws, roleName) {
    const policyNames = await unlessGone(inlinePolicyNames(aws.iam(), roleName));
    return policyNames === undefined ? undefined : { policyNames, roleName };
  },
  update: (aws, roleName, _state, inputs) => removeOthers(aws.iam(), roleName, texts(inputs, "policyNames")),
  delete: () => Promise.resolve(),
};

async function removeOthers(iam: IAMClient, roleName: string, wanted: readonly string[]): Promise<void> {
  const held = await inlinePolicyNames(iam, roleName);
  await removeInlinePolicies(
    iam,
    roleName,
    held.filter((name) => !wanted.includes(name)),
  );
}
