import type { Aws } from "../aws";
import { hasCode } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { type Bag, hasUnknown, isBag, optionalText, text } from "../values";

/**
 * That somebody of IAM Identity Center gets into a role through account access manager.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/accountaccess/entitlement/
 */
export const type: ResourceType = {
  token: "aws:accountaccess/entitlement:Entitlement",
  noun: "account access entitlement",
  inputs: {
    applicationArn: { kind: "string", required: true, replaces: true },
    entitlement: { kind: "object", required: true, replaces: true, wanted },
    region: { kind: "string", replaces: true, computed: true },
  },
  outputs: { entitlementId: [] },
  // AWS answers a request for one that is there with that one.
  deleteBeforeReplace: true,
  async create(aws, inputs) {
    const applicationArn = text(inputs, "applicationArn");
    const answer = await aws.json({
      service: "account-access",
      region: optionalText(inputs, "region"),
      operation: "CreateEntitlement",
      path: "/entitlements",
      body: { applicationArn, entitlement: inputs["entitlement"]! },
    });
    return `${applicationArn},${text(answer, "entitlementId")}`;
  },
  async read(aws, id, state) {
    const region = optionalText(state ?? {}, "region") ?? aws.region;
    const [applicationArn, entitlementId] = parts(id);
    try {
      const { entitlement } = await about(aws, "GetEntitlement", "GET", id, region);
      return { applicationArn, entitlement: settable(entitlement as Bag), entitlementId, region };
    } catch (error) {
      if (hasCode(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
  },
  // A change of any property makes a new one, so nothing is changed in place.
  update: () => Promise.resolve(),
  async delete(aws, id, state) {
    try {
      await about(aws, "DeleteEntitlement", "DELETE", id, optionalText(state, "region"));
    } catch (error) {
      if (!hasCode(error, "ResourceNotFoundException")) throw error;
    }
  },
};

function about(aws: Aws, operation: string, method: "GET" | "DELETE", id: string, region?: string): Promise<Bag> {
  const [applicationArn, entitlementId] = parts(id);
  const path = `/entitlements/${encodeURIComponent(entitlementId)}?applicationArn=${encodeURIComponent(applicationArn)}`;
  return aws.json({ service: "account-access", region, operation, method, path });
}

function parts(id: string): [applicationArn: string, entitlementId: string] {
  const [application = "", entitlement = "", ...more] = id.split(",");
  if (application === "" || entitlement === "" || more.length > 0)
    throw wrongId(type, id, "<application ARN>,<entitlement id>");
  return [application, entitlement];
}

/** What a program can set of what AWS answers. */
function settable({ principalRole }: Bag): Bag {
  const { principal, roleArn } = principalRole as Bag;
  return { principalRole: { principal: principal!, roleArn: roleArn! } };
}

/** What is expected instead of a value; undefined where it is right. */
function wanted({ principalRole, ...others }: Bag): string | undefined {
  const whole = "{ principalRole: { principal: { identityCenter: { userId or groupId } }, roleArn } }";
  if (!isBag(principalRole) || Object.keys(others).length > 0) return whole;
  const { principal, roleArn, ...more } = principalRole;
  if (!isBag(principal) || Object.keys(more).length > 0) return whole;
  const { identityCenter, ...other } = principal;
  if (!isBag(identityCenter) || Object.keys(other).length > 0) return whole;
  const named = Object.keys(identityCenter);
  if (named.length !== 1 || !["userId", "groupId"].includes(named[0]!)) return "one of userId and groupId";
  if (typeof Object.values(identityCenter)[0] !== "string") return whole;
  return typeof roleArn === "string" && (hasUnknown(roleArn) || /^arn:[^:]*:iam::\d{12}:role\/./.test(roleArn))
    ? undefined
    : "the ARN of a role as roleArn";
}
