import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { deployable } from "../../settings/partitions";
import { config, exampleRole, now, trustedConfig, trustingConfig, type Config } from "../settings/example";
import { problemsIn } from "../settings/refused";

const read = (from: Config) => readSettings(from, "cross-account-access", now);

describe("settings that are right", () => {
  it("are read with their defaults: MFA required, sessions of one hour", () => {
    const { account, roles } = read(trustingConfig());
    assert.deepEqual(account, { id: "111111111111", partition: "aws", region: "eu-west-1" });
    assert.deepEqual(roles["deploy"]?.mfa, { required: true });
    assert.deepEqual(roles["deploy"]?.session, { maxDuration: 3600 });
    assert.deepEqual(roles["deploy"]?.policies.managed, []);
  });

  it("may be quoted or not where YAML makes dates of them", () => {
    const dates = ["2027-02-01", "2027-02-01 00:00:00 +0000 UTC", "2027-02-01T00:00:00Z", "2027-02-01T01:00:00+01:00"];
    for (const by of dates) {
      const { roles } = read(trustingConfig({ review: { ...(exampleRole()["review"] as object), by } }));
      assert.equal(roles["deploy"]?.review.by, "2027-02-01T00:00:00Z", by);
    }
  });

  it("give durations in seconds", () => {
    for (const [text, seconds] of [
      ["1h", 3600],
      ["90m", 5400],
      ["1h30m", 5400],
      ["12h", 43200],
      ["1h 30m", 5400],
      ["5400s", 5400],
      ["1h 0m 30s", 3630],
    ] as const) {
      assert.equal(
        read(trustingConfig({ session: { maxDuration: text } })).roles["deploy"]?.session.maxDuration,
        seconds,
      );
    }
  });

  it("take the quotas that AWS has raised", () => {
    const managed = Array.from({ length: 20 }, (_, at) => `arn:aws:iam::aws:policy/P${at}`);
    const principals = Array.from({ length: 60 }, (_, at) => `user/somebody-with-a-name-${at}`);
    const wanted = trustingConfig({ policies: { managed }, trusts: [{ account: "222222222222", principals }] });
    const raised = (limits: object) => ({ ...wanted, "cross-account-access:limits": JSON.stringify(limits) });
    assert.equal(problemsIn(wanted).length, 2);
    assert.equal(problemsIn(raised({})).length, 2);
    assert.match(
      problemsIn(raised({ managedPoliciesPerRole: 20 })).join("\n"),
      /^roles\.deploy\.trusts: .*at most 2048/,
    );
    assert.match(
      problemsIn(raised({ managedPoliciesPerRole: 19, trustPolicyLength: 8192 })).join("\n"),
      /^roles\.deploy\.policies\.managed: found 20 managed policies in all, expected at most 19/,
    );
    assert.deepEqual(problemsIn(raised({ managedPoliciesPerRole: 20, trustPolicyLength: 8192 })), []);
  });

  it("take the partition from the region", () => {
    for (const [region, partition] of [
      ["eu-west-1", "aws"],
      ["cn-north-1", "aws-cn"],
      ["us-gov-west-1", "aws-us-gov"],
      ["eusc-de-east-1", "aws-eusc"],
    ] as const) {
      assert.equal(read({ ...trustedConfig(), "aws:region": region }).account.partition, partition);
    }
  });

  for (const partition of deployable)
    it(`take the ARNs of ${partition} in its regions`, () => {
      const region = {
        aws: "eu-west-1",
        "aws-cn": "cn-north-1",
        "aws-us-gov": "us-gov-west-1",
        "aws-eusc": "eusc-de-east-1",
      }[partition];
      const [own, key] = [
        `arn:${partition}:iam::111111111111`,
        `arn:${partition}:kms:${region}:111111111111:key/01234567-89ab-cdef-0123-456789abcdef`,
      ];
      const role = {
        boundary: `${own}:policy/limit`,
        policies: {
          managed: [`arn:${partition}:iam::aws:policy/ReadOnlyAccess`, `${own}:policy/teams/shop`],
          presets: { web: { deployToBuckets: { buckets: ["shop"], keys: [key] } } },
        },
      };
      const reference = { stack: "trusting", role: "deploy", arnUntilDeployed: `${own}:role/deploy` };
      for (const settings of [trustingConfig(role), trustedConfig({ roles: [reference] })])
        assert.deepEqual(problemsIn({ ...settings, "aws:region": region }), []);
    });

  it("may be those of both sides in one account, or of none where that is said", () => {
    const both = read({ ...trustingConfig(), ...trustedConfig(), "aws:allowedAccountIds": '["111111111111"]' });
    assert.deepEqual(
      [Object.keys(both.roles), Object.keys(both.grants), Object.keys(both.groups)],
      [["deploy"], ["deployers-deploy"], ["deployers"]],
    );
    assert.deepEqual(read(config("111111111111", { empty: true })).roles, {});
  });
});

describe("settings that are wrong", () => {
  it("are all told at once, each by its path", () => {
    const found = problemsIn({
      ...config("111111111111", {
        roles: { a: { ...exampleRole(), trusts: [] }, b: { ...exampleRole(), window: { until: "2026-01-01" } } },
        grant: {},
      }),
      "aws:region": "x",
    });
    assert.deepEqual(
      found.map((line) => line.split(": ")[0]),
      ["aws:region", "grant", "roles.a.trusts", "roles.b.window.until"],
    );
  });

  it("come in one error that says how many, and that nothing was changed", () => {
    assert.throws(
      () => read(trustingConfig({ trusts: [], review: undefined })),
      /^Error: The settings of this stack have 2 problems; nothing was changed\.\n {2}roles\.deploy\.trusts: .*\n {2}roles\.deploy\.review: [^\n]*$/,
    );
  });
});
