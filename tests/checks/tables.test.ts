/** What checks say of namespaces, plain values, dates and of a stack that declares nothing. */
import assert from "node:assert/strict";
import { checkRoleName, nameClashes } from "../../checks/names";
import { checkReview, checkRevocation, moments } from "../../checks/dates";
import { emptyProblems } from "../../checks/empty";
import { isNothing, strayKeys } from "../../checks/namespaces";
import { plainProblems } from "../../checks/plainValues";
import type { Known, Report } from "../../checks/report";
import type { RoleSettings } from "../../settings/role";
import { ownKeys } from "../../settings/settings";

const PROJECT = "cross-account-access";

describe("keys of other namespaces", () => {
  const role = { deploy: { trusts: [] } };
  const strays: readonly (readonly [key: string, value: unknown, told: boolean, others?: object])[] = [
    [`${PROJECT}:roles`, role, false],
    [`${PROJECT}:roels`, role, false],
    ["cross-account-acess:roles", {}, true],
    ["cross-account-acess:other", 1, true],
    ["crossaccountaccess:roles", {}, true],
    ["Cross-Account-Access:roles", {}, true],
    ["access-account-cross:other", {}, true],
    ["cross-accuont-access:other", {}, true],
    ["cros-acount-access:roles", {}, true],
    ["cros-acount-access:other", {}, false],
    ["cros-acont-access:roles", {}, true],
    ["cros-acont-acces:roles", {}, false],
    ["other:roles", role, true],
    ["other:roles", { deploy: { review: {} } }, true],
    ["other:roles", { deploy: { other: 1 } }, true],
    ["other:roles", { deploy: { other: 1 } }, false, { [`${PROJECT}:grants`]: { a: {} } }],
    ["other:roles", { deploy: { other: 1 } }, false, { [`${PROJECT}:empty`]: true }],
    ["other:roles", { deploy: { other: 1 } }, true, { [`${PROJECT}:grants`]: {} }],
    ["other:roles", { deploy: { other: 1 } }, true, { [`${PROJECT}:grants`]: null }],
    ["other:roles", { deploy: { other: 1 } }, true, { [`${PROJECT}:empty`]: null }],
    ["other:roles", { deploy: { other: 1 } }, true, { [`${PROJECT}:tags`]: { a: "b" } }],
    ["other:roles", role, true, { [`${PROJECT}:grants`]: { a: {} } }],
    ["other:roles", {}, false],
    ["other:roles", [role], false],
    ["other:roles", "deploy", false],
    ["other:roles", { deploy: [] }, true],
    ["other:roles", { deploy: null }, true],
    ["other:roles", { deploy: null, run: [] }, false, { [`${PROJECT}:grants`]: { a: {} } }],
    ["other:policies", { a: { document: {} } }, true, { [`${PROJECT}:roles`]: role }],
    ["other:groups", { a: { members: [] } }, true, { [`${PROJECT}:roles`]: role }],
    ["other:grants", { a: { to: {} } }, true, { [`${PROJECT}:roles`]: role }],
    ["other:grants", { a: { members: [] } }, false, { [`${PROJECT}:roles`]: role }],
    ["other:members", { a: { to: {} } }, false],
    ["aws:roles", {}, false],
    ["aws:region", "eu-west-1", false],
    ["pulumi:roles", { deploy: { trusts: [] } }, true],
    ["other:constructor", {}, false],
    ["awss:region", "x", false],
  ];
  for (const [key, value, told, others = {}] of strays)
    it(`${key} ${JSON.stringify(value)}${Object.keys(others).length > 0 ? ` beside ${JSON.stringify(others)}` : ""}: ${told ? "told" : "left alone"}`, () => {
      const found = strayKeys({ [key]: value, ...others }, PROJECT, ownKeys);
      assert.deepEqual(
        found.map(({ path }) => path),
        told ? [key] : [],
      );
      for (const { message } of found)
        assert.match(
          message,
          /^found the namespace \S+, did you mean .*\? expected cross-account-access, the project's name/,
        );
    });

  it("of providers are no slips of a project that is called nearly so", () => {
    assert.deepEqual(strayKeys({ "aws:region": "x", "pulumi:tags": {} }, "aws2", ownKeys), []);
    assert.equal(strayKeys({ "awz2:roles": {} }, "aws2", ownKeys).length, 1);
    assert.deepEqual(strayKeys({ "awz2:other": {} }, "aws2", ownKeys), []);
    assert.equal(strayKeys({ "shoq1:other": {} }, "shop1", ownKeys).length, 1);
    assert.equal(strayKeys({ "shpo1:other": {} }, "shop1", ownKeys).length, 1);
    assert.deepEqual(strayKeys({ "shqq1:other": {} }, "shop1", ownKeys), []);
  });

  it("are said with the key that was meant, where one is near", () => {
    const [meant] = strayKeys({ "cross-account-acess:roles": {} }, PROJECT, ownKeys);
    assert.match(meant!.message, /did you mean cross-account-access:roles\?/);
    const [near] = strayKeys({ "cross-account-acess:rolse": {} }, PROJECT, ownKeys);
    assert.match(near!.message, /did you mean cross-account-access:roles\?/);
    const [none] = strayKeys({ "cross-account-acess:something": {} }, PROJECT, ownKeys);
    assert.match(none!.message, /did you mean the namespace cross-account-access\?/);
    const [hidden] = strayKeys({ "cross-account-acc\u200bess:roles": {} }, PROJECT, ownKeys);
    assert.doesNotMatch(hidden!.message + hidden!.path, /\u200b/);
  });

  it("are nothing where there is no entry", () => {
    assert.deepEqual([undefined, null, {}, { a: 1 }, [], "", 0, false].map(isNothing), [
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("a stack that declares nothing", () => {
  const problems = (own: object, unread = false): string[] =>
    emptyProblems(own as Record<string, unknown>, unread, PROJECT).map(({ path, message }) => `${path}: ${message}`);
  it("is told, unless it says so or something else is", () => {
    assert.match(
      problems({}).join(),
      /^roles, policies, groups, grants: found no entry .* say so: cross-account-access:empty: true$/,
    );
    assert.match(problems({ roles: {}, grants: null, tags: { a: "b" } }).join(), /^roles, policies, groups, grants: /);
    assert.deepEqual(problems({}, true), []);
    for (const section of ["roles", "policies", "groups", "grants"])
      assert.deepEqual(problems({ [section]: { a: {} } }), []);
    assert.deepEqual(problems({ empty: true }), []);
    assert.deepEqual(problems({ empty: true, roles: {} }), []);
    assert.match(
      problems({ empty: true, roles: { a: {} }, grants: { b: {} } }).join(),
      /^empty: found true beside roles, grants, expected one or the other/,
    );
    assert.deepEqual(problems({ empty: "true" }), []);
    for (const empty of [false, "false", null, 1])
      assert.match(problems({ empty }).join(), /^empty: found .*, expected /);
  });
});

describe("plain values", () => {
  class Made {
    a = 1;
  }
  const round: Record<string, unknown> = { a: {} };
  (round["a"] as Record<string, unknown>)["b"] = round;
  const shared = { x: 1 };
  const values: readonly (readonly [what: string, value: unknown, ...told: RegExp[]])[] = [
    ["nothing", undefined],
    ["null", null],
    ["text", ""],
    ["a switch", false],
    ["a number", 0],
    ["no number", NaN, /^: found no number, expected a plain value/],
    ["a number without end", { a: Infinity }, /^a: found no number/],
    ["a large number", 1n, /^: found a bigint/],
    ["a function", { a: [() => 1] }, /^a\[0\]: found a function/],
    ["a symbol", { a: Symbol("x") }, /^a: found a symbol/],
    ["a date", { a: new Date(0) }, /^a: found what only a deployment tells, or an object of a class/],
    ["a promise", Promise.resolve(1), /^: found what only a deployment tells/],
    ["an object of a class", { a: { b: new Made() } }, /^a\.b: found what only a deployment tells/],
    ["a map", new Map(), /^: found what only/],
    ["an object without a class", Object.assign(Object.create(null) as object, { a: { b: 1 } })],
    ["what is wrong within it", Object.assign(Object.create(null) as object, { a: NaN }), /^a: found no number/],
    ["a circle", round, /^a\.b: found an object that is part of itself/],
    ["one object twice", { a: shared, b: [shared, shared] }],
    ["a list", [1, "a", null, [true]]],
    ["a list with nothing in it", [1, undefined], /^\[1\]: found nothing, expected a plain value/],
    // eslint-disable-next-line no-sparse-arrays -- such a list is what this is about
    ["a list with a hole", { a: [1, , 2] }, /^a\[1\]: found nothing/],
    ["several", { a: NaN, b: [() => 1, 1n] }, /^a: /, /^b\[0\]: /, /^b\[1\]: /],
  ];
  for (const [what, value, ...told] of values)
    it(`${what}: ${told.length === 0 ? "plain" : "told"}`, () => {
      const found = plainProblems(value).map(({ path, message }) => `${path}: ${message}`);
      assert.equal(found.length, told.length, found.join("\n"));
      told.forEach((one, i) => assert.match(found[i]!, one));
    });
});

describe("dates of settings", () => {
  const now = new Date("2026-12-01T12:00:00Z");
  const told = (check: (report: Report) => void): string[] => {
    const found: string[] = [];
    check((path, message) => found.push(`${path.join(".")}: ${message}`));
    return found;
  };
  const window = (value: { from?: string; until?: string }, at: Date | undefined = now) =>
    told((report) => moments(value, ["window"], at, report));
  it("a window has an end, in order, in time and in reach", () => {
    assert.match(window({}).join(), /^window: found neither, expected from, until or both$/);
    assert.deepEqual(window({ from: "2026-01-01T00:00:00Z" }), []);
    assert.deepEqual(window({ until: "2026-12-01T12:00:01Z" }), []);
    assert.match(window({ until: "2026-12-01T12:00:00Z" }).join(), /^window\.until: .* which is past/);
    assert.deepEqual(
      told((report) => moments({ until: "2026-01-01T00:00:00Z" }, [], undefined, report)),
      [],
    );
    assert.match(
      window({ from: "2027-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" }).join(),
      /^window\.until: .*expected a moment after from/,
    );
    assert.deepEqual(window({ from: "2027-01-01T00:00:00Z", until: "2027-01-01T00:00:01Z" }), []);
    assert.match(window({ from: "2036-12-02T00:00:00Z" }).join(), /^window\.from: .*more than ten years away/);
    assert.deepEqual(window({ from: "2036-12-01T00:00:00Z" }), []);
    assert.deepEqual(
      told((report) => moments({ from: "2099-01-01T00:00:00Z" }, [], undefined, report)),
      [],
    );
  });

  const known = (at: Date | undefined): Known => ({ now: at }) as Known;
  it("a review is not past, and a revocation is", () => {
    const review = (by: string, at: Date | undefined = now) =>
      told((report) => checkReview({ review: { by, owner: "o", reason: "r" } } as RoleSettings, known(at), report));
    assert.deepEqual(review("2026-12-02"), []);
    assert.match(review("2026-11-30").join(), /^review\.by: found 2026-11-30, which is past: o has to decide again/);
    assert.match(review("2037-01-01").join(), /^review\.by: .*more than ten years away/);
    assert.deepEqual(
      told((report) => checkReview({ review: { by: "2020-01-01" } } as RoleSettings, known(undefined), report)),
      [],
    );
    const revoked = (revokeSessionsBefore?: string, at: Date | undefined = now) =>
      told((report) => checkRevocation({ revokeSessionsBefore } as RoleSettings, known(at), report));
    assert.deepEqual(revoked(), []);
    assert.deepEqual(revoked("2026-12-01T12:00:00Z"), []);
    assert.match(revoked("2026-12-01T12:00:01Z").join(), /^revokeSessionsBefore: .* which is not past yet/);
    assert.deepEqual(
      told((report) =>
        checkRevocation({ revokeSessionsBefore: "2099-01-01T00:00:00Z" } as RoleSettings, known(undefined), report),
      ),
      [],
    );
  });
});

describe("names of roles", () => {
  const told = (name: string, namePrefix?: string): string[] => {
    const found: string[] = [];
    const role = { name, ...(namePrefix !== undefined && { namePrefix }) } as RoleSettings;
    checkRoleName(role, { key: "deploy" } as Known, (path, message) => found.push(`${path.join(".")}: ${message}`));
    return found;
  };
  it("have at most 64 characters, and are not those of AWS", () => {
    assert.deepEqual(told("a".repeat(64)), []);
    assert.match(
      told("a".repeat(65)).join(),
      /^name: found settings that make the name "a+" of 65 characters, expected at most 64$/,
    );
    assert.match(told("AWSServiceRoleX").join(), /^name: .* a form that AWS keeps/);
    assert.match(told("awsreservedsso_x").join(), /^name: .* a form that AWS keeps/);
    assert.deepEqual(told("MyAWSServiceRole"), []);
  });

  it("differ in more than their case", () => {
    const account = { id: "111111111111", partition: "aws" } as Parameters<typeof nameClashes>[1];
    const role = (name: string) =>
      ({ name, path: "/", policies: { inline: {}, presets: {} } }) as unknown as RoleSettings;
    assert.deepEqual(nameClashes({ a: role("web"), b: role("app") }, account), []);
    const [clash, ...more] = nameClashes({ a: role("web"), b: role("WEB") }, account);
    assert.deepEqual([clash!.path, more], ["roles.b", []]);
  });
});
