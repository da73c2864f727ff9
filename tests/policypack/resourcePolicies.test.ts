/** Policies of resources, permissions and shares, as the engine shows them to the pack. */
import assert from "node:assert/strict";
import { DOCUMENTS, LIMITING } from "../../policypack/resources/resourcePolicies";
import { SHARES } from "../../policypack/resources/shares";
import { run, type Shown, unknownStringValue as UNKNOWN } from "./engine";
import { by, in111, resource } from "./stories/program";

const RULE = "resource-policy-beyond-accounts";
const CONFIG = { declarations: { accounts: ["222222222222"], organizations: ["o-declared1"] } };

/** The policies that report something about a resource, and nothing but that resource. */
function told(type: string, props: object, atResource = true): string[] {
  return run([resource(type, "own", props, by(in111))], CONFIG, atResource).map((line) => line.split(":")[0]!);
}

const letting = (Principal: unknown, Condition?: object): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action: "s3:GetObject", Resource: "*", ...(Condition && { Condition }) }],
});

/** The inputs in which a property holds a value; a dot leads into a property. */
function inputs(property: string, value: unknown): object {
  return property.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

const FOREIGN = "333333333333";
const OURS = "222222222222";
const ORGANIZATION = (id: string): string => `arn:aws:organizations::${OURS}:organization/${id}`;

describe("the policy of each type of resource", () => {
  for (const [type, property] of Object.entries(DOCUMENTS)) {
    it(`${type} ${property}`, () => {
      const document = (principal: unknown): object => inputs(property, letting(principal));
      assert.deepEqual(told(type, document("*")), [RULE]);
      assert.deepEqual(told(type, document({ AWS: FOREIGN })), [RULE]);
      assert.deepEqual(told(type, inputs(property, JSON.stringify(letting("*")))), [RULE]);
      assert.deepEqual(told(type, document({ AWS: OURS })), []);
      assert.deepEqual(told(type, document({ Service: "sns.amazonaws.com" })), [`${RULE}-advice`]);
      assert.deepEqual(told(type, inputs(property, UNKNOWN)), ["unknown-policy"]);
      assert.deepEqual(told(type, inputs(property, "{ // }")), ["unknown-policy"]);
      assert.deepEqual(told(type, {}), []);
    });
  }

  for (const [type, properties] of Object.entries(LIMITING))
    for (const property of properties.split(" "))
      it(`${type} ${property}: advice alone, since it gives nobody access`, () => {
        assert.deepEqual(told(type, { [property]: letting("*") }), [`${RULE}-advice`]);
        assert.deepEqual(told(type, { [property]: letting({ AWS: OURS }) }), []);
      });

  it("a policy that is taken away is none", () => {
    for (const policy of ["", "{}", null]) assert.deepEqual(told("aws:secretsmanager/secret:Secret", { policy }), []);
  });

  it("is told once, at its resource, with what proves it and what to write", () => {
    const one: Shown = resource("aws:s3/bucketPolicy:BucketPolicy", "assets", { policy: letting("*") }, by(in111));
    const found = run([one], CONFIG);
    assert.deepEqual(found, [
      `${RULE}: resource s3.BucketPolicy/assets, policy, Statement[0] lets everybody in. For example s3:GetObject by *. ` +
        "Name the accounts and declare them, or add a condition that proves who calls: aws:PrincipalAccount, " +
        "aws:PrincipalOrgID, or for a service aws:SourceAccount and aws:SourceArn.",
    ]);
  });

  it("is excepted by the name that the finding says", () => {
    const one = resource("aws:s3/bucketPolicy:BucketPolicy", "assets", { policy: letting("*") }, by(in111));
    const excepted = (role: string): string[] =>
      run([one], {
        declarations: { exceptions: [{ role, rule: RULE, reason: "a site", approvedBy: "s", until: "2027-01-01" }] },
      });
    assert.deepEqual(excepted("resource/s3.BucketPolicy/assets"), []);
    assert.equal(excepted("resource/s3.BucketPolicy/others").length, 1);
    assert.equal(excepted("s3.BucketPolicy/assets").filter((line) => line.startsWith(RULE)).length, 1);
  });

  it("where nobody says which account is its own, the account is to be declared", () => {
    const one = resource("aws:kms/key:Key", "data", { policy: letting({ AWS: "111111111111" }) });
    assert.match(
      run([one], {}).join("\n"),
      /lets account 111111111111 in, which is not declared.*set allowedAccountIds/,
    );
    assert.deepEqual(run([one], { declarations: { accounts: ["111111111111"] } }), []);
    assert.deepEqual(run([{ ...one, ...by(in111) }], {}), []);
  });
});

/** For each type, inputs that let somebody else in, and nearly the same that do not. */
const SHARED: Readonly<
  Record<string, readonly [open: readonly object[], closed: readonly object[], advised?: readonly object[]]>
> = {
  "aws:lambda/permission:Permission": [
    [
      { principal: "*" },
      { principal: FOREIGN },
      { principal: "*", functionUrlAuthType: "NONE" },
      { principal: "s3.amazonaws.com", sourceAccount: FOREIGN },
      { principal: "sns.amazonaws.com", sourceArn: `arn:aws:sns:eu-west-1:${FOREIGN}:orders` },
    ],
    [
      { principal: OURS },
      { principal: "*", principalOrgId: "o-declared1" },
      { principal: "s3.amazonaws.com", sourceAccount: OURS, sourceArn: "arn:aws:s3:::uploads" },
      { principal: "events.amazonaws.com", sourceArn: `arn:aws:events:eu-west-1:${OURS}:rule/nightly` },
    ],
    [{ principal: "events.amazonaws.com" }, { principal: "*", principalOrgId: "o-other12345" }],
  ],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": [
    [{ principal: "*" }, { principal: FOREIGN }],
    [{ principal: OURS }, { principal: "*", organizationId: "o-declared1" }],
    [{ principal: "*", organizationId: "o-other12345" }],
  ],
  "aws:kms/grant:Grant": [
    [
      { granteePrincipal: `arn:aws:iam::${FOREIGN}:role/x` },
      { granteePrincipal: `arn:aws:iam::${OURS}:role/x`, retiringPrincipal: `arn:aws:iam::${FOREIGN}:root` },
    ],
    [{ granteePrincipal: `arn:aws:iam::${OURS}:role/x` }],
  ],
  "aws:acmpca/permission:Permission": [
    [{ principal: "acm.amazonaws.com", sourceAccount: FOREIGN }],
    [{ principal: "acm.amazonaws.com", sourceAccount: OURS }],
    [{ principal: "acm.amazonaws.com" }],
  ],
  "aws:cloudwatch/eventPermission:EventPermission": [
    [
      { principal: "*" },
      { principal: FOREIGN },
      { principal: "*", condition: { key: "aws:PrincipalTag/x", type: "StringEquals", value: "y" } },
    ],
    [
      { principal: OURS },
      { principal: "*", condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-declared1" } },
    ],
  ],
  "aws-native:events:EventBusPolicy": [
    [{ principal: "*" }, { statement: { Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource: "*" } }],
    [
      { principal: OURS },
      { statement: { Effect: "Allow", Principal: { AWS: OURS }, Action: "events:PutEvents", Resource: "*" } },
    ],
  ],
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": [
    [{ accountId: FOREIGN }, { group: "all" }],
    [{ accountId: OURS }, { organizationArn: ORGANIZATION("o-declared1") }],
    [{ organizationArn: ORGANIZATION("o-other12345") }],
  ],
  "aws:ram/principalAssociation:PrincipalAssociation": [
    [{ principal: FOREIGN }, { principal: `arn:aws:iam::${FOREIGN}:role/x` }],
    [
      { principal: OURS },
      { principal: ORGANIZATION("o-declared1") },
      { principal: `arn:aws:organizations::${OURS}:ou/o-declared1/ou-ab12-cd` },
    ],
    [{ principal: `arn:aws:organizations::${OURS}:ou/o-other12345/ou-ab12-cd` }],
  ],
  "aws-native:ram:ResourceShare": [[{ principals: [OURS, FOREIGN] }], [{ principals: [OURS] }, {}]],
  "aws:rds/snapshot:Snapshot": [
    [{ sharedAccounts: ["all"] }, { sharedAccounts: [FOREIGN] }],
    [{ sharedAccounts: [OURS] }, {}],
  ],
  "aws:ssm/document:Document": [
    [
      { permissions: { type: "Share", account_ids: "All" } },
      { permissions: { type: "Share", accountIds: `${OURS},${FOREIGN}` } },
    ],
    [{ permissions: { type: "Share", account_ids: OURS } }, {}],
  ],
  "aws:ec2/vpcEndpointService:VpcEndpointService": [
    [{ allowedPrincipals: ["*"] }, { allowedPrincipals: [`arn:aws:iam::${FOREIGN}:root`] }],
    [{ allowedPrincipals: [`arn:aws:iam::${OURS}:root`] }, {}],
  ],
  "aws:s3/bucketAcl:BucketAcl": [
    [
      { acl: "public-read" },
      { acl: "authenticated-read" },
      {
        accessControlPolicy: {
          owner: { id: "a" },
          grants: [{ grantee: { id: "b", type: "CanonicalUser" }, permission: "READ" }],
        },
      },
      {
        accessControlPolicy: {
          owner: { id: "a" },
          grants: [
            { grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" }, permission: "READ" },
          ],
        },
      },
      ...["emailAddress", "email"].map((key) => ({
        accessControlPolicy: {
          owner: { id: "a" },
          grants: [{ grantee: { type: "AmazonCustomerByEmail", [key]: "ann@example.org" }, permission: "READ" }],
        },
      })),
    ],
    [
      { acl: "private" },
      { acl: "log-delivery-write" },
      {
        accessControlPolicy: {
          owner: { id: "a" },
          grants: [
            { grantee: { id: "a", type: "CanonicalUser" }, permission: "FULL_CONTROL" },
            { grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" }, permission: "WRITE" },
          ],
        },
      },
    ],
  ],
  "aws:s3/bucket:Bucket": [
    [
      { acl: "public-read-write" },
      { policy: JSON.stringify(letting("*")) },
      { grants: [{ type: "CanonicalUser", id: "b", permissions: ["READ"] }] },
    ],
    [{ bucket: "assets" }, { policy: JSON.stringify(letting({ AWS: OURS })) }],
  ],
  "aws-native:s3:Bucket": [[{ accessControl: "PublicRead" }], [{ accessControl: "Private" }]],
  "aws:s3control/accessGrant:AccessGrant": [
    [{ grantee: { granteeType: "IAM", granteeIdentifier: `arn:aws:iam::${FOREIGN}:role/x` } }],
    [
      { grantee: { granteeType: "IAM", granteeIdentifier: `arn:aws:iam::${OURS}:role/x` } },
      { grantee: { granteeType: "DIRECTORY_GROUP", granteeIdentifier: "b8a1340c" } },
    ],
  ],
};

describe("what lets others in without a document", () => {
  for (const [type, [open, closed, advised = []]] of Object.entries(SHARED)) {
    it(type, () => {
      for (const props of open) assert.ok(told(type, props).includes(RULE), JSON.stringify(props));
      for (const props of closed) assert.deepEqual(told(type, props), [], JSON.stringify(props));
      for (const props of advised) assert.deepEqual(told(type, props), [`${RULE}-advice`], JSON.stringify(props));
    });
  }

  const plain = Object.keys(SHARES).filter(
    (type) => !Object.hasOwn(SHARED, type) && !/:s3|Permission$|AccessGrant$/.test(type),
  );
  for (const type of [...plain, "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"])
    it(`${type}: an account`, () => {
      const { property } = SHARES[type]!;
      assert.deepEqual(told(type, { [property]: FOREIGN }), [RULE]);
      assert.deepEqual(told(type, { [property]: OURS }), []);
      assert.deepEqual(told(type, { [property]: UNKNOWN }), ["unknown-policy"]);
    });

  // What is written in other forms than most.
  for (const [type, props, expected] of [
    ["aws:ram/principalAssociation:PrincipalAssociation", { principal: 333333333333 }, [RULE]],
    ["aws:ram/principalAssociation:PrincipalAssociation", { principal: 222222222222 }, []],
    ["aws:ram/principalAssociation:PrincipalAssociation", { principal: "" }, []],
    ["aws:ram/principalAssociation:PrincipalAssociation", { principal: null }, []],
    ["aws:ram/principalAssociation:PrincipalAssociation", { principal: `x${ORGANIZATION("o-declared1")}` }, [RULE]],
    [
      "aws:lambda/permission:Permission",
      { principal: OURS, sourceAccount: "", sourceArn: null, principalOrgId: "" },
      [],
    ],
    ["aws:lambda/permission:Permission", { principal: "ALL" }, [RULE]],
    ["aws:lambda/permission:Permission", { principal: "lambda.amazonaws.com.cn", sourceAccount: OURS }, []],
    ["aws:lambda/permission:Permission", { principal: "example.org" }, [RULE]],
    [
      "aws:cloudwatch/eventPermission:EventPermission",
      { principal: "*", condition: { key: "aws:PrincipalOrgID", value: "o-declared1" } },
      [],
    ],
    ["aws:cloudwatch/eventPermission:EventPermission", { principal: "*", condition: { value: "o-declared1" } }, [RULE]],
    ["aws:cloudwatch/eventPermission:EventPermission", {}, []],
    ["aws-native:events:EventBusPolicy", { statement: UNKNOWN }, ["unknown-policy"]],
    [
      "aws-native:events:EventBusPolicy",
      {
        principal: "*",
        statement: { Effect: "Allow", Principal: { AWS: OURS }, Action: "events:PutEvents", Resource: "*" },
      },
      [],
    ],
    ["aws:kms/grant:Grant", { granteePrincipal: `arn:aws:iam::${OURS}:role/x`, retiringPrincipal: "" }, []],
    ["aws:ssm/document:Document", { permissions: { accountIds: [333333333333] } }, [RULE]],
    ["aws:ssm/document:Document", { permissions: { accountIds: [222222222222] } }, []],
    ["aws:lambda/permission:Permission", {}, ["unknown-policy", "unknown-policy"]],
    ["aws:ssm/document:Document", { permissions: UNKNOWN }, ["unknown-policy"]],
    ["aws:ssm/document:Document", { permissions: { accountIds: UNKNOWN } }, ["unknown-policy"]],
    ["aws:ssm/document:Document", { permissions: { accountIds: ` ${OURS} , ${OURS}` } }, []],
    ["aws:s3/bucketAcl:BucketAcl", { acl: "not-public-read" }, []],
    ["aws:s3/bucket:Bucket", { acl: "public-read", policy: JSON.stringify(letting({ AWS: OURS })) }, [RULE]],
    [
      "aws:s3/bucket:Bucket",
      { grants: [{ type: "Group", uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" }] },
      [RULE],
    ],
    ["aws:s3/bucket:Bucket", { grants: [{ type: "CanonicalUser" }] }, []],
    ["aws-native:s3:Bucket", { accessControl: "AuthenticatedRead" }, [RULE]],
    ["aws-native:s3:Bucket", { accessControl: "BucketOwnerRead" }, []],
    [
      "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
      { organizationalUnitArn: `arn:aws:organizations::${OURS}:ou/o-declared1/ou-ab12-cd` },
      [],
    ],
    [
      "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
      { organizationalUnitArn: `arn:aws:organizations::${OURS}:ou/o-other12345/ou-ab12-cd` },
      [`${RULE}-advice`],
    ],
  ] as const)
    it(`${type} ${JSON.stringify(props)}: ${expected.join() || "nothing"}`, () =>
      assert.deepEqual(told(type, props), expected));

  const grantee = (one: object): object => ({
    accessControlPolicy: { owner: { id: "a" }, grants: [{ grantee: one }] },
  });
  for (const [type, props] of [
    ["aws:s3/bucketAcl:BucketAcl", { acl: UNKNOWN }],
    ["aws:s3/bucketAcl:BucketAcl", { accessControlPolicy: UNKNOWN }],
    ["aws:s3/bucketAcl:BucketAcl", { accessControlPolicy: { owner: { id: "a" }, grants: UNKNOWN } }],
    ["aws:s3/bucketAcl:BucketAcl", { accessControlPolicy: { owner: UNKNOWN, grants: [{ grantee: { id: "a" } }] } }],
    [
      "aws:s3/bucketAcl:BucketAcl",
      { accessControlPolicy: { owner: { id: UNKNOWN }, grants: [{ grantee: { id: UNKNOWN } }] } },
    ],
    ["aws:s3/bucketAcl:BucketAcl", grantee({ id: UNKNOWN })],
    ["aws:s3/bucketAcl:BucketAcl", grantee({ uri: UNKNOWN })],
    ["aws:s3/bucketAcl:BucketAcl", grantee({ email: UNKNOWN })],
    ["aws:s3/bucket:Bucket", { grants: UNKNOWN }],
    ["aws:s3/bucket:Bucket", { grants: [UNKNOWN] }],
    ["aws-native:s3:Bucket", { accessControl: UNKNOWN }],
    ["aws:ssm/document:Document", { permissions: { type: "Share", account_ids: UNKNOWN } }],
    ["aws:s3control/accessGrant:AccessGrant", { grantee: UNKNOWN }],
    ["aws:s3control/accessGrant:AccessGrant", { grantee: { granteeType: UNKNOWN, granteeIdentifier: "x" } }],
    ["aws:cloudwatch/eventPermission:EventPermission", { principal: "*", condition: UNKNOWN }],
    ["aws:cloudwatch/eventPermission:EventPermission", { principal: "*", condition: { key: UNKNOWN, value: "x" } }],
    ["aws:ec2/amiLaunchPermission:AmiLaunchPermission", { group: UNKNOWN }],
  ] as const)
    it(`${type} ${JSON.stringify(props)}: may let anybody in`, () =>
      assert.deepEqual(told(type, props), ["unknown-policy"]));

  it("with a condition that is not known yet is told as that", () => {
    const type = "aws:lambda/permission:Permission";
    assert.deepEqual(told(type, { principal: "events.amazonaws.com", sourceArn: UNKNOWN }), ["unknown-policy"]);
  });
});
