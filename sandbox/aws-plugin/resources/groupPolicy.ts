import { DeleteGroupPolicyCommand, GetGroupPolicyCommand, PutGroupPolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyOf } from "./inlinePolicy";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/grouppolicy/ */
export const type = inlinePolicyOf("group", "aws:iam/groupPolicy:GroupPolicy", {
  put: (iam, GroupName, PolicyName, PolicyDocument) =>
    iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
  get: async (iam, GroupName, PolicyName) =>
    (await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }))).PolicyDocument,
  delete: (iam, GroupName, PolicyName) => iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
});
