import type { Aws } from "./aws";
import { worded } from "./dataSources";
import type { JsonCall } from "./jsonCall";
import { type Bag, defined, isBag, optionalText, text, type Value } from "./values";

/*
 * What is there in IAM Identity Center, as the genuine plugin's functions tell it: in the words of the Terraform
 * provider's data sources. What a function finds besides that nobody here needs is left out.
 */

/** https://www.pulumi.com/registry/packages/aws/api-docs/accountaccess/getapplication/ */
export async function getApplication(args: Bag, aws: Aws): Promise<Bag> {
  const arn = optionalText(args, "arn");
  if (arn === undefined) throw new Error("the sandbox's AWS plugin finds an application by its arn alone");
  const region = optionalText(args, "region") ?? aws.region;
  const path = `/applications/${encodeURIComponent(arn)}`;
  const answer = await asked(`reading Account Access Application (${arn})`, aws, {
    service: "account-access",
    region,
    operation: "GetApplication",
    method: "GET",
    path,
  });
  const { identitySource, createdAt, updatedAt, status, tenantId } = answer;
  const center =
    isBag(identitySource) && isBag(identitySource["identityCenter"]) ? identitySource["identityCenter"] : {};
  const identitySources = [{ identityCenters: [defined({ instanceArn: center["instanceArn"] })] }];
  return defined({ arn, region, id: arn, identitySources, createdAt, updatedAt, status, tenantId, tags: {} });
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/identitystore/getuser/ */
export async function getPerson(args: Bag, aws: Aws): Promise<Bag> {
  const { id, region, store, found } = await member("User", args, aws);
  const { UserName: userName, DisplayName: displayName } = found;
  return defined({ id, region, identityStoreId: store, userId: id, userName, displayName });
}

/** https://www.pulumi.com/registry/packages/aws/api-docs/identitystore/getgroup/ */
export async function getPeople(args: Bag, aws: Aws): Promise<Bag> {
  const { id, region, store, found } = await member("Group", args, aws);
  return defined({ id, region, identityStoreId: store, groupId: id, displayName: found["DisplayName"] });
}

async function member(kind: "User" | "Group", args: Bag, aws: Aws) {
  const store = text(args, "identityStoreId");
  const region = optionalText(args, "region") ?? aws.region;
  const call = (doing: string, operation: string, body: Bag) =>
    asked(`reading IdentityStore ${kind} (${doing})`, aws, {
      service: "identitystore",
      region,
      operation,
      body: { IdentityStoreId: store, ...body },
    });
  const id =
    optionalText(args, `${kind.toLowerCase()}Id`) ??
    text(await call(store, `Get${kind}Id`, { AlternateIdentifier: unique(args["alternateIdentifier"]) }), `${kind}Id`);
  return { id, region, store, found: await call(id, `Describe${kind}`, { [`${kind}Id`]: id }) };
}

function unique(identifier: Value | undefined): Bag {
  const attribute = isBag(identifier) ? identifier["uniqueAttribute"] : undefined;
  if (!isBag(attribute)) throw new Error("the sandbox's AWS plugin knows alternateIdentifier.uniqueAttribute alone");
  const { attributePath, attributeValue } = attribute;
  return { UniqueAttribute: { AttributePath: attributePath!, AttributeValue: attributeValue! } };
}

function asked(doing: string, aws: Aws, call: JsonCall): Promise<Bag> {
  return worded(doing, aws.json(call));
}
