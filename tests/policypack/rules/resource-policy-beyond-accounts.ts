import { parsePolicy } from "../../../policypack/iam";
import type { Subject } from "../../../policypack/rules/rule";
import type { RuleCase, RuleCases } from "./ruleCases";

/** A bucket of the account 111111111111; 222222222222 and the organization o-declared1 are declared. */
function bucket(name: string, more: Partial<Subject>, ...statements: object[]): RuleCase {
  const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "resource");
  if (problems !== undefined) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  return { name, policies: [], kind: "resource", more: { ...more, resourcePolicy: { name: "policy", document } } };
}

const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" };

function open(name: string, Principal: unknown, Condition?: object, more: Partial<Subject> = {}): RuleCase {
  return bucket(name, more, { ...read, Principal, ...(Condition && { Condition }) });
}

function denied(name: string, deny: object, allow: object = {}): RuleCase {
  return bucket(
    name,
    {},
    { ...read, Principal: "*", ...allow },
    {
      Effect: "Deny",
      ...("NotPrincipal" in deny ? {} : { Principal: "*" }),
      Action: "s3:*",
      Resource: ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"],
      ...deny,
    },
  );
}

const everybody = { AWS: "*" };
const ours = "111111111111";
const declared = "arn:aws:iam::222222222222:root";
const foreign = "arn:aws:iam::333333333333:role/partner";
const equals = (key: string, value: unknown): object => ({ StringEquals: { [key]: value } });
const context = (account: string): object => ({
  ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${account}:*` },
});

export const cases: RuleCases = {
  fails: [
    open("everybody", "*"),
    open("everybody as an AWS principal", everybody),
    open("another account", { AWS: "333333333333" }),
    open("a role of another account beside one of ours", { AWS: [declared, foreign] }),
    open("a principal with a wildcard for the account", { AWS: "arn:aws:iam::*:root" }),
    open("a principal that exists no more", { AWS: "AROAEXAMPLEEXAMPLE" }),
    open("a canonical user", { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }),
    open("an identity provider of another account", { Federated: "arn:aws:iam::333333333333:saml-provider/idp" }),
    open("an identity provider without an account", { Federated: "cognito-identity.amazonaws.com" }),
    open("a service that is none", { Service: "*" }),
    bucket("everybody but one", {}, { ...read, NotPrincipal: { AWS: declared } }),
    open("everybody, from an account that is not declared", "*", equals("aws:PrincipalAccount", "333333333333")),
    open("everybody, from one of two accounts", "*", equals("aws:PrincipalAccount", [ours, "333333333333"])),
    open("everybody, where the key may be missing", "*", { StringEqualsIfExists: { "aws:PrincipalAccount": ours } }),
    open("everybody, where no value needs to be there", "*", {
      "ForAllValues:StringEquals": { "aws:PrincipalAccount": ours },
    }),
    open("everybody but one account", "*", { StringNotEquals: { "aws:PrincipalAccount": "333333333333" } }),
    open("everybody of any organization", "*", { StringLike: { "aws:PrincipalOrgID": "o-*" } }),
    open("everybody with a role of a name", "*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } }),
    open("an ARN whose star takes in the account", "*", {
      StringLike: { "aws:SourceArn": "arn:aws:*:111111111111:*" },
    }),
    open("an ARN whose star may take in parts before the account", "*", {
      StringLike: { "aws:SourceArn": "arn:aws:sns:*:111111111111:topic" },
    }),
    open("everybody who writes a log group of ours into the request", "*", context(ours)),
    open("another account that writes a log group of ours into the request", { AWS: foreign }, context(ours)),
    denied("a Deny of those who write no log group of ours into the request", {
      Condition: { ArnNotLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:*:${ours}:*` } },
    }),
    open("everybody from an address", "*", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    open("everybody through an endpoint", "*", equals("aws:SourceVpce", "vpce-1a2b3c4d")),
    open("everybody with a tag", "*", equals("aws:PrincipalTag/team", "ours")),
    open("everybody whose account is a variable", "*", equals("aws:PrincipalAccount", "${aws:ResourceAccount}")),
    open(
      "a service for an account that is not declared",
      { Service: "sns.amazonaws.com" },
      equals("aws:SourceAccount", "333333333333"),
    ),
    open(
      "a topic of another account",
      { Service: "sns.amazonaws.com" },
      {
        ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:333333333333:orders" },
      },
    ),
    open("another account, whatever its organization", { AWS: foreign }, equals("aws:PrincipalOrgID", "o-other12345")),
    denied("a Deny of other actions", {
      Action: "s3:PutObject",
      Condition: { StringNotEquals: { "aws:PrincipalAccount": ours } },
    }),
    denied("a Deny of another bucket", {
      Resource: "arn:aws:s3:::other/*",
      Condition: { StringNotEquals: { "aws:PrincipalAccount": ours } },
    }),
    denied("a Deny of one account alone", {
      Principal: { AWS: foreign },
      Condition: { StringNotEquals: { "aws:PrincipalAccount": ours } },
    }),
    denied("a Deny that also asks for something else", {
      Condition: { StringNotEquals: { "aws:PrincipalAccount": ours }, Bool: { "aws:SecureTransport": "false" } },
    }),
    denied("a Deny that leaves another account", {
      Condition: { StringNotEquals: { "aws:PrincipalAccount": "333333333333" } },
    }),
    denied("a Deny that a missing key escapes", {
      Condition: { "ForAnyValue:StringNotEquals": { "aws:PrincipalOrgPaths": "o-declared1/*" } },
    }),
    denied("a Deny of what goes without TLS", { Condition: { Bool: { "aws:SecureTransport": "false" } } }),
  ],
  passes: [
    open("a declared account that writes a log group into the request", { AWS: declared }, context("333333333333")),
    open("its own account", { AWS: `arn:aws:iam::${ours}:root` }),
    open("a declared account", { AWS: declared }),
    open("a session of its own account", { AWS: `arn:aws:sts::${ours}:assumed-role/app/i-1` }),
    open("an identity provider of its own account", { Federated: `arn:aws:iam::${ours}:saml-provider/idp` }),
    open("everybody of our account", "*", equals("aws:PrincipalAccount", ours)),
    open(
      "everybody of a declared account, by key in another case",
      "*",
      equals("AWS:principalaccount", "222222222222"),
    ),
    open("everybody of our organization", "*", equals("aws:PrincipalOrgID", "o-declared1")),
    open("everybody of a unit of our organization", "*", {
      "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-declared1/r-ab12/ou-ab12-*/*" },
    }),
    open("everybody with a role of ours", "*", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ours}:role/*` } }),
    open(
      "a member of our organization in another account",
      { AWS: foreign },
      equals("aws:PrincipalOrgID", "o-declared1"),
    ),
    open("a topic's default policy", everybody, equals("AWS:SourceOwner", ours)),
    open("everybody through a topic of ours", "*", { ArnEquals: { "aws:SourceArn": `arn:aws:sns:*:${ours}:orders` } }),
    open("a service for our account", { Service: "sns.amazonaws.com" }, equals("aws:SourceAccount", ours)),
    open(
      "a distribution of ours",
      { Service: "cloudfront.amazonaws.com" },
      equals("aws:SourceArn", `arn:aws:cloudfront::${ours}:distribution/E1`),
    ),
    open(
      "a service for our organization",
      { Service: "cloudtrail.amazonaws.com" },
      equals("aws:SourceOrgID", "o-declared1"),
    ),
    open("a key for log groups of ours", { Service: "logs.eu-west-1.amazonaws.com" }, context(ours)),
    open("everybody through an access point of ours", "*", equals("s3:DataAccessPointAccount", ours)),
    open("everybody who mounts a file system", everybody, {
      Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" },
    }),
    denied("everybody, without those of other accounts", {
      Condition: { StringNotEquals: { "aws:PrincipalAccount": [ours, "222222222222"] } },
    }),
    denied("everybody, without those of other organizations", {
      Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-declared1" } },
    }),
    denied("everybody, without all but one", { NotPrincipal: { AWS: declared } }),
    bucket("nothing but a Deny", {}, { ...read, Effect: "Deny", Principal: "*" }),
  ],
  advises: [
    open("a service, whichever account it acts for", { Service: "sns.amazonaws.com" }),
    open(
      "a service with a condition on something else",
      { Service: "s3.amazonaws.com" },
      { Bool: { "aws:SecureTransport": "true" } },
    ),
    open(
      "a bucket, whoever has it",
      { Service: "s3.amazonaws.com" },
      { ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } },
    ),
    open("everybody of an organization that is not declared", "*", equals("aws:PrincipalOrgID", "o-other12345")),
    open("services of AWS", "*", { Bool: { "aws:PrincipalIsAWSService": "true" } }),
    open("an identity of CloudFront", { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC" }),
    open("what passes through an endpoint", "*", undefined, { limitsOnly: true }),
    denied("everybody, without other organizations and whoever is no service", {
      Condition: {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-declared1" },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
    }),
  ],
};
