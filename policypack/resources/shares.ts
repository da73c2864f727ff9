/** Reads what gives others access by properties instead of a document: permissions, shares, grants, ACLs. */
import { parsePolicy } from "../iam";
import type { AttachedPolicy } from "../rules/rule";
import { type Attachment, type Reader, unknownPolicy } from "./attachment";
import { resourcePolicy, resourceTitle } from "./resourcePolicies";
import { hasUnknown, UNKNOWN } from "./snapshot";
import { type Inputs, list, listOrUnknown, object } from "./values";

/** Somebody who is let in: what the `Principal` of a statement would say, and the conditions that hold for them. */
interface Share {
  readonly principal: unknown;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** How the inputs of a type say who is let in: the property, the action as it is called, and the shares. */
interface Form {
  readonly property: string;
  readonly action: string;
  readonly shares: (inputs: Inputs) => readonly Share[];
}

const ORGANIZATION = /^arn:[^:]*:organizations::\d{12}:(organization|root|ou)\/(o-[a-z0-9]+)/;

/** Somebody as services name them: an account, an ARN, a service, an organization, or everybody. */
function named(value: unknown, condition: Share["condition"] = {}): Share {
  if (typeof value === "number") return named(String(value).padStart(12, "0"), condition);
  const text = typeof value === "string" ? value : "";
  const [, kind, organization] = ORGANIZATION.exec(text) ?? [];
  if (kind !== undefined)
    return {
      principal: "*",
      condition: { ...condition, "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${organization}/*` } },
    };
  if (text === "*" || /^all$/i.test(text)) return { principal: "*", condition };
  if (/^[a-z0-9.-]+\.[a-z]+(?:\.cn)?$/i.test(text)) return { principal: { Service: text }, condition };
  return { principal: { AWS: value }, condition };
}

function each(property: string, action: string): Form {
  return {
    property,
    action,
    shares: (inputs) =>
      listOrUnknown(inputs[property]).flatMap((value) => (value === null || value === "" ? [] : [named(value)])),
  };
}

/** The conditions that a permission states by properties. */
function conditions(inputs: Inputs, organization: string): Share["condition"] {
  const { sourceAccount, sourceArn } = inputs;
  const equal = {
    ...(present(sourceAccount) && { "aws:SourceAccount": sourceAccount }),
    ...(present(inputs[organization]) && { "aws:PrincipalOrgID": inputs[organization] }),
  };
  return {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(present(sourceArn) && { ArnLike: { "aws:SourceArn": sourceArn } }),
  };
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Somebody, of whom nothing is known yet. */
const SOMEBODY: readonly Share[] = [{ principal: UNKNOWN }];

const lambdaPermission: Form = {
  property: "principal",
  action: "lambda:InvokeFunction",
  shares: (inputs) => [named(inputs.principal, conditions(inputs, "principalOrgId"))],
};
const layerPermission: Form = {
  property: "principal",
  action: "lambda:GetLayerVersion",
  shares: (inputs) => [named(inputs.principal, conditions(inputs, "organizationId"))],
};
const certificatePermission: Form = {
  property: "principal",
  action: "acm-pca:IssueCertificate",
  shares: (inputs) => [named(inputs.principal, conditions(inputs, ""))],
};
const keyGrant: Form = {
  property: "granteePrincipal",
  action: "kms:Decrypt",
  shares: ({ granteePrincipal, retiringPrincipal }) => [
    named(granteePrincipal),
    ...(present(retiringPrincipal) ? [named(retiringPrincipal)] : []),
  ],
};
const eventPermission: Form = {
  property: "principal",
  action: "events:PutEvents",
  shares: ({ principal, condition, statement }) => {
    if (statement !== undefined || !present(principal)) return [];
    if (hasUnknown(condition)) return SOMEBODY;
    const { key, value, type } = object(condition);
    return [
      named(
        principal,
        typeof key === "string" ? { [typeof type === "string" ? type : "StringEquals"]: { [key]: value } } : {},
      ),
    ];
  },
};
const accessGrant: Form = {
  property: "grantee",
  action: "s3:GetDataAccess",
  shares: ({ grantee }) => {
    if (hasUnknown(grantee)) return SOMEBODY;
    const { granteeType, granteeIdentifier } = object(grantee);
    // People of the directory of the account's own IAM Identity Center.
    return typeof granteeType === "string" && /^DIRECTORY_/.test(granteeType) ? [] : [named(granteeIdentifier)];
  },
};
const imageLaunch: Form = {
  property: "launch permission",
  action: "ec2:RunInstances",
  shares: ({ accountId, group, organizationArn, organizationalUnitArn }) =>
    [accountId, group, organizationArn, organizationalUnitArn].filter(present).map((value) => named(value)),
};
const documentShare: Form = {
  property: "permissions",
  action: "ssm:GetDocument",
  shares: ({ permissions }) =>
    hasUnknown(permissions)
      ? SOMEBODY
      : list(object(permissions).accountIds ?? object(permissions).account_ids)
          .flatMap((value) => (typeof value === "string" ? value.split(",").map((one) => one.trim()) : [value]))
          .map((value) => named(value)),
};

/** Groups of S3 that are everybody. */
const PUBLIC_GROUP = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** The lists of S3 that say who may do what, by a name or grant by grant. */
const acl: Form = {
  property: "acl",
  action: "s3:GetObject",
  shares: ({ acl: canned, accessControl, grants, accessControlPolicy }) => {
    if (hasUnknown([canned, accessControl, grants, accessControlPolicy])) return SOMEBODY;
    const { owner, grants: own } = object(accessControlPolicy);
    const one = (grant: unknown): Share[] => {
      const { id, uri, emailAddress, email } = { ...object(grant), ...object(object(grant).grantee) };
      if (typeof uri === "string") return PUBLIC_GROUP.test(uri) ? [{ principal: "*" }] : [];
      if (present(id)) return id === object(owner).id ? [] : [{ principal: { CanonicalUser: id } }];
      return present(emailAddress ?? email) ? [{ principal: { AWS: emailAddress ?? email } }] : [];
    };
    return [
      ...(typeof canned === "string" && /^(public-|authenticated-)/.test(canned) ? [{ principal: "*" }] : []),
      ...(typeof accessControl === "string" && /^(Public|Authenticated)/.test(accessControl)
        ? [{ principal: "*" }]
        : []),
      ...[...list(grants), ...list(own)].flatMap(one),
    ];
  },
};

/** The types, and how each says who is let in. */
export const SHARES: Readonly<Record<string, Form>> = {
  "aws:acmpca/permission:Permission": certificatePermission,
  "aws:cfg/aggregateAuthorization:AggregateAuthorization": each("accountId", "config:PutConfigRule"),
  "aws:cloudwatch/eventPermission:EventPermission": eventPermission,
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": imageLaunch,
  "aws:ec2/networkInterfacePermission:NetworkInterfacePermission": each("awsAccountId", "ec2:AttachNetworkInterface"),
  "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": each("accountId", "ec2:CreateVolume"),
  "aws:ec2/vpcEndpointService:VpcEndpointService": each("allowedPrincipals", "ec2:CreateVpcEndpoint"),
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple": each(
    "principalArn",
    "ec2:CreateVpcEndpoint",
  ),
  "aws:globalaccelerator/crossAccountAttachment:CrossAccountAttachment": each(
    "principals",
    "globalaccelerator:AddEndpoints",
  ),
  "aws:kms/grant:Grant": keyGrant,
  "aws:lambda/layerVersionPermission:LayerVersionPermission": layerPermission,
  "aws:lambda/permission:Permission": lambdaPermission,
  "aws:licensemanager/licenseGrant:LicenseGrant": each("principal", "license-manager:CheckoutLicense"),
  "aws:opensearch/authorizeVpcEndpointAccess:AuthorizeVpcEndpointAccess": each("account", "es:CreateVpcEndpoint"),
  "aws:ram/principalAssociation:PrincipalAssociation": each("principal", "ram:GetResourceShares"),
  "aws:ram/resourceShareAssociationsExclusive:ResourceShareAssociationsExclusive": each(
    "principals",
    "ram:GetResourceShares",
  ),
  "aws:rds/clusterSnapshot:ClusterSnapshot": each("sharedAccounts", "rds:RestoreDBClusterFromSnapshot"),
  "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": each("sharedAccounts", "rds:RestoreDBClusterFromSnapshot"),
  "aws:rds/snapshot:Snapshot": each("sharedAccounts", "rds:RestoreDBInstanceFromDBSnapshot"),
  "aws:rds/snapshotCopy:SnapshotCopy": each("sharedAccounts", "rds:RestoreDBInstanceFromDBSnapshot"),
  "aws:redshift/endpointAuthorization:EndpointAuthorization": each("account", "redshift:CreateEndpointAccess"),
  "aws:s3/bucket:Bucket": acl,
  "aws:s3/bucketAcl:BucketAcl": acl,
  "aws:s3/bucketAclV2:BucketAclV2": acl,
  "aws:s3/bucketObject:BucketObject": acl,
  "aws:s3/bucketObjectv2:BucketObjectv2": acl,
  "aws:s3/bucketV2:BucketV2": acl,
  "aws:s3/objectCopy:ObjectCopy": acl,
  "aws:s3control/accessGrant:AccessGrant": accessGrant,
  "aws:servicecatalog/portfolioShare:PortfolioShare": each("principalId", "servicecatalog:ProvisionProduct"),
  "aws:signer/signingProfilePermission:SigningProfilePermission": each("principal", "signer:StartSigningJob"),
  "aws:ssm/document:Document": documentShare,
  "aws-native:acmpca:Permission": certificatePermission,
  "aws-native:configuration:AggregationAuthorization": each("authorizedAccountId", "config:PutConfigRule"),
  "aws-native:ec2:VpcEndpointServicePermissions": each("allowedPrincipals", "ec2:CreateVpcEndpoint"),
  "aws-native:entityresolution:PolicyStatement": each("principal", "entityresolution:GetMatchingWorkflow"),
  "aws-native:events:EventBusPolicy": eventPermission,
  "aws-native:globalaccelerator:CrossAccountAttachment": each("principals", "globalaccelerator:AddEndpoints"),
  "aws-native:lambda:LayerVersionPermission": layerPermission,
  "aws-native:lambda:Permission": lambdaPermission,
  "aws-native:licensemanager:Grant": each("principals", "license-manager:CheckoutLicense"),
  "aws-native:ram:ResourceShare": each("principals", "ram:GetResourceShares"),
  "aws-native:redshift:EndpointAuthorization": each("account", "redshift:CreateEndpointAccess"),
  "aws-native:s3:AccessGrant": accessGrant,
  "aws-native:s3:Bucket": acl,
  "aws-native:servicecatalog:PortfolioShare": each("accountId", "servicecatalog:ProvisionProduct"),
  "aws-native:signer:ProfilePermission": each("principal", "signer:StartSigningJob"),
};

/** Types that have a document besides, and its property. */
const BESIDES: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketV2:BucketV2": "policy",
  "aws-native:events:EventBusPolicy": "statement",
};

/** The readers by type. */
export const SHARE_READERS: Readonly<Record<string, Reader>> = Object.fromEntries(
  Object.entries(SHARES).map(([type, form]) => [type, reader(type, form)]),
);

function reader(type: string, form: Form): Reader {
  return (inputs, resourceName) => {
    const besides = Object.hasOwn(BESIDES, type) ? BESIDES[type]! : undefined;
    const shares = form.shares(inputs);
    return [
      ...(besides === undefined ? [] : besideShares(type, resourceName, besides, inputs)),
      ...(shares.length === 0 ? [] : [attachment(type, resourceName, policyOf(form, shares))]),
    ];
  };
}

/** A policy beside the shares; a single statement stands for a document of that statement. */
function besideShares(type: string, resourceName: string, property: string, inputs: Inputs): Attachment[] {
  const value = inputs[property];
  if (property !== "statement" || value === undefined || hasUnknown(value))
    return resourcePolicy(type, resourceName, property, inputs);
  const document = { Version: "2012-10-17", Statement: [value] };
  return resourcePolicy(type, resourceName, property, { [property]: document });
}

function attachment(type: string, resourceName: string, policy: AttachedPolicy): Attachment {
  return {
    says: "is",
    kind: "resource",
    name: resourceTitle(type, resourceName),
    policies: [],
    managed: [],
    facts: { resourcePolicy: policy },
  };
}

function policyOf({ property, action }: Form, shares: readonly Share[]): AttachedPolicy {
  if (hasUnknown(shares)) return unknownPolicy(property);
  const Statement = shares.map(({ principal: Principal, condition: Condition }) => ({
    Effect: "Allow",
    Principal,
    Action: action,
    ...(Condition !== undefined && { Condition }),
  }));
  const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement }, "resource");
  return problems === undefined ? { name: property, document, share: true } : { name: property, problems };
}
