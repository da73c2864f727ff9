import type { AttachedPolicy, IAMClient } from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { text } from "../values";

/** The calls that attach, detach and list the managed policies of one kind of holder. */
export interface AttachmentCalls {
  attach(iam: IAMClient, holder: string, policyArn: string): Promise<unknown>;
  detach(iam: IAMClient, holder: string, policyArn: string): Promise<unknown>;
  attached(iam: IAMClient, holder: string): AsyncIterable<{ AttachedPolicies?: AttachedPolicy[] | undefined }>;
}

/**
 * The resource type of one managed policy attached to a role, a group or a user. The three differ only in their calls.
 *
 * @param holder the property that names the holder
 */
export function managedPolicyAttachmentTo(
  holder: "role" | "group" | "user",
  token: string,
  calls: AttachmentCalls,
): ResourceType {
  const noun = `attachment of a policy to an IAM ${holder}`;
  const parts = (id: string): [string, string] => {
    const slash = id.indexOf("/");
    const [of, policyArn] = [id.slice(0, slash), id.slice(slash + 1)];
    if (slash < 1 || !policyArn.startsWith("arn:")) throw wrongId({ noun }, id, `<${holder} name>/<policy ARN>`);
    return [of, policyArn];
  };
  return {
    token,
    noun,
    inputs: {
      policyArn: { kind: "string", required: true, replaces: true },
      [holder]: { kind: "string", required: true, replaces: true },
    },
    outputs: {},
    deleteBeforeReplace: true,
    async create(aws, inputs) {
      const [of, policyArn] = [text(inputs, holder), text(inputs, "policyArn")];
      await calls.attach(aws.iam(), of, policyArn);
      return `${of}/${policyArn}`;
    },
    async read(aws, id) {
      const [of, policyArn] = parts(id);
      const arns = await unlessGone(attachedArns(calls.attached(aws.iam(), of)));
      return arns?.includes(policyArn) ? { policyArn, [holder]: of } : undefined;
    },
    // A change of either property makes a new attachment, so nothing is changed in place.
    update: () => Promise.resolve(),
    async delete(aws, id) {
      await unlessGone(calls.detach(aws.iam(), ...parts(id)));
    },
  };
}

/** The ARNs from all pages of a list of attached policies. */
export async function attachedArns(pages: ReturnType<AttachmentCalls["attached"]>): Promise<string[]> {
  const arns: string[] = [];
  for await (const { AttachedPolicies = [] } of pages)
    arns.push(...AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []));
  return arns;
}
