import assert from "node:assert/strict";
import { readSettings } from "../settings";
import { config, exampleRole, now, trustedConfig, trustingConfig, type Config } from "./settings/example";

const read = (from: Config) => readSettings(from, "cross-account-access", now);

/** The lines of the one error, each a problem. */
function problems(from: Config): string[] {
  try {
    read(from);
  } catch (error) {
    return (error as Error).message.split("\n").slice(1).map((line) => line.trim());
  }
  return [];
}

describe("settings that are right", () => {
  it("are read with their defaults: MFA required, sessions of one hour", () => {
    const { account, roles } = read(trustingConfig());
    assert.deepEqual(account, { id: "111111111111", partition: "aws" });
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
    for (const [text, seconds] of [["1h", 3600], ["90m", 5400], ["1h30m", 5400], ["12h", 43200]] as const) {
      assert.equal(read(trustingConfig({ session: { maxDuration: text } })).roles["deploy"]?.session.maxDuration, seconds);
    }
  });

  it("take the partition from the region", () => {
    for (const [region, partition] of [["eu-west-1", "aws"], ["cn-north-1", "aws-cn"], ["us-gov-west-1", "aws-us-gov"]] as const) {
      assert.equal(read({ ...trustedConfig(), "aws:region": region }).account.partition, partition);
    }
  });

  it("may be those of both sides in one account, or of none", () => {
    const both = read({ ...trustingConfig(), ...trustedConfig(), "aws:allowedAccountIds": '["111111111111"]' });
    assert.deepEqual([Object.keys(both.roles), Object.keys(both.grants), Object.keys(both.groups)], [["deploy"], ["deployers-deploy"], ["deployers"]]);
    assert.deepEqual(read(config("111111111111", {})).roles, {});
  });
});

