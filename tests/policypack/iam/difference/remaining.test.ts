import assert from "node:assert/strict";
import * as fc from "fast-check";
import { actionCatalogue, parsePolicy, remaining, type AnalysedSubject } from "../../../../policypack/iam";
import { policy, REQUESTS } from "../../arbitraries";
import { NOW } from "../../cases/case";
import { allowed, type PlainPolicy } from "../../evaluator";
import { seed } from "../../../seed";

const catalogue = actionCatalogue();
const arn = "arn:aws:iam::111111111111:role/deploy";
const of = (statements: readonly object[]) => ({
  name: "p",
  document: parsePolicy({ Version: "2012-10-17", Statement: statements }, "identity").document!,
});
const role = (statements: readonly object[], boundary?: readonly object[]): AnalysedSubject => ({
  kind: "role",
  name: "deploy",
  arn,
  policies: [of(statements)],
  ...(boundary && { boundary: of(boundary) }),
  now: NOW,
});
const names = (set: Iterable<number>) => [...set].map((action) => catalogue.name(action));
const allow = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});
const get = "s3:GetObject";
const put = "s3:PutObject";
const shop = "arn:aws:s3:::shop/*";

describe("what session policies leave of a role", () => {
  for (const [title, own, session, left] of [
    ["nothing is taken away", [allow([get, put], shop)], [allow("*")], [get, put]],
    ["what both allow", [allow([get, put], shop)], [allow([get, "sqs:SendMessage"])], [get]],
    ["nothing of another service", [allow([get, put], shop)], [allow("sqs:*")], []],
    ["nothing on other resources", [allow(get, shop)], [allow(get, "arn:aws:s3:::other/*")], []],
    ["a part of the resources", [allow(get, shop)], [allow(get, "arn:aws:s3:::shop/a/*")], [get]],
    ["not what the session denies", [allow([get, put], shop)], [allow("*"), deny(put)], [get]],
    ["not what the role denies", [allow([get, put], shop), deny(put, shop)], [allow("*")], [get]],
    ["what is denied on other resources", [allow(get, shop)], [allow("*"), deny(get, "arn:aws:s3:::x/*")], [get]],
    [
      "what may be denied, on a condition",
      [allow(get, shop)],
      [allow("*"), deny(get, "*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } })],
      [get],
    ],
    ["nothing of a policy that allows nothing", [allow(get, shop)], [deny(put)], []],
  ] as const)
    it(title, () => assert.deepEqual(names(remaining(role(own), [of(session)])!.left), left));

  it("session policies add up", () =>
    assert.deepEqual(names(remaining(role([allow([get, put], shop)]), [of([allow(get)]), of([allow(put)])])!.left), [
      get,
      put,
    ]));
  it("the boundary is the role's, and counts with and without them", () => {
    const bounded = role([allow([get, put], shop)], [allow(get)]);
    for (const session of [undefined, [of([allow("*")])]]) {
      const found = remaining(bounded, session)!;
      assert.deepEqual([names(found.allowed), names(found.left)], [[get], [get]]);
    }
  });

  it(`no request is allowed of an action that is said not to be left (seed ${seed})`, function () {
    this.timeout(60_000);
    let [left, gone] = [0, 0];
    fc.assert(
      fc.property(fc.tuple(policy("none"), policy("none")), ([own, session]: [PlainPolicy, PlainPolicy]) => {
        const found = remaining(role(own.Statement), [of(session.Statement)])!;
        for (const [action, resource] of REQUESTS) {
          const number = catalogue.number(action);
          if (number === undefined) continue;
          const may = allowed([own], action, resource, {}) && allowed([session], action, resource, {});
          if (may) assert.ok(found.left.has(number), `${action} on ${resource}`);
          if (allowed([own], action, resource, {})) assert.ok(found.allowed.has(number), `${action} on ${resource}`);
          if (may) left++;
          else if (!found.left.has(number)) gone++;
        }
      }),
      { seed, numRuns: 300 },
    );
    assert.ok(left > 100 && gone > 100, `${left} left, ${gone} gone`);
  });
});
