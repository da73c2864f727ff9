import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  paginateListAttachedRolePolicies,
} from "@aws-sdk/client-iam";
import { managedPolicyAttachmentTo } from "./managedPolicyAttachment";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/rolepolicyattachment/ */
export const type = managedPolicyAttachmentTo("role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
  attach: (iam, RoleName, PolicyArn) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  detach: (iam, RoleName, PolicyArn) => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  attached: (client, RoleName) => paginateListAttachedRolePolicies({ client }, { RoleName }),
});
