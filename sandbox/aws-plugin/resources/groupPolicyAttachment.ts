import {
  AttachGroupPolicyCommand,
  DetachGroupPolicyCommand,
  paginateListAttachedGroupPolicies,
} from "@aws-sdk/client-iam";
import { managedPolicyAttachmentTo } from "./managedPolicyAttachment";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/grouppolicyattachment/ */
export const type = managedPolicyAttachmentTo("group", "aws:iam/groupPolicyAttachment:GroupPolicyAttachment", {
  attach: (iam, GroupName, PolicyArn) => iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
  detach: (iam, GroupName, PolicyArn) => iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
  attached: (client, GroupName) => paginateListAttachedGroupPolicies({ client }, { GroupName }),
});