/** What was changed in a right configuration, and the one line that has to come of it. */
const refusedRoles: [what: string, changes: Record<string, unknown>, problem: RegExp][] = [
  ["no trusts", { trusts: undefined }, /^roles\.deploy\.trusts: missing, expected a list of trusted accounts$/],
  ["empty trusts", { trusts: [] }, /^roles\.deploy\.trusts: found \[\], expected at least one trusted account$/],
  ["a number as account", { trusts: [{ account: 222222222222 }] }, /^roles\.deploy\.trusts\[0\]\.account: found 222222222222 \(a number: YAML reads unquoted digits as one\), expected an account id: 12 digits, in quotes/],
  ["eleven digits", { trusts: [{ account: "22222222222" }] }, /^roles\.deploy\.trusts\[0\]\.account: found "22222222222", expected an account id/],
  ["the account itself", { trusts: [{ account: "111111111111" }] }, /^roles\.deploy\.trusts\[0\]\.account: found "111111111111", which is this account itself/],
  ["an account twice", { trusts: [{ account: "222222222222" }, { account: "222222222222" }] }, /^roles\.deploy\.trusts\[1\]\.account: found "222222222222" a second time/],
  ["no principals", { trusts: [{ account: "222222222222", principals: [] }] }, /^roles\.deploy\.trusts\[0\]\.principals: found \[\], expected at least one principal/],
  ["a wildcard principal", { trusts: [{ account: "222222222222", principals: ["*"] }] }, /principals\[0\]: found "\*", expected user\/<name>.*out of scope$/],
  ["a service principal", { trusts: [{ account: "222222222222", principals: ["lambda.amazonaws.com"] }] }, /principals\[0\]: found "lambda\.amazonaws\.com", expected .*services.*out of scope$/],
  ["a federated principal", { trusts: [{ account: "222222222222", principals: ["saml-provider/x"] }] }, /principals\[0\]: found "saml-provider\/x", expected .*federated.*out of scope$/],
  ["a role under MFA", { trusts: [{ account: "222222222222", principals: ["role/ci"] }] }, /principals\[0\]: found "role\/ci", but the session of a role .* never carries MFA/],
  ["Identity Center under MFA", { trusts: [{ account: "222222222222", principals: ["sso/Deploy"] }] }, /principals\[0\]: found "sso\/Deploy", but the session of a role .* never carries MFA/],
  ["no MFA without a reason", { mfa: { required: false } }, /^roles\.deploy\.mfa\.reason: missing, expected why/],
  ["an age of no MFA", { mfa: { required: false, reason: "ci", maxAge: "1h" } }, /^roles\.deploy\.mfa\.maxAge: found 1h beside required: false/],
  ["an age as a number", { mfa: { maxAge: 3600 } }, /^roles\.deploy\.mfa\.maxAge: found 3600 \(a number.*\), expected a duration from 15m to 36h/],
  ["a session over 12 h", { session: { maxDuration: "13h" } }, /^roles\.deploy\.session\.maxDuration: found "13h", expected a duration from 1h to 12h/],
  ["a session under 1 h", { session: { maxDuration: "30m" } }, /^roles\.deploy\.session\.maxDuration: found "30m", expected a duration from 1h to 12h/],
  ["an optional source identity", { session: { sourceIdentity: "optional" } }, /^roles\.deploy\.session\.sourceIdentity: found "optional", expected required$/],
  ["no tags", { session: { tags: [] } }, /^roles\.deploy\.session\.tags: found \[\], expected at least one tag key$/],
  ["a pattern with a space", { session: { namePattern: "a b" } }, /^roles\.deploy\.session\.namePattern: found "a b", expected a pattern/],
  ["no policies", { policies: {} }, /^roles\.deploy\.policies: found no policy, expected at least one/],
  ["a managed policy by name", { policies: { managed: ["ReadOnlyAccess"] } }, /^roles\.deploy\.policies\.managed\[0\]: found "ReadOnlyAccess", expected the ARN/],
  ["eleven managed policies", { policies: { managed: Array.from({ length: 11 }, (_, at) => `arn:aws:iam::aws:policy/P${at}`) } }, /^roles\.deploy\.policies\.managed: found .*, expected at most 10/],
  ["another account's policy", { policies: { managed: ["arn:aws:iam::333333333333:policy/p"] } }, /^roles\.deploy\.policies\.managed\[0\]: found .* of another account/],
  ["another partition's policy", { policies: { managed: ["arn:aws-cn:iam::aws:policy/p"] } }, /^roles\.deploy\.policies\.managed\[0\]: found .* of the partition aws-cn, expected aws/],
  ["another account's boundary", { boundary: "arn:aws:iam::333333333333:policy/p" }, /^roles\.deploy\.boundary: found .* of another account/],
  ["an unquoted version", { policies: { inline: { a: { Version: "2012-10-17 00:00:00 +0000 UTC", Statement: [{ Effect: "Allow" }] } } } }, /inline\.a\.Version: found .* \(a date: YAML reads it as one when it is not quoted\), expected "2012-10-17", in quotes$/],
  ["an unquoted date in a condition", { policies: { inline: { a: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Condition: { DateLessThan: { "aws:CurrentTime": "2027-01-01 00:00:00 +0000 UTC" } } }] } } } }, /inline\.a\.Statement\[0\]\.Condition\.DateLessThan\.aws:CurrentTime: found a date/],
  ["a policy without statements", { policies: { inline: { a: { Version: "2012-10-17", Statement: [] } } } }, /inline\.a\.Statement: found \[\], expected at least one statement$/],
  ["inline policies too long", { policies: { inline: { a: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "x".repeat(10_300) }] } } } }, /^roles\.deploy\.policies\.inline: found 10\d\d\d characters in all, expected at most 10240/],
  ["a trust too long", { trusts: [{ account: "222222222222", principals: Array.from({ length: 60 }, (_, at) => `user/somebody-with-a-name-${at}`) }] }, /^roles\.deploy\.trusts: found settings that make a trust policy of \d+ characters, expected at most 2048/],
  ["a window that is over", { window: { until: "2026-11-30" } }, /^roles\.deploy\.window\.until: found 2026-11-30T00:00:00Z, which is past/],
  ["a window that ends first", { window: { from: "2027-03-01", until: "2027-02-01" } }, /^roles\.deploy\.window\.until: found 2027-02-01T00:00:00Z, expected a moment after from/],
  ["a window without ends", { window: {} }, /^roles\.deploy\.window: found neither/],
  ["a day that does not exist", { window: { until: "2027-02-30" } }, /^roles\.deploy\.window\.until: found "2027-02-30", expected a day or a moment/],
  ["a revocation to come", { revokeSessionsBefore: "2027-01-01" }, /^roles\.deploy\.revokeSessionsBefore: found .* not past yet/],
  ["the revocation's own name", { revokeSessionsBefore: "2026-11-01", policies: { inline: { RevokeSessionsBefore: { Version: "2012-10-17", Statement: [{ Effect: "Deny" }] } } } }, /inline\.RevokeSessionsBefore: found the name that revokeSessionsBefore gives/],
  ["no review", { review: undefined }, /^roles\.deploy\.review: missing, expected an object with keys out of owner, reason, by$/],
  ["a review without a reason", { review: { owner: "a@example.com", by: "2027-01-01" } }, /^roles\.deploy\.review\.reason: missing, expected why this access is wanted$/],
  ["a review that is overdue", { review: { owner: "a@example.com", reason: "r", by: "2026-11-30" } }, /^roles\.deploy\.review\.by: found 2026-11-30T00:00:00Z, which is past: a@example\.com has to decide again/],
  ["a description IAM refuses", { description: "日本" }, /^roles\.deploy\.description: found "日本", expected a description/],
  ["a misspelt key", { trust: [] }, /^roles\.deploy\.trust: unknown key, did you mean trusts\? expected one of description, trusts, /],
  ["a misspelt key further down", { trusts: [{ account: "222222222222", principal: ["user/a"] }] }, /^roles\.deploy\.trusts\[0\]\.principal: unknown key, did you mean principals\? expected one of account, principals$/],
  ["a key out of nowhere", { zebra: 1 }, /^roles\.deploy\.zebra: unknown key, expected one of /],
  ["a key of prototypes", { constructor: 1 }, /^roles\.deploy\.constructor: unknown key/],
];

