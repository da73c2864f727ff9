/**
 * Policy documents that IAM refuses, and odd ones that it takes. Three places have to agree on them: the settings,
 * `cross-account check`, and the emulator.
 */

/** An identity policy, and where IAM refuses it. */
export interface RefusedDocument {
  readonly what: string;
  readonly document: unknown;
  /** The path of what is refused. */
  readonly path: string;
}

/** An identity policy that IAM takes. */
export interface TakenDocument {
  readonly what: string;
  readonly document: unknown;
  /** Why the settings want it otherwise; undefined when they take it too. */
  readonly notInSettings?: string;
}

type Json = Record<string, unknown>;

/** A statement that is right, to be varied; `undefined` takes an element out. */
function statement(changes: Json = {}): Json {
  const made: Json = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*", ...changes };
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
}

const document = (...statements: unknown[]): Json => ({ Version: "2012-10-17", Statement: statements });
const at = (path: string): string => `Statement[0].${path}`;
const refused = (what: string, changes: Json, path: string): RefusedDocument => ({
  what,
  document: document(statement(changes)),
  path: at(path),
});
const taken = (what: string, changes: Json): TakenDocument => ({ what, document: document(statement(changes)) });
const resource = (what: string, text: string): RefusedDocument => refused(what, { Resource: text }, "Resource");
const condition = (what: string, operator: string, keys: unknown, path = ""): RefusedDocument =>
  refused(what, { Condition: { [operator]: keys } }, `Condition.${operator}${path}`);
const date = (value: unknown): RefusedDocument =>
  condition(`the date ${JSON.stringify(value)}`, "DateLessThan", { "aws:CurrentTime": value }, ".aws:CurrentTime");

