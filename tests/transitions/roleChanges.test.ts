import assert from "node:assert/strict";
import type { Deployed } from "../../transitions/deployed";
import { rolesToRenew } from "../../transitions/roleChanges";
import { now } from "../settings/example";
import { application, ofPeople } from "../settings/people";
import { document, offering, on } from "./example";

const inline = (policies: Record<string, object>, more: Record<string, unknown> = {}) => ({
  policies: { inline: policies },
  ...more,
});
const a = document(on("a"));
const b = document(on("b"));
const ab = document(on("a"), on("b"));
const noB = document(on("b", "Deny"));
const everybody = { trusts: [{ account: "222222222222" }] };
const alice = { trusts: [{ account: "222222222222", principals: ["user/alice"] }] };
const bob = { trusts: [{ account: "222222222222", principals: ["user/bob"] }] };
const people = (users: string[], { trusts }: { trusts?: object[] } = {}, id = "1234567890abcdef") => ({
  trusts: [...(trusts ?? []), ofPeople({ users, groups: [], application: application.replace(/[^/]+$/, id) })],
});
const boundary = { boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
/** Two policies, of which one or the other is the role's boundary; a name that is neither is one of which nothing is known. */
const limits = (written: object) => ({ policies: { one: { document: written }, two: { document: written } } });
const bounded = (name: string, written: object, policies: Record<string, object> = { a }) =>
  offering(inline(policies, { boundary: `arn:aws:iam::111111111111:policy/${name}` }), limits(written));
const shared = (written: object, role: Record<string, unknown> = {}) =>
  offering({ policies: { shared: ["shop"] }, ...role }, { policies: { shop: { document: written } } });

describe("roles that an update renews", () => {
  const deploy = ["role deploy"];
  const cases: [what: string, before: Deployed, after: Deployed, renewed: string[]][] = [
    ["nothing changed", offering(inline({ a })), offering(inline({ a })), []],
    ["one policy more", offering(inline({ a })), offering(inline({ a, b })), []],
    ["one policy less", offering(inline({ a, b })), offering(inline({ a })), []],
    ["one policy changed to something else", offering(inline({ a })), offering(inline({ a: b })), []],
    ["one policy for another", offering(inline({ a })), offering(inline({ b })), deploy],
    ["a policy's name", offering(inline({ a })), offering(inline({ other: a })), deploy],
    ["two policies changed, both narrower", offering(inline({ a: ab, b: ab })), offering(inline({ a, b })), []],
    ["two policies changed, both wider", offering(inline({ a, b })), offering(inline({ a: ab, b: ab })), []],
    [
      "two policies changed, one wider and one narrower",
      offering(inline({ a, b: ab })),
      offering(inline({ a: ab, b })),
      deploy,
    ],
    ["the trust widened", offering(inline({ a }, alice)), offering(inline({ a }, everybody)), []],
    ["the trust given to somebody else", offering(inline({ a }, alice)), offering(inline({ a }, bob)), []],
    ["the trust widened, a policy more", offering(inline({ a }, alice)), offering(inline({ a, b }, everybody)), []],
    ["the trust widened, a policy less", offering(inline({ a, b }, alice)), offering(inline({ a }, everybody)), deploy],
    ["the trust narrowed, a policy less", offering(inline({ a, b }, everybody)), offering(inline({ a }, alice)), []],
    [
      "the trust narrowed, a policy more",
      offering(inline({ a }, everybody)),
      offering(inline({ a, b }, alice)),
      deploy,
    ],
    [
      "the trust narrowed, a policy for another",
      offering(inline({ a }, everybody)),
      offering(inline({ b }, alice)),
      deploy,
    ],
    [
      "MFA dropped, a policy less",
      offering(inline({ a, b })),
      offering(inline({ a }, { mfa: { required: false, reason: "x" } })),
      deploy,
    ],
    [
      "MFA asked for, a policy less",
      offering(inline({ a, b }, { mfa: { required: false, reason: "x" } })),
      offering(inline({ a })),
      [],
    ],
    ["the boundary gone, a policy less", offering(inline({ a, b }, boundary)), offering(inline({ a })), deploy],
    ["a boundary, a policy less", offering(inline({ a, b })), offering(inline({ a }, boundary)), []],
    ["the boundary gone", offering(inline({ a, b }, boundary)), offering(inline({ a, b })), []],
    ["another boundary that allows more", bounded("one", a), bounded("two", ab), []],
    [
      "another boundary that allows more, a policy less",
      bounded("one", a, { a, b }),
      bounded("two", ab, { a }),
      deploy,
    ],
    ["another boundary that allows less, a policy less", bounded("one", ab, { a, b }), bounded("two", a, { a }), []],
    ["another boundary that allows the same, a policy more", bounded("one", a), bounded("two", a, { a, b }), []],
    ["another boundary of which nothing is known", bounded("none", a), bounded("other", a), []],
    [
      "another boundary of which nothing is known, a policy more",
      bounded("none", a),
      bounded("other", a, { a, b }),
      deploy,
    ],
    ["a role gone, its boundary widened", bounded("one", a), offering(undefined, limits(ab)), ["everything"]],
    ["a role gone, its boundary narrowed", bounded("one", ab), offering(undefined, limits(a)), []],
    ["a Deny more", offering(inline({ ab })), offering(inline({ ab, noB })), []],
    ["a Deny gone", offering(inline({ ab, noB })), offering(inline({ ab })), []],
    ["a Deny gone with what it denied", offering(inline({ ab, noB })), offering(inline({ ab: a })), deploy],
    ["a Deny more, and a policy less", offering(inline({ a, ab })), offering(inline({ a, noB })), []],
    ["a Deny more, and a policy more", offering(inline({ a })), offering(inline({ a, ab, noB })), deploy],
    ["sessions revoked", offering(inline({ a })), offering(inline({ a }, { revokeSessionsBefore: "2026-11-01" })), []],
    [
      "sessions revoked no more, and their policy gone",
      offering(inline({ a, b }, { revokeSessionsBefore: "2026-11-01" })),
      offering(inline({ a })),
      deploy,
    ],
    ["the path", offering(inline({ a })), offering(inline({ a }, { path: "/x/" })), deploy],
    ["a role more", offering(undefined), offering(inline({ a, b }, boundary)), []],
    ["a role gone", offering(inline({ a, b }, boundary)), offering(undefined), []],
    ["a shared policy widened", shared(a), shared(ab), []],
    ["a shared policy widened, the trust narrowed", shared(a, everybody), shared(ab, alice), deploy],
    ["a shared policy narrowed, the trust narrowed", shared(ab, everybody), shared(a, alice), []],
    [
      "a role gone, a policy that it shared widened",
      shared(a),
      offering(undefined, { policies: { shop: { document: ab } } }),
      ["everything"],
    ],
    [
      "a role gone, a policy that it shared narrowed",
      shared(ab),
      offering(undefined, { policies: { shop: { document: a } } }),
      [],
    ],
    [
      "a shared policy that denies has to be made anew",
      shared(noB),
      offering({ policies: { shared: ["shop"] } }, { policies: { shop: { document: noB, description: "x" } } }),
      deploy,
    ],
    [
      "a shared policy that allows has to be made anew",
      shared(a),
      offering({ policies: { shared: ["shop"] } }, { policies: { shop: { document: a, description: "x" } } }),
      [],
    ],
    [
      "a role gone, a policy that it shared and that denies has to be made anew",
      shared(noB),
      offering(undefined, { policies: { shop: { document: noB, path: "/x/" } } }),
      ["everything"],
    ],
    ["a role gone with the policy that it shared", shared(a), offering(undefined), []],
    ["people come", offering(inline({ a }, people(["ann"]))), offering(inline({ a }, people(["ann", "ben"]))), []],
    ["people go", offering(inline({ a }, people(["ann", "ben"]))), offering(inline({ a }, people(["ann"]))), []],
    ["one person for another", offering(inline({ a }, people(["ann"]))), offering(inline({ a }, people(["ben"]))), []],
    ["people are trusted", offering(inline({ a }, alice)), offering(inline({ a }, people(["ann"], alice))), []],
    ["people are trusted no more", offering(inline({ a }, people(["ann"], alice))), offering(inline({ a }, alice)), []],
    [
      "somebody goes, a policy less",
      offering(inline({ a, b }, people(["ann", "ben"]))),
      offering(inline({ a }, people(["ann"]))),
      [],
    ],
    [
      "somebody goes, a policy more",
      offering(inline({ a }, people(["ann", "ben"]))),
      offering(inline({ a, b }, people(["ann"]))),
      deploy,
    ],
    [
      "somebody comes, a policy less",
      offering(inline({ a, b }, people(["ann"]))),
      offering(inline({ a }, people(["ann", "ben"]))),
      deploy,
    ],
    [
      "somebody comes, a policy more",
      offering(inline({ a }, people(["ann"]))),
      offering(inline({ a, b }, people(["ann", "ben"]))),
      [],
    ],
    [
      "the application of people, and a policy more",
      offering(inline({ a }, people(["ann"]))),
      offering(inline({ a, b }, people(["ann"], {}, "other"))),
      deploy,
    ],
  ];
  for (const [what, before, after, renewed] of cases) {
    it(`${renewed.length > 0 ? renewed.join(", ") : "none"}: ${what}`, () =>
      assert.deepEqual(rolesToRenew(before, after, now), renewed));
  }
});
