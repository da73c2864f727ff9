import {
  AttachUserPolicyCommand,
  DetachUserPolicyCommand,
  paginateListAttachedUserPolicies,
} from "@aws-sdk/client-iam";
import { managedPolicyAttachmentTo } from "./managedPolicyAttachment";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/userpolicyattachment/ */
export const type = managedPolicyAttachmentTo("user", "aws:iam/userPolicyAttachment:UserPolicyAttachment", {
  attach: (iam, UserName, PolicyArn) => iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
  detach: (iam, UserName, PolicyArn) => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
  attached: (client, UserName) => paginateListAttachedUserPolicies({ client }, { UserName }),
});