export const refusedDocuments: readonly RefusedDocument[] = [
  // The document.
  { what: "an unknown version", document: { ...document(statement()), Version: "2013-10-17" }, path: "Version" },
  { what: "a version as a number", document: { ...document(statement()), Version: 20121017 }, path: "Version" },
  { what: "an unknown element", document: { ...document(statement()), Conditions: {} }, path: "Conditions" },
  { what: "an element in small letters", document: { ...document(statement()), id: "a" }, path: "id" },
  { what: "an id that is a list", document: { ...document(statement()), Id: ["a"] }, path: "Id" },
  { what: "no statement", document: { Version: "2012-10-17" }, path: "Statement" },
  { what: "an empty list of statements", document: document(), path: "Statement" },
  { what: "a statement as text", document: document("Allow"), path: "Statement[0]" },
  { what: "a statement that is null", document: document(null), path: "Statement[0]" },
  { what: "a list as a statement", document: document([statement()]), path: "Statement[0]" },
  { what: "an empty statement", document: document({}), path: "Statement[0].Effect" },
  // Characters.
  refused(
    "a euro sign in a value",
    { Condition: { StringEquals: { "aws:PrincipalTag/price": "5 €" } } },
    "Condition.StringEquals.aws:PrincipalTag/price",
  ),
  refused(
    "a Cyrillic letter in a condition key",
    { Condition: { StringEquals: { "aws:PrincipalTag/отдел": "a" } } },
    "Condition.StringEquals.aws:PrincipalTag/отдел",
  ),
  resource("a Japanese letter in a resource", "arn:aws:s3:::shop/店/*"),
  resource("an emoji in a resource", "arn:aws:s3:::shop/😀/*"),
  resource("a control character in a resource", "arn:aws:s3:::shop/\u0001/*"),
  resource("a zero-width space in a resource", "arn:aws:s3:::sh\u200bop/*"),
  resource("a line separator in a resource", "arn:aws:s3:::shop/\u2028*"),
  resource("a character just beyond the last one", "arn:aws:s3:::shop/\u0100*"),
  {
    what: "an id with a dash that is none of Latin-1",
    document: { ...document(statement()), Id: "a – b" },
    path: "Id",
  },
  // Sid.
  refused("a Sid with a blank", { Sid: "Find Artifacts" }, "Sid"),
  refused("a Sid with a hyphen", { Sid: "find-artifacts" }, "Sid"),
  refused("a Sid with an underscore", { Sid: "find_artifacts" }, "Sid"),
  refused("a Sid with a dot", { Sid: "v1.2" }, "Sid"),
  refused("a Sid with an umlaut", { Sid: "Müller" }, "Sid"),
  refused("a Sid that is a number", { Sid: 1 }, "Sid"),
  {
    what: "a Sid twice",
    document: document(statement({ Sid: "a" }), statement({ Sid: "a" })),
    path: "Statement[1].Sid",
  },
  // Effect.
  refused("no effect", { Effect: undefined }, "Effect"),
  refused("an effect in small letters", { Effect: "allow" }, "Effect"),
  refused("an unknown effect", { Effect: "Permit" }, "Effect"),
  // Elements of a statement.
  refused("an unknown element of a statement", { Conditions: {} }, "Conditions"),
  refused("a principal", { Principal: "*" }, "Principal"),
  refused("a principal by account", { Principal: { AWS: "222222222222" } }, "Principal"),
  refused("all principals but one", { NotPrincipal: { AWS: "arn:aws:iam::222222222222:root" } }, "NotPrincipal"),
  refused("both Action and NotAction", { NotAction: "s3:PutObject" }, "NotAction"),
  refused("both Resource and NotResource", { NotResource: "*" }, "NotResource"),
  // Actions.
  refused("no action", { Action: undefined }, "Action"),
  refused("an empty list of actions", { Action: [] }, "Action"),
  refused("an empty list of actions that are not meant", { Action: undefined, NotAction: [] }, "NotAction"),
  refused("an action without a service", { Action: "GetObject" }, "Action"),
  refused("an empty action", { Action: "" }, "Action"),
  refused("an action without a service among others", { Action: ["s3:GetObject", "PutObject"] }, "Action[1]"),
  refused("an action with two colons", { Action: "ec2:ec2:CreateTags" }, "Action"),
  refused("a blank in the service of an action", { Action: "s 3:GetObject" }, "Action"),
  refused("a star in the service of an action", { Action: "s3*:GetObject" }, "Action"),
  refused("a question mark in the service of an action", { Action: "s?:GetObject" }, "Action"),
  refused("a star in the service of an action among others", { Action: ["s3:GetObject", "*s:List*"] }, "Action[1]"),
  refused("an underscore in the service of an action", { Action: undefined, NotAction: "my_service:Get" }, "NotAction"),
  refused("an action as an object", { Action: { a: "s3:GetObject" } }, "Action"),
  refused("a list in a list of actions", { Action: [["s3:GetObject"]] }, "Action[0]"),
  refused("an action that is null", { Action: null }, "Action"),
  // Resources.
  refused("no resource", { Resource: undefined }, "Resource"),
  refused("an empty list of resources", { Resource: [] }, "Resource"),
  refused("an empty list of resources that are not meant", { Resource: undefined, NotResource: [] }, "NotResource"),
  resource("a resource by name", "web-shop-artifacts"),
  resource("an empty resource", ""),
  resource("a resource with a star at its end", "shop/*"),
  resource("an address of S3", "s3://shop/*"),
  refused("a resource by name among others", { Resource: ["arn:aws:s3:::shop", "shop"] }, "Resource[1]"),
  refused("all resources but one by name", { Resource: undefined, NotResource: "shop" }, "NotResource"),
  resource("an ARN without its beginning", "aws:s3:::shop"),
  resource("an ARN that does not begin with arn", "urn:aws:s3:::shop"),
  resource("an ARN of four parts", "arn:aws:s3"),
  resource("an ARN with a colon too few", "arn:aws:s3::shop"),
  resource("an ARN of an unknown partition", "arn:amazon:s3:::shop"),
  resource("an ARN of a part of a partition", "arn:aws*:s3:::shop"),
  resource("an ARN without a partition", "arn::s3:::shop"),
  resource("an ARN without a service", "arn:aws::::shop"),
  resource("an ARN of all services", "arn:aws:*:eu-west-1:111111111111:*"),
  resource("an ARN of services that begin with s", "arn:aws:s*:::shop"),
  resource("an ARN of services with a question mark", "arn:aws:s?:::shop"),
  resource("an ARN with a variable for its service", "arn:aws:${aws:PrincipalTag/service}:::shop"),
  resource("a role in a region", "arn:aws:iam:eu-west-1:111111111111:role/deploy"),
  resource("a role in all regions", "arn:aws:iam:*:111111111111:role/deploy"),
  resource("a role without its kind", "arn:aws:iam::111111111111:deploy"),
  resource("a role without a slash", "arn:aws:iam::111111111111:role"),
  resource("kinds of IAM by a pattern", "arn:aws:iam::111111111111:r*"),
  resource("a bucket in a region", "arn:aws:s3:eu-west-1::shop"),
  resource("a bucket in a region of an account", "arn:aws:s3:eu-west-1:111111111111:shop/*"),
  resource("a bucket in all regions", "arn:aws:s3:*::shop"),
  refused("a resource as an object", { Resource: { a: "*" } }, "Resource"),
  refused("a resource that is a number", { Resource: 7 }, "Resource"),
  // Conditions.
  refused("conditions as a list", { Condition: [{ Bool: { "aws:SecureTransport": "true" } }] }, "Condition"),
  refused("conditions as text", { Condition: "true" }, "Condition"),
  condition("a misspelt operator", "StringEqual", { "s3:prefix": "a" }),
  condition("an operator in small letters", "stringequals", { "s3:prefix": "a" }),
  condition("an operator with a second colon", "ForAnyValue::StringEquals", { "aws:TagKeys": "a" }),
  condition("an unknown quantifier", "ForSomeValue:StringEquals", { "aws:TagKeys": "a" }),
  condition("a suffix before its operator", "IfExistsStringEquals", { "s3:prefix": "a" }),
  condition("Null with a suffix", "NullIfExists", { "s3:prefix": "true" }),
  condition("an operator of another product", "StringRegex", { "s3:prefix": "a" }),
  condition("an operator without keys", "StringEquals", "a"),
  condition("an operator with a list of keys", "StringEquals", []),
  condition("an object as a value", "StringEquals", { "s3:prefix": {} }, ".s3:prefix"),
  condition("null as a value", "StringEquals", { "s3:prefix": null }, ".s3:prefix"),
  condition("null among values", "StringEquals", { "s3:prefix": ["a", null] }, ".s3:prefix[1]"),
  condition("a list among values", "StringEquals", { "s3:prefix": [["a"]] }, ".s3:prefix[0]"),
  date("soon"),
  date("2027-13"),
  date("2027-02-32"),
  date("2027-05-01T25:00:00Z"),
  date("2027-05-01T10:00:00+1"),
  date("01.05.2027"),
  date("9223372036854775808"),
];

