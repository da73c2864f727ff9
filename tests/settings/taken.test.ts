import assert from "node:assert/strict";
import { config, exampleRole, trustedConfig, trustingConfig, type Config } from "./example";
import { policies, problemsIn, sharedPolicy } from "./refused";

const account = "222222222222";
const key = (region: string) => `arn:aws:kms:${region}:111111111111:key/01234567-89ab-cdef-0123-456789abcdef`;
const org = "o-a1b2c3d4e5";

const onTrust = (changes: object): Config => trustingConfig({ trusts: [{ account, ...changes }] });
const onPolicies = (changes: object): Config => ({
  ...trustingConfig({ policies: changes }),
  ...policies({ shared: sharedPolicy() }),
});
const onGrant = (changes: Record<string, unknown>): Config => trustedConfig(changes);
const named = (entries: Record<string, object>): Config =>
  config("111111111111", {
    roles: Object.fromEntries(
      Object.entries(entries).map(([name, changes]) => [name, { ...exampleRole(), ...changes }]),
    ),
  });
const keys = (count: number) => Array.from({ length: count }, (_, at) => `key-${at}`);
const two = (first: object, second: object) => ({
  roles: [
    { stack: "trusting", role: "deploy", ...first },
    { stack: "trusting", role: "deploy", ...second },
  ],
});

/** Settings that lie just beside what is refused. */
const right: Readonly<Record<string, Config>> = {
  "a window that only begins": onTrust({ window: { from: "2026-12-02" } }),
  "a window that only ends": onTrust({ window: { until: "2026-12-02" } }),
  "a window of one second": onTrust({ window: { from: "2026-12-02T00:00:00Z", until: "2026-12-02T00:00:01Z" } }),
  "addresses alone": onTrust({ network: { sourceIps: ["203.0.113.0/24"] } }),
  "VPC endpoints alone": onTrust({ network: { vpcEndpoints: ["vpce-0123456789abcdef0"] } }),
  "an organization without paths": onTrust({ organization: { id: org } }),
  "a path in its organization": onTrust({ organization: { id: org, paths: [`${org}/r-ab12/*`] } }),
  "an account twice, with principals in both": trustingConfig({
    trusts: [
      { account, principals: ["user/alice"] },
      { account, principals: ["user/bob"] },
    ],
  }),
  "a principal of two accounts": trustingConfig({
    trusts: [
      { account, principals: ["user/alice"] },
      { account: "333333333333", principals: ["user/alice"] },
    ],
  }),
  "fifty session tags": trustingConfig({ session: { tags: keys(50) } }),
  "a transitive tag that is allowed": trustingConfig({
    session: { tags: { allowed: ["team"], transitive: ["team"] } },
  }),
  "sessions revoked up to now": trustingConfig({ revokeSessionsBefore: "2026-12-01T12:00:00Z" }),
  "tags whose letters IAM takes in a policy": onTrust({ principalTags: { équipe: ["ÿ"] } }),
  "a name of 64 characters": named({ deploy: { name: "d".repeat(64) } }),
  "a name with what begins AWS's own names further back": named({ deploy: { name: "MyAWSServiceRole" } }),
  "two roles of other names": named({ deploy: {}, release: {} }),
  "a role under its former name": named({ release: { name: "deploy" } }),
  "a path with a part that AWS's own begin with": trustingConfig({ path: "/ours/aws-reserved/" }),
  "shared policies alone": onPolicies({ shared: ["shared"] }),
  "managed policies alone": onPolicies({ managed: ["CloudWatchReadOnlyAccess"] }),
  "a boundary of AWS": trustingConfig({ boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  "a boundary of this account": trustingConfig({ boundary: "arn:aws:iam::111111111111:policy/limit" }),
  "parameters' keys in this region": onPolicies({
    presets: { read: { readParameters: { paths: ["/shop"], keys: [key("eu-west-1")] } } },
  }),
  "buckets' keys in another region": onPolicies({
    presets: { read: { readBuckets: { buckets: ["shop"], keys: [key("us-east-1")] } } },
  }),
  "a prefix in letters that IAM takes": onPolicies({
    presets: { read: { readBuckets: { buckets: ["shop"], prefix: "über/" } } },
  }),
  "MFA of a grant to users": onGrant({ to: { users: ["alice"] }, mfa: { maxAge: "1h" } }),
  "a grant to roles alone": onGrant({ to: { roles: ["ci"] } }),
  "a grant to groups alone": onGrant({}),
  "a grant to permission sets alone": onGrant({ to: { permissionSets: ["Dev", "D".repeat(32)] } }),
  "permission sets that differ in case only": onGrant({ to: { permissionSets: ["Dev", "dev"] } }),
  "a policy's name for users and a permission set": onGrant({
    to: { permissionSets: ["Dev"], users: ["alice"] },
    policyName: "assume",
  }),
  "a role named like Identity Center's further back": onGrant({ to: { roles: ["MyAWSReservedSSO_x"] } }),
  "a role named like a service's further back": onGrant({ to: { roles: ["MyAWSServiceRole"] } }),
  "two roles of one stack": onGrant(two({}, { role: "release" })),
  "a role of each of two stacks": onGrant(two({}, { stack: "other" })),
  "the account of an ARN beside it": onGrant({
    roles: [
      {
        stack: "trusting",
        role: "deploy",
        account: "111111111111",
        arnUntilDeployed: "arn:aws:iam::111111111111:role/deploy",
      },
    ],
  }),
};

/** A document of so many characters. */
function documentOf(length: number): Record<string, unknown> {
  const made = (prefix: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::shop/${prefix}*` }],
  });
  return made("x".repeat(length - JSON.stringify(made("")).length));
}

describe("settings beside those that are refused", () => {
  for (const [what, settings] of Object.entries(right))
    it(`${what}: taken`, () => assert.deepEqual(problemsIn(settings), []));

  for (const [what, limit, settings] of [
    ["inline policies", 10_240, (document: unknown) => onPolicies({ inline: { long: document } })],
    [
      "a policy that roles share",
      6_144,
      (document: unknown) => ({ ...trustingConfig(), ...policies({ long: { document } }) }),
    ],
  ] as const)
    it(`${what} of just so many characters as IAM takes, and of one more`, () => {
      assert.deepEqual(problemsIn(settings(documentOf(limit))), []);
      assert.match(problemsIn(settings(documentOf(limit + 1))).join(), new RegExp(`found ${limit + 1} characters`));
    });

  it("a trust policy of just so many characters as IAM takes, and of one more", () => {
    const found = (names: number, last: number) =>
      problemsIn(
        onTrust({
          principals: [...keys(names).map((key) => `user/${key.padEnd(50, "x")}`), `user/${"y".repeat(last)}`],
        }),
      ).join("\n");
    const names = keys(99).findIndex((_, at) => found(at, 64) !== "");
    const last = keys(64).findIndex((_, at) => found(names, at + 1) !== "");
    assert.match(
      found(names, last + 1),
      /^roles\.deploy\.trusts: found settings that make a trust policy of 2049 characters/,
    );
    assert.ok(last > 0 && found(names, last) === "");
  });
});
