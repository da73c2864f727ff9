import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { inlinePolicyOf } from "./inlinePolicy";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/rolepolicy/ */
export const type = inlinePolicyOf("role", "aws:iam/rolePolicy:RolePolicy", {
  put: (iam, RoleName, PolicyName, PolicyDocument) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
  get: async (iam, RoleName, PolicyName) =>
    (await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument,
  delete: (iam, RoleName, PolicyName) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
});
