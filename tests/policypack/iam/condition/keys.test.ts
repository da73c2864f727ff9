import assert from "node:assert/strict";
import {
  ALWAYS_PRESENT,
  isMfaAgeKey,
  isMfaKey,
  keyKind,
  type KeyKind,
} from "../../../../policypack/iam/condition/keys";
import { fits, hasFreeValues, hasOneValue, typeOfKey } from "../../../../policypack/iam/condition/keyTypes";

describe("what a condition key is about", () => {
  const rows: Readonly<Record<KeyKind, string>> = {
    session: `aws:CurrentTime aws:multifactorauthpresent aws:SourceIp AWS:PRINCIPALTAG/x saml:sub ec2:Region
      token.actions.githubusercontent.com:sub cognito-identity.amazonaws.com:aud accounts.google.com:sub
      graph.facebook.com:id www.amazon.com:user_id aws:calledvia ssm:sourceinstancearn`,
    object: `aws:ResourceTag/x s3:ExistingObjectTag/x s3:BucketTag/x s3:accesspointtag/x kms:EncryptionContext:x
      s3express:accesspointtag/x s3express:buckettag/x s3-outposts:existingobjecttag/x s3tables:tablebuckettag/x
      s3vectors:vectorbuckettag/x datapipeline:tag/x iam:PassedToService iam:ResourceTag/x ssm:resourceTag/x rds:db-tag/x
      rds:cluster-pg-tag/x dms:rep-tag/x ec2:CreateAction secretsmanager:taggingaction s3:prefix
      iot:thinggrouparn`,
    free: `aws:TagKeys aws:RequestTag/x s3:RequestObjectTag/x s3:x-amz-acl s3:object-lock-mode rds:req-tag/x dms:req-tag/x
      ec2:RequestTag/x s3-outposts:requestobjecttag/x imagebuilder:createdresourcetag/x ec2:InstanceType
      secretsmanager:type aws:referer`,
    unlisted: `aws:Unheard x aws:principaltags/x xaws:principaltag/x ec2:resourcetags/x xx:yy:resourcetag/x rds:db-tags/x
      xrds:db-tag/x rds:-tag/x rds:db1-tag/x ecs:db-tag/x ec2:createactions ec2:createaction/x a:b:createaction
      ec2:requesttags/x a:b:requesttag/x iam:passedtoservices :resourcetag/x`,
  };
  for (const [kind, keys] of Object.entries(rows))
    for (const key of keys.split(/\s+/)) it(`${key}: ${kind}`, () => assert.equal(keyKind(key), kind));

  it("may be multi-factor authentication", () => {
    const keys = ["AWS:MultiFactorAuthPresent", "aws:multifactorauthage", "aws:MultiFactorAuthAges", "mfa"];
    assert.deepEqual(keys.map(isMfaKey), [true, true, false, false]);
    assert.deepEqual(keys.map(isMfaAgeKey), [false, true, false, false]);
  });

  it("is there in every signed request", () => {
    assert.deepEqual([...ALWAYS_PRESENT].sort(), [
      "aws:currenttime",
      "aws:epochtime",
      "aws:principalaccount",
      "aws:principalarn",
      "aws:principaltype",
      "aws:securetransport",
      "aws:userid",
    ]);
  });
});

describe("the values of a condition key", () => {
  const rows: [key: string, type: string | undefined, several?: boolean][] = [
    ["aws:sourceaccount", "text", false],
    ["aws:principalarn", "arn", false],
    ["aws:multifactorauthpresent", "bool", false],
    ["aws:multifactorauthage", "numeric", false],
    ["aws:tokenissuetime", "date", false],
    ["aws:currenttime", "moment", false],
    ["aws:sourceip", "ip", false],
    ["aws:tagkeys", "text", true],
    ["aws:calledvia", "text", true],
    ["aws:vpceorgpaths", "text", true],
    ["aws:resourcetag/team", "text", false],
    ["aws:principaltag/a/b", "text", false],
    ["aws:resourcetag", undefined],
    ["aws:unheard", undefined],
    ["unheard/x", undefined],
    ["", undefined],
    ["dynamodb:leadingkeys", "text", true],
    ["s3:prefix", "text", false],
    ["iam:policyarn", "arn", false],
    ["ram:resourcearn", "arn", false],
    ["kms:resourcealiases", "text", true],
    ["kms:grantisforawsresource", "bool", false],
    ["s3:max-keys", "numeric", false],
  ];
  for (const [key, type, several] of rows)
    it(`${key || "none"}: ${several ? "several, " : ""}${type}`, () => {
      assert.deepEqual(typeOfKey(key), type === undefined ? undefined : { type, several });
      assert.equal(hasOneValue(key), several === false);
    });

  it("say different things where there are several, unless they are of one resource", () => {
    const free = [
      "aws:tagkeys",
      "dynamodb:leadingkeys",
      "ram:resourcearn",
      "kms:resourcealiases",
      "s3:prefix",
      "aws:unheard",
    ];
    assert.deepEqual(free.map(hasFreeValues), [true, true, true, false, false, false]);
  });

  it("fit operators of their type", () => {
    const fitting = (key: string): string =>
      (["string", "stringIgnoreCase", "like", "arn", "bool", "ip", "numeric", "date", "null", "binary"] as const)
        .filter((comparison) => fits(comparison, key))
        .join(" ");
    assert.equal(fitting("aws:sourceaccount"), "string stringIgnoreCase like");
    assert.equal(fitting("aws:principalarn"), "string stringIgnoreCase like arn");
    assert.equal(fitting("aws:securetransport"), "string stringIgnoreCase like bool");
    assert.equal(fitting("aws:sourceip"), "string stringIgnoreCase like ip");
    assert.equal(fitting("aws:multifactorauthage"), "string stringIgnoreCase like numeric");
    assert.equal(fitting("aws:tokenissuetime"), "string stringIgnoreCase like date");
    assert.equal(fitting("aws:epochtime"), "string stringIgnoreCase like numeric date");
    assert.equal(fitting("aws:tagkeys"), "");
    assert.equal(fitting("aws:unheard"), "");
  });
});
