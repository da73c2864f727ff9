import { DeleteUserPolicyCommand, GetUserPolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyOf } from "./inlinePolicy";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/userpolicy/ */
export const type = inlinePolicyOf("user", "aws:iam/userPolicy:UserPolicy", {
  put: (iam, UserName, PolicyName, PolicyDocument) =>
    iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
  get: async (iam, UserName, PolicyName) =>
    (await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }))).PolicyDocument,
  delete: (iam, UserName, PolicyName) => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
});
