/** What people write who know AWS, YAML and Pulumi, and mean something else than what stands there. */
import { otherOptions } from "../../../cli/assume/otherOptions";
import type { Json } from "./edits";

/** Values in a form of another tool, with a slip, or of another kind than they look. */
export const slips: readonly Json[] = [
  // Ids that YAML reads as numbers, or that were copied with something around them.
  222222222222,
  12345678901,
  2.22222222222e11,
  "2222-2222-2222",
  " 222222222222",
  "222222222222 ",
  "222_222_222_222",
  "arn:aws:iam::222222222222:root",
  // ARNs of another partition, region, service or form.
  "arn:aws-us-gov:iam::222222222222:user/alice",
  "arn:aws-cn:iam::222222222222:role/ci",
  "arn:aws:iam:eu-west-1:222222222222:role/ci",
  "arn:aws:sts::222222222222:assumed-role/ci/session",
  "arn:aws:iam::222222222222:group/deployers",
  "ARN:aws:iam::222222222222:user/alice",
  "arn:aws:s3:eu-west-1:222222222222:shop",
  // Names with blanks, paths or another kind before them.
  "web shop",
  " alice",
  "alice ",
  "team-a/alice",
  "user/ alice",
  "User/alice",
  "group/deployers",
  "alice@example.com",
  "web-shop",
  // Dates and durations as people write them.
  "2026-13-01",
  "2026-02-29",
  "2027-5-1",
  "01.05.2027",
  "05/01/2027",
  "2027-05-01T10:00",
  "2027-05-01T10:00:00+02:00",
  "tomorrow",
  1798761600,
  "1hour",
  "1 hour",
  "60",
  "1H",
  "1d",
  "PT1H",
  "1h 30m",
  3600,
  // Words that are nearly right, or right in another case.
  "DENY",
  "Required",
  "yes",
  "no",
  "StringEqual",
  "stringequals",
  "Find Artifacts",
  "s3:GetObjekt",
  "S3:getobject",
  "GetObject",
  "sts:assumerole",
  "readbuckets",
  "ReadOnlyAcess",
  // A document as text, and objects where a text belongs.
  '{"Version":"2012-10-17","Statement":[]}',
  { Ref: "AWS::AccountId" },
  { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" },
  "${aws_iam_role.deploy.arn}",
  "${data.aws_caller_identity.current.account_id}",
  { secure: "AAABAK+w" },
];

/** Keys as other tools have them, and ours in another form. */
export const slippedKeys: readonly string[] = [
  "Trusts",
  "trust",
  "Principal",
  "principal",
  "AssumeRolePolicyDocument",
  "assume_role_policy",
  "max_session_duration",
  "MaxSessionDuration",
  "managedPolicyArns",
  "managed_policies",
  "conditions",
  "Condition",
  "statement",
  "effect",
  "externalId",
  "account_id",
  "accountId",
  "roles ",
  "# roles",
  "cross-acount-access:roles",
];

/** Scalars of a text that YAML, Go's reader and people read differently. */
export const slippedScalars: readonly string[] = [
  "1hour",
  "2026-13-01",
  "2027-05-01 # until the audit",
  "222222222222 # people",
  "0222222222222",
  "222_222_222_222",
  "2.22222222222e11",
  "!!int 222222222222",
  "Yes",
  "OFF",
  "alice, bob",
  "[alice bob]",
  "user/*",
  "*",
  "\tx",
  "a: b",
];

/** Lines that are a comment, a tab, or a key that is there already. */
export const slippedLines: readonly string[] = [
  "\troles: {}",
  "    \tdeploy: {}",
  "#  cross-account-access:roles: {}",
  "  cross-account-access:roles: {}",
  "  cross-account-access:grants: {}",
  "  aws:region: eu-west-1",
  "  cross-account-access: { roles: {} }",
  "cross-account-access:roles: {}",
];

/** Options that other tools have. */
export const slippedOptions: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(otherOptions).map((name) => [name, ["alice", "3600", "arn:aws:iam::111111111111:role/deploy", "json"]]),
);
