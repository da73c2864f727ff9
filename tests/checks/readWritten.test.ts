import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { readSettings } from "../../checks/readSettings";
import { readWritten } from "../../checks/readWritten";
import type { WrittenRole } from "../../settings/written";
import { config, now } from "../settings/example";

const account = { id: "111111111111", region: "eu-west-1" };
const role: WrittenRole = {
  trusts: [{ account: "222222222222", principals: ["user/*"], mfa: { maxAge: "30m" } }],
  session: { maxDuration: "2h" },
  policies: { managed: ["CloudWatchReadOnlyAccess"] },
  review: { owner: "platform@example.com", reason: "Weekly release", by: "2027-02-01" },
};
const around = config("111111111111", {});

function refusal(written: object, from: Record<string, string> = {}): string {
  try {
    readWritten(written, from, now);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const cyclic: Record<string, unknown> = { ...role };
cyclic["tags"] = { all: cyclic };
const withStatement = (value: unknown) => ({
  account,
  roles: {
    deploy: {
      ...role,
      policies: {
        inline: {
          p: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", ...(value as object) }] },
        },
      },
    },
  },
});

describe("settings that a program passes", () => {
  it("are read as those of a stack's file are", () => {
    const read = readSettings(config("111111111111", { roles: { deploy: role } }), "cross-account-access", now);
    assert.deepEqual(readWritten({ account, roles: { deploy: role } }, {}, now), read);
    assert.deepEqual(readWritten({ roles: { deploy: role } }, around, now), read);
  });

  it("name their account before the stack's", () => {
    const read = readWritten(
      { account: { id: "333333333333", region: "cn-north-1" }, groups: { deployers: {} } },
      around,
      now,
    );
    assert.deepEqual(read.account, { id: "333333333333", partition: "aws-cn", region: "cn-north-1" });
  });

  it("never take other values of the stack for theirs", () => {
    assert.match(
      refusal({ account }, { ...around, "settings:roles": JSON.stringify({ deploy: role }) }),
      /found no entry/,
    );
  });

  it("may leave keys out by undefined, and come from another realm", () => {
    const other = runInNewContext(`(${JSON.stringify(role)})`) as WrittenRole;
    const written = { account, organization: undefined, roles: { deploy: { ...other, tags: undefined } } } as object;
    assert.equal(refusal(written), "");
  });

  for (const [what, written, expected] of [
    [
      "an output",
      withStatement({ Resource: pulumi.output("arn:aws:s3:::shop/*") }),
      /p\.Statement\[0\]\.Resource: found what only a deployment tells/,
    ],
    ["a promise", withStatement({ Resource: Promise.resolve("x") }), /Resource: found what only a deployment tells/],
    [
      "a date",
      { account, roles: { deploy: { ...role, revokeSessionsBefore: new Date() } } },
      /revokeSessionsBefore: found what/,
    ],
    ["a map", { account, roles: new Map([["deploy", role]]) }, /^ {2}roles: found what/m],
    ["a function", withStatement({ Resource: () => "x" }), /Resource: found a function/],
    ["a hole in a list", withStatement({ Resource: ["a", undefined] }), /Resource\[1\]: found nothing/],
    ["no number", withStatement({ Resource: Infinity }), /Resource: found no number/],
    ["a circle", { account, roles: { deploy: cyclic } }, /tags\.all: found an object that is part of itself/],
    ["a key that does not exist", { account, role: { deploy: role } }, /role: unknown key, did you mean roles\?/],
    ["no entry", { account }, /found no entry/],
    ["no account", { roles: { deploy: role } }, /aws:allowedAccountIds: missing/],
    [
      "a wrong account",
      { account: { id: 1, region: "x" }, roles: {} },
      /account\.id: found 1[\s\S]*account\.region: found "x"/,
    ],
    [
      "a partition without deployments",
      { account: { ...account, region: "us-iso-east-1" }, roles: {} },
      /account\.region: found/,
    ],
    ["an account with one key more", { account: { ...account, name: "x" }, roles: {} }, /account\.name: unknown key/],
    [
      "several problems at once",
      { account, roles: { a: { ...role, trusts: [] }, b: { ...role, mfa: false } } },
      /roles\.a\.trusts[\s\S]*roles\.b\.mfa/,
    ],
  ] as const) {
    it(`are refused with ${what}`, () => assert.match(refusal(written), expected));
  }
});
