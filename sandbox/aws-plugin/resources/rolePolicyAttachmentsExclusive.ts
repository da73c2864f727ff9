import { unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { text, texts } from "../values";
import { alignManagedPolicies, managedPolicyArns } from "./rolePolicies";

/**
 * Says that a role has these managed policies and no others. Deleting this resource detaches none.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/rolepolicyattachmentsexclusive/
 */
export const type: ResourceType = {
  token: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  noun: "exclusive list of an IAM role's managed policies",
  inputs: {
    policyArns: { kind: "set", required: true },
    roleName: { kind: "string", required: true, replaces: true },
  },
  outputs: {},
  async create(aws, inputs) {
    const roleName = text(inputs, "roleName");
    await alignManagedPolicies(aws.iam(), roleName, texts(inputs, "policyArns"));
    return roleName;
  },
  async read(aws, roleName) {
    const policyArns = await unlessGone(managedPolicyArns(aws.iam(), roleName));
    return policyArns === undefined ? undefined : { policyArns, roleName };
  },
  update: (aws, roleName, _state, inputs) => alignManagedPolicies(aws.iam(), roleName, texts(inputs, "policyArns")),
  delete: () => Promise.resolve(),
};
