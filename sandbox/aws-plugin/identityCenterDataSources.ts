import { GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import {
  DescribePermissionSetCommand,
  type InstanceMetadata,
  ListTagsForResourceCommand,
  paginateListInstances,
  paginateListPermissionSets,
  type PermissionSet,
} from "@aws-sdk/client-sso-admin";
import type { Aws } from "./aws";
import { found, worded } from "./dataSources";
import { tagsFrom } from "./tags";
import { type Bag, defined, optionalText, text } from "./values";

/*
 * What is there in IAM Identity Center, and what Cloud Control reads, as the genuine plugin's functions tell it: see
 * dataSources.ts.
 */

/** https://www.pulumi.com/registry/packages/aws/api-docs/ssoadmin/getinstances/ */
export async function getInstances(args: Bag, aws: Aws): Promise<Bag> {
  const region = optionalText(args, "region") ?? aws.region;
  const instances: InstanceMetadata[] = [];
  const pages = async () => {
    for await (const { Instances = [] } of paginateListInstances({ client: aws.ssoAdmin(region) }, {}))
      instances.push(...Instances);
  };
  await worded("reading SSO Instances", pages());
  return {
    arns: instances.map(({ InstanceArn }) => InstanceArn ?? ""),
    identityStoreIds: instances.map(({ IdentityStoreId }) => IdentityStoreId ?? ""),
    id: region,
    region,
  };
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/ssoadmin/getpermissionset/ */
export async function getPermissionSet(args: Bag, aws: Aws): Promise<Bag> {
  const region = optionalText(args, "region") ?? aws.region;
  const sso = aws.ssoAdmin(region);
  const [InstanceArn, wanted, named] = [
    text(args, "instanceArn"),
    optionalText(args, "arn"),
    optionalText(args, "name"),
  ];
  const described = async (PermissionSetArn: string) =>
    (await sso.send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn }))).PermissionSet;
  let set: PermissionSet | undefined;
  if (wanted !== undefined) set = await worded(`reading SSO Admin Permission Set (${wanted})`, described(wanted));
  else {
    const arns: string[] = [];
    const pages = async () => {
      for await (const { PermissionSets = [] } of paginateListPermissionSets({ client: sso }, { InstanceArn }))
        arns.push(...PermissionSets);
    };
    await worded("listing SSO Permission Sets", pages());
    for (const arn of arns) {
      // Like the genuine plugin, which goes on with the next one.
      const one = await described(arn).catch(() => undefined);
      if (one?.Name === named) set = one;
    }
  }
  if (set === undefined) throw new Error("reading SSO Permission Set: not found");
  const arn = set.PermissionSetArn!;
  const tags = sso.send(new ListTagsForResourceCommand({ InstanceArn, ResourceArn: arn }));
  const { Tags } = await worded(`listing tags for SSO Permission Set (${arn})`, tags);
  return defined({
    arn,
    createdDate: set.CreatedDate?.toISOString().replace(/\.\d+Z$/, "Z"),
    description: set.Description ?? "",
    id: arn,
    instanceArn: InstanceArn,
    name: set.Name,
    region,
    relayState: set.RelayState ?? "",
    sessionDuration: set.SessionDuration ?? "",
    tags: tagsFrom(Tags),
  });
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/cloudcontrol/getresource/ */
export async function getResource(args: Bag, aws: Aws): Promise<Bag> {
  const region = optionalText(args, "region") ?? aws.region;
  const [Identifier, TypeName] = [text(args, "identifier"), text(args, "typeName")];
  const { ResourceDescription } = await found(
    `reading Cloud Control API (${TypeName}) Resource (${Identifier})`,
    aws.cloudControl(region).send(new GetResourceCommand({ Identifier, TypeName })),
  );
  return defined({
    id: ResourceDescription?.Identifier,
    identifier: Identifier,
    properties: ResourceDescription?.Properties,
    region,
    typeName: TypeName,
  });
}