export const takenDocuments: readonly TakenDocument[] = [
  {
    what: "one statement that is in no list",
    document: { Version: "2012-10-17", Statement: statement() },
    notInSettings: "they want a list",
  },
  {
    what: "the old version",
    document: { ...document(statement()), Version: "2008-10-17" },
    notInSettings: "they want the current version",
  },
  { what: "no version", document: { Statement: [statement()] }, notInSettings: "they want the version" },
  {
    what: "a variable in the old version, where it is plain text",
    document: { Version: "2008-10-17", Statement: [statement({ Resource: "arn:aws:s3:::shop/${aws:username}/*" })] },
    notInSettings: "they want the current version",
  },
  { what: "an id of any characters", document: { ...document(statement()), Id: "a-b_c d/é" } },
  { what: "an empty Sid twice", document: document(statement({ Sid: "" }), statement({ Sid: "" })) },
  { what: "Sids that differ in case", document: document(statement({ Sid: "a" }), statement({ Sid: "A" })) },
  taken("a Sid of digits", { Sid: "1" }),
  taken("a long Sid", { Sid: "a".repeat(100) }),
  taken("the last character of Latin-1", { Resource: "arn:aws:s3:::shop/ÿ/*" }),
  taken("a tab and a line break in a value", { Condition: { StringEquals: { "s3:prefix": "a\tb\nc\r" } } }),
  taken("an action as a list of one", { Action: ["s3:GetObject"] }),
  taken("an action twice", { Action: ["s3:GetObject", "s3:GetObject"] }),
  taken("an action in small letters", { Action: "s3:getobject" }),
  taken("a service in capitals", { Action: "S3:GetObject" }),
  taken("an action of no service", { Action: "shop-1.x:Buy" }),
  taken("an action that does not exist", { Action: "s3:GetObjekt" }),
  taken("an action with blanks", { Action: "iam: Get User " }),
  taken("an action with a hyphen", { Action: "service-prefix:action-name" }),
  taken("an action with stars and question marks", { Action: "s3:G?t*Obj*" }),
  taken("all actions of all services in two parts", { Effect: "Deny", Action: "*:*" }),
  taken("all actions but one", { Effect: "Deny", Action: undefined, NotAction: "s3:GetObject" }),
  taken("a resource as a list of one", { Resource: ["arn:aws:s3:::shop/*"] }),
  taken("a star beside an ARN", { Effect: "Deny", Resource: ["arn:aws:s3:::shop/*", "*"] }),
  taken("a resource twice", { Resource: ["arn:aws:s3:::shop/*", "arn:aws:s3:::shop/*"] }),
  taken("all resources but one", { Effect: "Deny", Resource: undefined, NotResource: "arn:aws:s3:::shop/*" }),
  taken("no resource but all", { Resource: undefined, NotResource: "*" }),
  taken("all partitions", { Resource: "arn:*:s3:::shop/*" }),
  taken("a resource of another service than the action", { Resource: "arn:aws:sqs:eu-west-1:111111111111:shop" }),
  taken("a resource of no service", { Resource: "arn:aws:invalid-service:eu-west-1::thing" }),
  taken("a region and an account with wildcards", {
    Action: "ec2:StartInstances",
    Resource: "arn:aws:ec2:eu-*:1111?1111111:instance/i-0123456789abcdef0",
  }),
  taken("more colons than six parts need", {
    Action: "logs:GetLogEvents",
    Resource: "arn:aws:logs:eu-west-1:111111111111:log-group:shop:log-stream:a:b",
  }),
  taken("a bucket of an account", { Resource: "arn:aws:s3::111111111111:shop/*" }),
  taken("an access point in a region", { Resource: "arn:aws:s3:eu-west-1:111111111111:accesspoint/shop/object/*" }),
  taken("a job of S3", { Action: "s3:DescribeJob", Resource: "arn:aws:s3:eu-west-1:111111111111:job/0123" }),
  taken("access points of all regions", { Resource: "arn:aws:s3:*:*:accesspoint/shop-*" }),
  taken("a bucket by a pattern", { Resource: "arn:aws:s3:::shop-?-*/releases/*" }),
  taken("a variable in a resource", { Resource: "arn:aws:s3:::shop/${aws:username}/*" }),
  taken("a variable with a colon in place of the account", {
    Action: "iam:GetRole",
    Resource: "arn:aws:iam::${aws:PrincipalAccount}:role/shop",
  }),
  taken("a variable for a star", { Resource: "arn:aws:s3:::shop/${*}" }),
  taken("a variable that has a default", { Resource: "arn:aws:s3:::shop/${aws:PrincipalTag/team, 'none'}/*" }),
  taken("everything of an account in IAM", { Effect: "Deny", Action: "iam:*", Resource: "arn:aws:iam::*:*" }),
  taken("the root of an account", { Action: "iam:GetAccountSummary", Resource: "arn:aws:iam::111111111111:root" }),
  taken("a role without an account", { Action: "iam:GetRole", Resource: "arn:aws:iam:::role/shop" }),
  taken("empty conditions", { Condition: {} }),
  taken("an operator without any key", { Condition: { StringEquals: {} } }),
  taken("an unknown operator without any key", { Condition: { Whatever: {} } }),
  taken("a key without values", { Condition: { StringEquals: { "s3:prefix": [] } } }),
  taken("an empty value", { Condition: { StringLike: { "s3:prefix": ["", "home/"] } } }),
  taken("a boolean as a value", { Condition: { Bool: { "aws:SecureTransport": true } } }),
  taken("a number as a value", { Condition: { NumericLessThan: { "s3:max-keys": 10 } } }),
  taken("numbers as values", { Condition: { NumericEquals: { "s3:max-keys": [10, "20"] } } }),
  taken("a condition key of no service", { Condition: { StringEquals: { a: "b" } } }),
  taken("a quantifier and a suffix", { Condition: { "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "a" } } }),
  taken("an operator for ARNs", { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a*" } } }),
  taken("an operator for bytes", { Condition: { BinaryEquals: { "shop:key": "QUJD" } } }),
  taken("a day as a date", { Condition: { DateLessThan: { "aws:CurrentTime": "2027-05-01" } } }),
  taken("seconds as a date", { Condition: { DateLessThan: { "aws:EpochTime": "1798761600" } } }),
  taken("a date with fractions and a zone", {
    Condition: { DateLessThan: { "aws:CurrentTime": "2026-12-13T21:20:37.593194+00:00" } },
  }),
  taken("a date with a zone of hours", {
    Condition: { DateLessThan: { "aws:CurrentTime": "2026-12-13t2:00:00.593194+23" } },
  }),
  taken("a date far in the past", { Condition: { DateGreaterThan: { "aws:CurrentTime": "-292275054" } } }),
  taken("a network by its address", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.7" } } }),
];
