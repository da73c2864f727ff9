/**
 * Access control lists of buckets, in the form of a policy. Pure.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
import { parsePolicy, type NamedPolicy } from "../../../policypack/iam";
import { child, textOf, type Xml } from "../../assume/network/xml";

/** What a permission on a bucket lets somebody do. */
const ofBucket: Readonly<Record<string, readonly string[]>> = {
  READ: ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
  WRITE: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
  READ_ACP: ["s3:GetBucketAcl"],
  WRITE_ACP: ["s3:PutBucketAcl"],
};
const all = Object.values(ofBucket).flat();

/** What the lists of objects may let somebody do. They are not read. */
const ofObjects = ["Object", "ObjectVersion"].flatMap((what) => [
  ...(what === "Object" ? ["s3:getobject", "s3:getobjectversion"] : []),
  ...[`s3:Get${what}Acl`, `s3:Put${what}Acl`].map((action) => action.toLowerCase()),
]);

const everybody = [
  "http://acs.amazonaws.com/groups/global/AllUsers",
  "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
];
/** The group by which S3 itself writes its logs. */
const logs = "http://acs.amazonaws.com/groups/s3/LogDelivery";

/** What lists let others do: surely, and perhaps. */
export interface Listed {
  readonly alsoLets: readonly NamedPolicy[];
  /** Actions in small letters. */
  readonly otherWays: readonly string[];
}

/** What is not known of lists that count and could not be read. */
export const unreadLists: Listed = { alsoLets: [], otherWays: [...all.map((one) => one.toLowerCase()), ...ofObjects] };

/**
 * What the list of a bucket lets others do. Whose account a canonical id is, nobody says.
 *
 * @param ignoresPublic whether what lists let everybody do counts; undefined where that is not known
 * @returns undefined for another form
 */
export function readAcl(bucket: string, acl: Xml | undefined, ignoresPublic: boolean | undefined): Listed | undefined {
  const policy = child(acl, "AccessControlPolicy");
  const owner = textOf(policy, "Owner", "ID");
  const list = child(policy, "AccessControlList");
  if (owner === undefined || list === undefined) return undefined;
  const surely = new Set<string>();
  const perhaps = new Set<string>(ofObjects);
  for (const grant of typeof list === "object" ? (list["Grant"] ?? []) : []) {
    const permission = textOf(grant, "Permission") ?? "";
    const actions = permission === "FULL_CONTROL" ? all : ofBucket[permission];
    if (actions === undefined) return undefined;
    const group = textOf(grant, "Grantee", "URI");
    if (textOf(grant, "Grantee", "ID") === owner || group === logs) continue;
    const open = group !== undefined && everybody.includes(group);
    if (open && ignoresPublic === true) continue;
    for (const action of actions)
      if (open && ignoresPublic === false) surely.add(action);
      else perhaps.add(action.toLowerCase());
  }
  const Statement = [
    {
      Effect: "Allow",
      Principal: "*",
      Action: [...surely],
      Resource: [`arn:*:s3:::${bucket}`, `arn:*:s3:::${bucket}/*`],
    },
  ];
  const { document } = surely.size === 0 ? {} : parsePolicy({ Version: "2012-10-17", Statement }, "resource");
  const name = `the access control list of the bucket ${bucket}`;
  return { alsoLets: document === undefined ? [] : [{ name, document }], otherWays: [...perhaps] };
}
