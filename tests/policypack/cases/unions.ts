/** Cases on patterns that are much more together than alone. Verdicts were written before the analysis saw them. */
import { allow, type Case, deny, doc } from "./case";
import { A, B, is, like, MFA, rows } from "./short";

const HEX = [..."0123456789abcdef"];
const SMALL = [..."abcdefghijklmnopqrstuvwxyz"];
const DIGITS = [..."0123456789"];
const EC2 = "arn:aws:ec2:*:*:";
const IDS = HEX.map((one) => `i-0${one}*`);
const STOP = "ec2:TerminateInstances";

const each = (characters: readonly string[], resource: (one: string) => string): string =>
  characters.map(resource).join(" ");
/** A statement for each character. */
const apart = (characters: readonly string[], statement: (one: string, at: number) => object): object[] =>
  characters.map(statement);
const instances = (characters: readonly string[], head = EC2): string =>
  each(characters, (one) => `${head}instance/i-0${one}*`);
const ON_INSTANCES = ["Terminate", "Stop", "Start", "Reboot", "Monitor", "Unmonitor"].map(
  (verb) => `ec2:${verb}Instances`,
);

const ALL_INSTANCES = allow(STOP, instances(HEX));

/** See the top of the file. */
export const UNIONS: Readonly<Record<string, readonly Case[]>> = {
  "patterns that are nearly all together": rows([
    ["sixteen patterns that are all instances", ALL_INSTANCES, B],
    ["most of them", allow(STOP, instances(HEX.slice(0, 12))), B],
    ["half of them", allow(STOP, instances(HEX.slice(4, 12))), B],
    ["each in a statement of its own", apart(HEX, (one) => allow(STOP, instances([one]))), B],
    [
      "each in a policy of its own",
      [],
      B,
      undefined,
      { policies: HEX.map((one) => doc(allow(STOP, instances([one])))) },
    ],
    [
      "each in a statement with other actions",
      apart(HEX, (one, at) => allow(`${STOP} ${ON_INSTANCES[at % 6]!} ec2:Describe*`, instances([one]))),
      B,
    ],
    [
      "half of them with one action, of which some have another too",
      [
        allow(`${STOP} ec2:StopInstances`, instances(HEX.slice(0, 4))),
        allow("ec2:StopInstances", instances(HEX.slice(4, 5))),
        allow(STOP, instances(HEX.slice(8, 12))),
      ],
      B,
    ],
    [
      "less than half of them with either of two actions",
      [
        allow(`${STOP} ec2:StopInstances`, instances(HEX.slice(0, 4))),
        allow("ec2:StopInstances", instances(HEX.slice(4, 7))),
        allow(STOP, instances(HEX.slice(8, 11))),
      ],
      A,
    ],
    ["in one region", allow(STOP, instances(HEX, "arn:aws:ec2:eu-west-1:111111111111:")), B],
    [
      "in regions that are spelled out",
      allow(STOP, `${instances(HEX, "arn:aws:ec2:us-*:*:")} ${instances(HEX, "arn:aws:ec2:eu-*:*:")}`),
      B,
    ],
    [
      "some in all regions, the others in one",
      allow(STOP, `${instances(HEX.slice(0, 4))} ${instances(HEX.slice(4), "arn:aws:ec2:eu-west-1:111111111111:")}`),
      B,
    ],
    [
      "one of them divided once more",
      allow(STOP, `${each(HEX, (one) => `${EC2}instance/i-00${one}*`)} ${instances(HEX.slice(1, 9))}`),
      B,
    ],
    [
      "with question marks",
      allow(
        STOP,
        each(HEX, (one) => `${EC2}instance/i-0${one}???????????????`),
      ),
      B,
    ],
    [
      "all volumes",
      allow(
        "ec2:DeleteVolume",
        each(HEX, (one) => `${EC2}volume/vol-0${one}*`),
      ),
      B,
    ],
    [
      "all keys",
      allow(
        "kms:ScheduleKeyDeletion",
        each(HEX, (one) => `arn:aws:kms:*:*:key/0${one}*`),
      ),
      B,
    ],
    [
      "buckets by a second letter",
      allow(
        "s3:DeleteBucket",
        each(SMALL, (one) => `arn:aws:s3:::a${one}*`),
      ),
      B,
    ],
    [
      "buckets by a second character",
      allow(
        "s3:DeleteBucket",
        each([...SMALL, ...DIGITS], (one) => `arn:aws:s3:::a${one}*`),
      ),
      B,
    ],
    [
      "objects by a second letter of the bucket",
      allow(
        "s3:GetObject",
        each(SMALL, (one) => `arn:aws:s3:::a${one}*`),
      ),
      B,
    ],
    [
      "buckets by their last letter",
      allow(
        "s3:DeleteBucket",
        each(SMALL, (one) => `arn:aws:s3:::*-${one}`),
      ),
      B,
    ],
    [
      "queues",
      allow(
        "sqs:DeleteQueue",
        each(SMALL, (one) => `arn:aws:sqs:*:*:q${one}*`),
      ),
      B,
    ],
    [
      "tables in capitals",
      allow(
        "dynamodb:DeleteTable",
        each(SMALL, (one) => `arn:aws:dynamodb:*:*:table/T${one.toUpperCase()}*`),
      ),
      B,
    ],
    [
      "functions",
      allow(
        "lambda:DeleteFunction",
        each(SMALL, (one) => `arn:aws:lambda:*:*:function:f${one}*`),
      ),
      B,
    ],
    [
      "secrets",
      allow(
        "secretsmanager:GetSecretValue",
        each(SMALL, (one) => `arn:aws:secretsmanager:*:*:secret:s${one}*`),
      ),
      B,
    ],
    [
      "users",
      allow(
        "iam:DeleteUser",
        each(SMALL, (one) => `arn:aws:iam::*:user/a${one}*`),
      ),
      B,
    ],
    ["for sessions with MFA", allow(STOP, instances(HEX), MFA), B],
    ["beside a Deny of one instance", [ALL_INSTANCES, deny(STOP, `${EC2}instance/i-0123456789abcdef0`)], B],
    ["beside a Deny of some", [ALL_INSTANCES, deny(STOP, instances(HEX.slice(0, 2)))], B],
    ["in a boundary", allow(STOP), B, undefined, { boundary: doc(ALL_INSTANCES) }],
    ["under a wide boundary", ALL_INSTANCES, B, undefined, { boundary: doc(allow("ec2:*")) }],
    ["in a condition", allow(STOP, "*", like("ec2:InstanceID", ...IDS)), B],
    ["in a condition on a tag", allow(STOP, "*", like("aws:ResourceTag/team", ...SMALL.map((one) => `a${one}*`))), B],
  ]),
  "patterns that are little together": rows([
    ["one pattern of ids", allow(STOP, instances(["0"])), A],
    ["three patterns of ids", allow(STOP, instances(["0", "1", "2"])), A],
    ["fewer than half", allow(STOP, instances(HEX.slice(0, 7))), A],
    [
      "sixteen instances",
      allow(
        STOP,
        each(HEX, (one) => `${EC2}instance/i-${one.repeat(17)}`),
      ),
      A,
    ],
    [
      "all ids of a narrow start",
      allow(
        STOP,
        each(HEX, (one) => `${EC2}instance/i-0ab${one}*`),
      ),
      A,
    ],
    [
      "each letter for another action",
      apart(HEX.slice(0, 6), (one, at) => allow(ON_INSTANCES[at]!, instances([one]))),
      A,
    ],
    [
      "each letter in another region",
      allow(
        STOP,
        each(HEX, (one) => `arn:aws:ec2:eu-west-${HEX.indexOf(one)}:*:instance/i-0${one}*`),
      ),
      A,
    ],
    [
      "half of the keys' ids",
      allow(
        "kms:ScheduleKeyDeletion",
        each(HEX.slice(0, 8), (one) => `arn:aws:kms:*:*:key/0${one}*`),
      ),
      A,
    ],
    [
      "a team's buckets by letter",
      allow(
        "s3:DeleteBucket",
        each(SMALL, (one) => `arn:aws:s3:::team-${one}*`),
      ),
      A,
    ],
    [
      "buckets by a few starts",
      allow(
        "s3:DeleteBucket",
        each([..."bcdefghi"], (one) => `arn:aws:s3:::a${one}*`),
      ),
      A,
    ],
    [
      "buckets by their last letters",
      allow(
        "s3:DeleteBucket",
        each(SMALL, (one) => `arn:aws:s3:::*-web-${one}`),
      ),
      A,
    ],
    [
      "shards by number",
      allow(
        "sqs:DeleteQueue",
        each(DIGITS, (one) => `arn:aws:sqs:*:*:shard-${one}`),
      ),
      A,
    ],
    [
      "queues with short names",
      allow(
        "sqs:DeleteQueue",
        each([...SMALL, ...DIGITS], (one) => `arn:aws:sqs:*:*:q${one}`),
      ),
      A,
    ],
    [
      "queues with names of three letters",
      allow(
        "sqs:DeleteQueue",
        each(SMALL, (one) => `arn:aws:sqs:*:*:q${one}?`),
      ),
      A,
    ],
    [
      "a shop's tables",
      allow(
        "dynamodb:DeleteTable",
        each(SMALL, (one) => `arn:aws:dynamodb:*:*:table/Shop${one.toUpperCase()}*`),
      ),
      A,
    ],
    [
      "a shop's functions",
      allow(
        "lambda:DeleteFunction",
        each(SMALL, (one) => `arn:aws:lambda:*:*:function:shop-${one}*`),
      ),
      A,
    ],
    [
      "a shop's secrets",
      allow(
        "secretsmanager:GetSecretValue",
        each(SMALL, (one) => `arn:aws:secretsmanager:*:*:secret:shop-${one}*`),
      ),
      A,
    ],
    ["all of them for a tag", allow(STOP, instances(HEX), is("aws:ResourceTag/team", "web")), A],
    [
      "most of them for a tag",
      [
        allow(STOP, instances(HEX.slice(0, 12)), is("aws:ResourceTag/team", "web")),
        allow(STOP, instances(HEX.slice(12))),
      ],
      A,
    ],
    ["all of them, and each denied", [ALL_INSTANCES, deny(STOP, instances(HEX))], A],
    ["all of them, and all denied", [ALL_INSTANCES, deny(STOP)], A],
    [
      "under a narrow boundary",
      ALL_INSTANCES,
      A,
      undefined,
      { boundary: doc(allow("ec2:*", `${EC2}instance/i-0123456789abcdef0`)) },
    ],
    ["in a condition, a few", allow(STOP, "*", like("ec2:InstanceID", ...IDS.slice(0, 3))), A],
    [
      "in a condition on a tag, a few",
      allow(STOP, "*", like("aws:ResourceTag/team", "web-*", "shop-*", "pay-*", "ops-*")),
      A,
    ],
    [
      "in a condition on a tag, with a name before each",
      allow(STOP, "*", like("aws:ResourceTag/team", ...SMALL.map((one) => `web-${one}*`))),
      A,
    ],
  ]),
};