describe("settings that are wrong", () => {
  for (const [what, changes, problem] of refusedRoles) {
    it(`of a role: ${what}`, () => {
      const found = problems(trustingConfig(changes));
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, problem);
    });
  }

  const refusedGrants: typeof refusedRoles = [
    ["nobody", { to: {} }, /^grants\.deployers-deploy\.to: found nobody, expected at least one group, user or role$/],
    ["no roles", { roles: [] }, /^grants\.deployers-deploy\.roles: found \[\], expected at least one role$/],
    ["a role's name alone", { roles: ["deploy"] }, /^grants\.deployers-deploy\.roles\[0\]: found "deploy", expected an object with keys out of stack, role$/],
    ["a stack with four parts", { roles: [{ stack: "a/b/c/d", role: "deploy" }] }, /roles\[0\]\.stack: found "a\/b\/c\/d", expected stack, project\/stack or organization\/project\/stack$/],
    ["a principal's ARN", { to: { users: ["arn:aws:iam::222222222222:user/alice"] } }, /to\.users\[0\]: found .*, expected a name of 1 to 64/],
    ["a misspelt kind", { to: { group: ["deployers"] } }, /to\.group: unknown key, did you mean groups\? expected one of groups, users, roles$/],
  ];
  for (const [what, changes, problem] of refusedGrants) {
    it(`of a grant: ${what}`, () => {
      const found = problems(trustedConfig(changes));
      assert.match(found[0] ?? "", problem);
    });
  }

  const refusedStacks: [what: string, from: Config, problem: RegExp][] = [
    ["no account", { ...trustingConfig(), "aws:allowedAccountIds": "" }, /^aws:allowedAccountIds: found "", expected a list of exactly one account id/],
    ["a number as account", { ...trustedConfig(), "aws:allowedAccountIds": "[222222222222]" }, /^aws:allowedAccountIds: found \[222222222222\], expected a list of exactly one account id, 12 digits in quotes/],
    ["two accounts", { ...trustedConfig(), "aws:allowedAccountIds": '["222222222222","333333333333"]' }, /^aws:allowedAccountIds: found .*, expected a list of exactly one/],
    ["a region that is none", { ...trustingConfig(), "aws:region": "Ireland" }, /^aws:region: found "Ireland", expected a region/],
    ["a misspelt section", config("111111111111", { role: {} }), /^role: unknown key, did you mean roles\? expected one of roles, groups, grants$/],
    ["a list of roles", config("111111111111", { roles: [] }), /^roles: found \[\], expected an object of entries by their names$/],
    ["a role's name with a space", config("111111111111", { roles: { "a b": {} } }), /^roles\.a b: found the name "a b", expected a name of 1 to 64/],
    ["the name __proto__", { ...config("111111111111", {}), "cross-account-access:roles": '{"__proto__":{}}' }, /^__proto__: found this key/],
  ];
  for (const [what, from, problem] of refusedStacks) {
    it(`of a stack: ${what}`, () => assert.match(problems(from).join("\n"), problem));
  }

  it("are all told at once, each by its path", () => {
    const found = problems({
      ...config("111111111111", { roles: { a: { ...exampleRole(), trusts: [] }, b: { ...exampleRole(), window: { until: "2026-01-01" } } }, grant: {} }),
      "aws:region": "x",
    });
    assert.deepEqual(found.map((line) => line.split(": ")[0]), ["aws:region", "grant", "roles.a.trusts", "roles.b.window.until"]);
  });
});
