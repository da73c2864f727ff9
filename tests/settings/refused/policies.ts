import { role, shared, sharedPolicy, type Refused } from "../refused";

const document = (statement: Record<string, unknown>) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*", ...statement }],
});
const inline = (what: string, policy: unknown, problem: RegExp) =>
  role(what, { policies: { inline: { a: policy } } }, problem);
const preset = (what: string, entry: Record<string, unknown>, problem: RegExp) =>
  role(what, { policies: { presets: { web: entry } } }, problem);

const keyId = "01234567-89ab-cdef-0123-456789abcdef";

/** What sessions may do. */
export const refusedPolicies: readonly Refused[] = [
  role(
    "no policies",
    { policies: {} },
    /^roles\.deploy\.policies: found no policy, expected at least one under managed, shared, presets or inline/,
  ),
  role(
    "a misspelt managed policy",
    { policies: { managed: ["ReadOnlyAcess"] } },
    /^roles\.deploy\.policies\.managed\[0\]: found "ReadOnlyAcess", did you mean ReadOnlyAccess\? expected the ARN of a managed policy, or the name of one of AWS$/,
  ),
  role(
    "a managed policy that AWS has not",
    { policies: { managed: ["Zebra-1234567890"] } },
    /^roles\.deploy\.policies\.managed\[0\]: found "Zebra-1234567890", expected the ARN/,
  ),
  role(
    "a managed policy by name and by ARN",
    { policies: { managed: ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"] } },
    /^roles\.deploy\.policies\.managed\[1\]: found "arn:aws:iam::aws:policy\/ReadOnlyAccess", which is ReadOnlyAccess a second time/,
  ),
  role(
    "eleven managed policies",
    { policies: { managed: Array.from({ length: 11 }, (_, at) => `arn:aws:iam::aws:policy/P${at}`) } },
    /^roles\.deploy\.policies\.managed: found 11 managed policies in all, expected at most 10/,
  ),
  role(
    "eleven with the shared ones",
    {
      policies: {
        shared: ["shared"],
        managed: Array.from({ length: 10 }, (_, at) => `arn:aws:iam::aws:policy/P${at}`),
      },
    },
    /^roles\.deploy\.policies\.shared: found 11 managed policies in all, expected at most 10/,
  ),
  role(
    "another account's policy",
    { policies: { managed: ["arn:aws:iam::333333333333:policy/p"] } },
    /^roles\.deploy\.policies\.managed\[0\]: found .* of another account/,
  ),
  role(
    "another partition's policy",
    { policies: { managed: ["arn:aws-cn:iam::aws:policy/p"] } },
    /^roles\.deploy\.policies\.managed\[0\]: found .* of the partition aws-cn, expected aws/,
  ),
  role(
    "another account's boundary",
    { boundary: "arn:aws:iam::333333333333:policy/p" },
    /^roles\.deploy\.boundary: found .* of another account/,
  ),
  role(
    "a boundary by name",
    { boundary: "PowerUserAccess" },
    /^roles\.deploy\.boundary: found "PowerUserAccess", expected the ARN of a managed policy$/,
  ),
  role(
    "a misspelt shared policy",
    { policies: { shared: ["sharde"] } },
    /^roles\.deploy\.policies\.shared\[0\]: found "sharde", did you mean shared\? expected the name of a policy under policies: shared$/,
  ),
  role(
    "a shared policy twice",
    { policies: { shared: ["shared", "shared"] } },
    /^roles\.deploy\.policies\.shared\[1\]: found "shared", expected each once/,
  ),

  inline(
    "an unquoted version",
    { Version: "2012-10-17 00:00:00 +0000 UTC", Statement: [{ Effect: "Allow" }] },
    /inline\.a\.Version: found .* \(a date: YAML reads it as one when it is not quoted\), expected "2012-10-17", in quotes$/,
  ),
  inline("an id as a number", { ...document({}), Id: 1 }, /inline\.a\.Id: found 1 \(a number/),
  inline(
    "an unquoted date in a condition",
    document({ Condition: { DateLessThan: { "aws:CurrentTime": "2027-01-01 00:00:00 +0000 UTC" } } }),
    /inline\.a\.Statement\[0\]\.Condition\.DateLessThan\.aws:CurrentTime: found a date/,
  ),
  inline(
    "a policy without statements",
    { Version: "2012-10-17", Statement: [] },
    /inline\.a\.Statement: found \[\], expected at least one statement$/,
  ),
  inline(
    "an effect in small letters",
    document({ Effect: "allow" }),
    /inline\.a\.Statement\[0\]\.Effect: found "allow", expected Allow or Deny$/,
  ),
  inline(
    "a statement without a resource",
    document({ Resource: undefined }),
    /inline\.a\.Statement\[0\]\.Resource: missing/,
  ),
  inline("a misspelt element", document({ Conditions: {} }), /inline\.a\.Statement\[0\]\.Conditions: unknown/),
  inline(
    "an action without a service",
    document({ Action: "GetObject" }),
    /inline\.a\.Statement\[0\]\.Action: found "GetObject", expected service:action/,
  ),
  inline(
    "an action of a service by a pattern",
    document({ Action: ["s3:GetObject", "s*:Get*"] }),
    /inline\.a\.Statement\[0\]\.Action\[1\]: found "s\*:Get\*", expected one service before the colon/,
  ),
  inline(
    "no actions",
    document({ Action: [] }),
    /inline\.a\.Statement\[0\]\.Action: found \[\], expected at least one$/,
  ),
  inline(
    "a Sid with a blank",
    document({ Sid: "Find Artifacts" }),
    /inline\.a\.Statement\[0\]\.Sid: found "Find Artifacts", expected letters/,
  ),
  inline(
    "a resource by name",
    document({ Resource: ["arn:aws:s3:::a/*", "web-shop"] }),
    /inline\.a\.Statement\[0\]\.Resource\[1\]: found "web-shop", expected "\*" or an ARN of six parts/,
  ),
  inline(
    "a bucket in a region",
    document({ Resource: "arn:aws:s3:eu-west-1::shop" }),
    /inline\.a\.Statement\[0\]\.Resource: found .* expected no region/,
  ),
  inline(
    "a role in a region",
    document({ Action: "iam:GetRole", Resource: "arn:aws:iam:eu-west-1:111111111111:role/a" }),
    /inline\.a\.Statement\[0\]\.Resource: found .* expected no region/,
  ),
  inline(
    "a misspelt operator",
    document({ Condition: { StringEqual: { "s3:prefix": "a" } } }),
    /Condition\.StringEqual: found the operator "StringEqual", did you mean StringEquals\? expected one that IAM has/,
  ),
  inline(
    "a date that is none",
    document({ Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } }),
    /Condition\.DateLessThan\.aws:CurrentTime: found "soon", expected a date/,
  ),
  inline(
    "a character that IAM takes nowhere",
    document({ Resource: "arn:aws:s3:::店/*" }),
    /inline\.a\.Statement\[0\]\.Resource: found .* with the character U\+5E97/,
  ),
  inline(
    "a resource of another partition",
    document({ Resource: ["arn:aws:s3:::a/*", "arn:aws-cn:s3:::b/*"] }),
    /inline\.a\.Statement\[0\]\.Resource\[1\]: found "arn:aws-cn:s3:::b\/\*" of the partition aws-cn, expected aws/,
  ),
  inline(
    "all resources but one of another partition",
    document({ Resource: undefined, NotResource: "arn:aws-us-gov:s3:::b/*" }),
    /inline\.a\.Statement\[0\]\.NotResource: found "arn:aws-us-gov:s3:::b\/\*" of the partition aws-us-gov, expected aws/,
  ),
  inline(
    "policies too long",
    document({ Resource: `arn:aws:s3:::${"x".repeat(10_300)}` }),
    /^roles\.deploy\.policies\.inline: found 10\d\d\d characters in all, expected at most 10240/,
  ),
  role(
    "an inline policy's name with a space",
    { policies: { inline: { "a b": document({}) } } },
    /inline\.a b: found the name "a b", expected a name of 1 to 128/,
  ),
  role(
    "the revocation's own name",
    { revokeSessionsBefore: "2026-11-01", policies: { inline: { RevokeSessionsBefore: document({}) } } },
    /inline\.RevokeSessionsBefore: found the name that revokeSessionsBefore gives/,
  ),
  role(
    "the revocation's own name for a preset",
    { revokeSessionsBefore: "2026-11-01", policies: { presets: { RevokeSessionsBefore: { readService: "s3" } } } },
    /presets\.RevokeSessionsBefore: found the name that revokeSessionsBefore gives/,
  ),

  preset(
    "an empty preset",
    {},
    /^roles\.deploy\.policies\.presets\.web: found none, expected exactly one in each entry$/,
  ),
  preset(
    "two presets in one",
    { readService: "s3", readBuckets: { buckets: ["shop"] } },
    /^roles\.deploy\.policies\.presets\.web: found 2 presets, expected exactly one/,
  ),
  preset(
    "a misspelt preset",
    { readBucket: { buckets: ["shop"] } },
    /^roles\.deploy\.policies\.presets\.web\.readBucket: unknown key, did you mean readBuckets\?/,
  ),
  preset(
    "a service without a preset",
    { readService: "secretsmanager" },
    /presets\.web\.readService: found "secretsmanager", expected one of autoscaling, /,
  ),
  preset(
    "a prefix in letters that IAM takes in no policy",
    { readBuckets: { buckets: ["shop"], prefix: "łódź/" } },
    /^roles\.deploy\.policies\.presets\.web\.readBuckets\.prefix: found .* with the character U\+0142/,
  ),
  preset(
    "a prefix to deploy to in such letters",
    { deployToBuckets: { buckets: ["shop"], prefix: "łódź/" } },
    /^roles\.deploy\.policies\.presets\.web\.deployToBuckets\.prefix: found .* with the character U\+0142/,
  ),
  preset(
    "parameters' keys of another region",
    {
      readParameters: {
        paths: ["/shop"],
        keys: ["arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"],
      },
    },
    /readParameters\.keys\[0\]: found .*, expected a key in eu-west-1, where the parameters are$/,
  ),
  preset(
    "all buckets",
    { readBuckets: { buckets: ["*"] } },
    /presets\.web\.readBuckets\.buckets\[0\]: found "\*", expected the name of a bucket, without wildcards$/,
  ),
  preset(
    "no buckets",
    { readBuckets: { buckets: [] } },
    /presets\.web\.readBuckets\.buckets: found \[\], expected at least one bucket$/,
  ),
  preset(
    "a prefix without a slash",
    { readBuckets: { buckets: ["shop"], prefix: "releases" } },
    /presets\.web\.readBuckets\.prefix: found "releases", expected a prefix of keys that ends with a slash/,
  ),
  preset(
    "a pattern of buckets to deploy to",
    { deployToBuckets: { buckets: ["shop-?"] } },
    /presets\.web\.deployToBuckets\.buckets\[0\]: found "shop-\?"/,
  ),
  preset(
    "a wildcard prefix",
    { deployToBuckets: { buckets: ["shop"], prefix: "*/" } },
    /presets\.web\.deployToBuckets\.prefix: found "\*\/"/,
  ),
  preset(
    "deletion as text",
    { deployToBuckets: { buckets: ["shop"], delete: "no" } },
    /presets\.web\.deployToBuckets\.delete: found "no", expected true or false$/,
  ),
  preset(
    "a key by its alias",
    { readBuckets: { buckets: ["shop"], keys: ["alias/shop"] } },
    /presets\.web\.readBuckets\.keys\[0\]: found "alias\/shop", expected the ARN of a key, such as/,
  ),
  preset(
    "all keys",
    { deployToBuckets: { buckets: ["shop"], keys: ["arn:aws:kms:eu-west-1:111111111111:key/*"] } },
    /presets\.web\.deployToBuckets\.keys\[0\]: found .*, expected the ARN of a key/,
  ),
  preset(
    "no keys",
    { readParameters: { paths: ["/shop"], keys: [] } },
    /presets\.web\.readParameters\.keys: found \[\], expected at least one key; leave it out/,
  ),
  preset(
    "a key of another partition",
    { readBuckets: { buckets: ["shop"], keys: [`arn:aws-cn:kms:cn-north-1:111111111111:key/${keyId}`] } },
    /presets\.web\.readBuckets\.keys\[0\]: found .*, expected a key of the partition aws, where/,
  ),
  preset(
    "a key of parameters in another region",
    { readParameters: { paths: ["/shop"], keys: [`arn:aws:kms:us-east-1:111111111111:key/${keyId}`] } },
    /presets\.web\.readParameters\.keys\[0\]: found .*, expected a key in eu-west-1, where the parameters are$/,
  ),
  preset(
    "all parameters",
    { readParameters: { paths: ["/"] } },
    /presets\.web\.readParameters\.paths\[0\]: found "\/", expected the path of parameters/,
  ),
  preset(
    "all repositories",
    { pushImages: { repositories: ["*"] } },
    /presets\.web\.pushImages\.repositories\[0\]: found "\*"/,
  ),
  preset(
    "a distribution's domain",
    { invalidateDistributions: { ids: ["d1.cloudfront.net"] } },
    /presets\.web\.invalidateDistributions\.ids\[0\]: found "d1\.cloudfront\.net"/,
  ),
  role(
    "a preset and an inline policy of one name",
    { policies: { inline: { web: document({}) }, presets: { web: { readService: "s3" } } } },
    /^roles\.deploy\.policies\.presets\.web: found a name that inline has too, expected another name$/,
  ),

  shared(
    "a shared policy without a document",
    { document: undefined },
    /^policies\.shared\.document: missing, expected an object with keys out of Version, Id, Statement$/,
  ),
  shared(
    "an unquoted version of a shared policy",
    { document: { ...(sharedPolicy()["document"] as object), Version: 20121017 } },
    /^policies\.shared\.document\.Version: found 20121017/,
  ),
  shared(
    "an id of a shared policy",
    { document: { ...(sharedPolicy()["document"] as object), Id: [] } },
    /^policies\.shared\.document\.Id: found \[\], expected text/,
  ),
  shared(
    "statements that are none",
    { document: { Version: "2012-10-17", Statement: ["x"] } },
    /^policies\.shared\.document\.Statement\[0\]: found "x", expected a statement$/,
  ),
  shared(
    "an effect of a shared policy",
    { document: document({ Effect: "Permit" }) },
    /^policies\.shared\.document\.Statement\[0\]\.Effect: found "Permit", expected Allow or Deny$/,
  ),
  shared(
    "a shared policy that IAM would not take",
    { document: document({ Action: "s3" }) },
    /^policies\.shared\.document\.Statement\[0\]\.Action: found "s3", expected service:action/,
  ),
  shared(
    "a shared policy too long",
    { document: document({ Resource: `arn:aws:s3:::${"x".repeat(6_100)}` }) },
    /^policies\.shared\.document: found 6\d\d\d characters, expected at most 6144/,
  ),
  shared("a path of a shared policy", { path: "teams/" }, /^policies\.shared\.path: found "teams\/", expected a path/),
  shared(
    "a shared policy at AWS's own path",
    { path: "/aws-service-role/x/" },
    /^policies\.shared\.path: found "\/aws-service-role\/x\/", which AWS keeps/,
  ),
  shared(
    "a shared policy without a description",
    { description: "" },
    /^policies\.shared\.description: found "", expected a description/,
  ),
  shared(
    "tags of a shared policy",
    { tags: ["a"] },
    /^policies\.shared\.tags: found \["a"\], expected tags by their keys$/,
  ),
];
