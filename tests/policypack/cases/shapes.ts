/**
 * What the reference leaves out of an ARN: names that it writes as `*`, what a request says after a name, groups that hold
 * everything that was put nowhere else, and keys that stand in for an ARN. Verdicts were written down before.
 */
import { allow, type Case } from "./case";
import { A, B, rows } from "./short";

const AT = "eu-west-1:111111111111";
const arn = (key: string, ...values: string[]): object => ({ ArnLike: { [key]: values } });
const ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Action, patterns that hold all, a pattern or name of one. */
const PAIRS: readonly (readonly [action: string, all: string, one: string])[] = [
  // The reference writes all types of DMS as `endpoint:*`.
  ["dms:ModifyEndpoint", "arn:aws:dms:*:*:endpoint:*", `arn:aws:dms:${AT}:endpoint:${ID}`],
  ["dms:DeleteEndpoint", `arn:aws:dms:${AT}:endpoint:*`, `arn:aws:dms:${AT}:endpoint:${ID}`],
  ["dms:DeleteReplicationInstance", "arn:aws:dms:*:*:rep:*", `arn:aws:dms:${AT}:rep:${ID}`],
  ["dms:DeleteReplicationTask", "*", `arn:aws:dms:*:*:task:${ID}`],
  ["dms:ModifyReplicationTask", "arn:aws:dms:*:*:*:*", `arn:aws:dms:${AT}:task:${ID}`],
  ["dms:DeleteCertificate", "arn:aws:dms:*:*:cert:?*", `arn:aws:dms:${AT}:cert:shop`],
  ["dms:DeleteMigrationProject", "arn:aws:dms:*:*:migration-project:*", `arn:aws:dms:${AT}:migration-project:${ID}`],
  ["dms:ModifyReplicationSubnetGroup", "arn:aws:dms:*:*:subgrp:*", `arn:aws:dms:${AT}:subgrp:shop`],
  ["artifact:AcceptAgreement", "arn:aws:artifact:::agreement/*", "arn:aws:artifact:::agreement/agreement-9CTUFiM7zR"],
  // The path of a call to a domain follows its name.
  ["es:ESHttpPost", "arn:aws:es:*:*:domain/*/_search", `arn:aws:es:${AT}:domain/shop/_search`],
  ["es:ESHttpPost", "arn:aws:es:*:*:domain/*/*/_search", `arn:aws:es:${AT}:domain/shop/*`],
  ["es:ESHttpGet", "arn:aws:es:*:*:domain/*/customers/_doc/*", `arn:aws:es:${AT}:domain/shop-*/customers/*`],
  ["es:ESHttpPut", "arn:aws:es:*:*:domain/*/_all/_settings", `arn:aws:es:${AT}:domain/shop/_all/_settings`],
  ["es:ESHttpDelete", `arn:aws:es:${AT}:domain/*/*`, `arn:aws:es:${AT}:domain/shop/logs-2026-*`],
  ["es:ESHttp*", "arn:aws:es:*:*:domain/?*/_sql", `arn:aws:es:${AT}:domain/shop/_sql`],
  ["es:ESHttpPatch", "arn:aws:es:*:*:domain/*/_plugins/*", `arn:aws:es:${AT}:domain/shop/_plugins/*`],
  // The stream, or nothing, follows the name of a log group.
  [
    "logs:DeleteLogGroup",
    "arn:aws:logs:*:*:log-group:*:log-stream:*",
    `arn:aws:logs:${AT}:log-group:/shop/*:log-stream:*`,
  ],
  [
    "logs:DeleteLogGroup",
    "arn:aws:logs:*:*:log-group:*:log-stream:",
    `arn:aws:logs:${AT}:log-group:/shop/web:log-stream:`,
  ],
  ["logs:PutRetentionPolicy", "arn:aws:logs:*:*:log-group:*:log-*", `arn:aws:logs:${AT}:log-group:/shop/web:*`],
  // Schedules that nobody puts in a group, users and groups that nobody puts in a namespace.
  [
    "scheduler:DeleteSchedule",
    "arn:aws:scheduler:*:*:schedule/default/*",
    `arn:aws:scheduler:${AT}:schedule/default/shop-*`,
  ],
  ["scheduler:UpdateSchedule", `arn:aws:scheduler:${AT}:schedule/d*/*`, `arn:aws:scheduler:${AT}:schedule/shop/*`],
  ["quicksight:DeleteUser", "arn:aws:quicksight:*:*:user/default/*", `arn:aws:quicksight:${AT}:user/default/ann`],
  ["quicksight:DeleteGroup", "arn:aws:quicksight:*:*:group/default/*", `arn:aws:quicksight:${AT}:group/default/shop-*`],
  [
    "quicksight:CreateGroupMembership",
    "arn:aws:quicksight:*:*:group/d*",
    `arn:aws:quicksight:${AT}:group/default/shop`,
  ],
];

/** Action and key, values that are all, values that are some. No ARN limits these actions. */
const KEYED: readonly (readonly [action: string, key: string, all: string, some: string])[] = [
  [
    "lambda:CreateEventSourceMapping",
    "lambda:FunctionArn",
    "arn:aws:lambda:*:*:function:*",
    `arn:aws:lambda:${AT}:function:shop-*`,
  ],
  [
    "cognito-identity:DeleteIdentities",
    "cognito-identity:IdentityPoolArn",
    "arn:aws:cognito-identity:*:*:identitypool/*",
    `arn:aws:cognito-identity:${AT}:identitypool/eu-west-1:12345678-1234-1234-1234-123456789012`,
  ],
  ["iot:OpenTunnel", "iot:ThingGroupArn", "arn:aws:iot:*:*:thinggroup/*", `arn:aws:iot:${AT}:thinggroup/shop`],
];

/** See the top of the file. */
export const SHAPES: Readonly<Record<string, readonly Case[]>> = {
  "shapes that the reference leaves out": rows(
    PAIRS.flatMap(([action, all, one]) => [
      [`${action} on ${all}`, allow(action, all), B],
      [`${action} on ${one}`, allow(action, one), A],
    ]),
  ),
  "keys in place of ARNs": rows(
    KEYED.flatMap(([action, key, all, some]) => [
      [`${action} on everything`, allow(action), B, "unbounded-write"],
      [`${action} on all of a type`, allow(action, "*", arn(key, all)), B, "unbounded-write"],
      [`${action} on some of a type`, allow(action, "*", arn(key, some)), A],
    ]),
  ),
  "keys in place of ARNs, otherwise": rows([
    [
      "a mapping to functions of any name, if the key exists",
      allow("lambda:CreateEventSourceMapping", "*", {
        ArnLikeIfExists: { "lambda:FunctionArn": `arn:aws:lambda:${AT}:function:web` },
      }),
      B,
    ],
    [
      "a mapping on an ARN, where it can only be allowed on everything",
      allow("lambda:CreateEventSourceMapping", `arn:aws:lambda:${AT}:function:*`),
      A,
    ],
    [
      "a mapping by region",
      allow("lambda:CreateEventSourceMapping", "*", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }),
      B,
    ],
  ]),
};
