import { grant, group, role, trust, type Refused } from "../refused";

const inline = (document: unknown) => ({ policies: { inline: { a: document } } });
const statement = (changes: object) =>
  inline({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*", ...changes }],
  });

/** What people type who know AWS, YAML and other tools. */
export const refusedSlips: readonly Refused[] = [
  trust(
    "an id with hyphens",
    { account: "2222-2222-2222" },
    /\.account: found "2222-2222-2222", expected an account id/,
  ),
  trust("an id with a blank after it", { account: "222222222222 " }, /\.account: found "222222222222 ", expected/),
  trust("an account's ARN", { account: "arn:aws:iam::222222222222:root" }, /\.account: found "arn:\S+", expected/),
  trust(
    "a user's ARN as principal",
    { principals: ["arn:aws:iam::222222222222:user/alice"] },
    /principals\[0\]: found .*did you mean user\/alice/,
  ),
  trust("a user's name as principal", { principals: ["alice"] }, /principals\[0\]: found .*did you mean user\/alice/),
  trust("a group as principal", { principals: ["group/ops"] }, /principals\[0\]: found "group\/ops".*group/),
  trust(
    "a kind in capitals",
    { principals: ["User/alice"] },
    /principals\[0\]: found "User\/alice", expected user\/<name>/,
  ),
  trust("principals as text", { principals: "user/alice" }, /principals: found "user\/alice", expected/),
  role("an age in words", { mfa: { maxAge: "1hour" } }, /mfa\.maxAge: found "1hour", expected a duration/),
  role("a session in days", { session: { maxDuration: "1d" } }, /maxDuration: found "1d", expected a duration/),
  role("a session in ISO 8601", { session: { maxDuration: "PT1H" } }, /maxDuration: found "PT1H", expected a duration/),
  role("a month that is none", { window: { until: "2026-13-01" } }, /until: found "2026-13-01", expected a day/),
  role("a day without its zero", { window: { until: "2027-5-1" } }, /until: found "2027-5-1", expected a day/),
  role("a day in another order", { window: { until: "01.05.2027" } }, /until: found "01\.05\.2027", expected a day/),
  role("seconds since 1970", { window: { until: 1798761600 } }, /until: found 1798761600 \(a number/),
  role("Terraform's key", { max_session_duration: 3600 }, /max_session_duration: unknown key/),
  role("CloudFormation's key", { AssumeRolePolicyDocument: {} }, /AssumeRolePolicyDocument: unknown key/),
  role("a key in capitals", { Description: "x" }, /Description: unknown key, did you mean description\?/),
  role("a document as text", inline('{"Version":"2012-10-17"}'), /write it as YAML below this key, not as text/),
  role(
    "Terraform's variable",
    statement({ Resource: "${aws_s3_bucket.shop.arn}" }),
    /Resource: found .*expected "\*" or an ARN/,
  ),
  role("CloudFormation's function", statement({ Resource: { "Fn::Sub": "x" } }), /Resource: found/),
  role("an ARN in capitals", statement({ Resource: "ARN:aws:s3:::shop" }), /Resource: found "ARN:aws:s3:::shop"/),
  role(
    "an operator in small letters",
    statement({ Condition: { stringequals: { "aws:x": "a" } } }),
    /did you mean StringEquals\?/,
  ),
  grant("a group as text", { to: { groups: "deployers" } }, /to\.groups: found "deployers", expected/),
  grant(
    "a user with a blank",
    { to: { users: ["alice smith"] } },
    /to\.users\[0\]: found "alice smith", expected a name/,
  ),
  group(
    "a member with a path",
    { members: ["team-a/alice"] },
    /members\[0\]: found .*did you mean alice, without its path/,
  ),
  group("members in one text", { members: "alice, bob" }, /members: found "alice, bob", expected/),
];
