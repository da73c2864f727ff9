import {
  DeleteInlinePolicyFromPermissionSetCommand,
  DescribePermissionSetProvisioningStatusCommand,
  GetInlinePolicyForPermissionSetCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  type SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { setTimeout as pause } from "node:timers/promises";
import type { Aws } from "../aws";
import { unlessGone } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { type Bag, optionalText, text } from "../values";

const noun = "inline policy of a permission set";

/** https://www.pulumi.com/registry/packages/aws/api-docs/ssoadmin/permissionsetinlinepolicy/ */
export const type: ResourceType = {
  token: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
  noun,
  inputs: {
    inlinePolicy: { kind: "document", required: true },
    instanceArn: { kind: "string", required: true, replaces: true },
    permissionSetArn: { kind: "string", required: true, replaces: true },
    region: { kind: "string", replaces: true, computed: true },
  },
  outputs: {},
  async create(aws, inputs, created) {
    const id = `${text(inputs, "permissionSetArn")},${text(inputs, "instanceArn")}`;
    const sso = aws.ssoAdmin(optionalText(inputs, "region"));
    await put(sso, partsOf(id), text(inputs, "inlinePolicy"));
    created(id);
    await provision(sso, partsOf(id));
    return id;
  },
  async read(aws, id, state) {
    const region = regionOf(aws, state);
    const set = partsOf(id);
    const read = aws.ssoAdmin(region).send(new GetInlinePolicyForPermissionSetCommand(set));
    const inlinePolicy = (await unlessGone(read))?.InlinePolicy;
    // AWS answers with an empty text where there is none.
    return inlinePolicy
      ? { inlinePolicy, instanceArn: set.InstanceArn, permissionSetArn: set.PermissionSetArn, region }
      : undefined;
  },
  async update(aws, id, state, inputs) {
    const sso = aws.ssoAdmin(regionOf(aws, state));
    await put(sso, partsOf(id), text(inputs, "inlinePolicy"));
    await provision(sso, partsOf(id));
  },
  async delete(aws, id, state) {
    const sso = aws.ssoAdmin(regionOf(aws, state));
    const deletion = sso.send(new DeleteInlinePolicyFromPermissionSetCommand(partsOf(id)));
    if ((await unlessGone(deletion)) !== undefined) await provision(sso, partsOf(id));
  },
};

/** The names of a permission set in calls. */
interface SetArns {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

function partsOf(id: string): SetArns {
  const [PermissionSetArn, InstanceArn, ...rest] = id.split(",");
  if (!PermissionSetArn || !InstanceArn || rest.length > 0)
    throw wrongId({ noun }, id, "<permission set ARN>,<instance ARN>");
  return { InstanceArn, PermissionSetArn };
}

function regionOf(aws: Aws, state: Bag | undefined): string {
  return optionalText(state ?? {}, "region") ?? aws.region;
}

/** There is one alone, so this overwrites whatever is there. */
async function put(sso: SSOAdminClient, set: SetArns, InlinePolicy: string): Promise<void> {
  await sso.send(new PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy }));
}

/** Brings the roles of a permission set up to date in all accounts, and waits until that is done. */
async function provision(sso: SSOAdminClient, set: SetArns): Promise<void> {
  const asked = await sso.send(new ProvisionPermissionSetCommand({ ...set, TargetType: "ALL_PROVISIONED_ACCOUNTS" }));
  const { RequestId } = asked.PermissionSetProvisioningStatus ?? {};
  const request = { InstanceArn: set.InstanceArn, ProvisionPermissionSetRequestId: RequestId };
  for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
    const answer = await sso.send(new DescribePermissionSetProvisioningStatusCommand(request));
    const { Status, FailureReason } = answer.PermissionSetProvisioningStatus ?? {};
    if (Status === "SUCCEEDED") return;
    if (Status !== "IN_PROGRESS") {
      const why = FailureReason ?? "AWS gives no reason";
      throw new Error(`waiting for SSO Permission Set (${set.PermissionSetArn}) provision: ${why}`);
    }
    await pause(wait);
  }
}
