import assert from "node:assert/strict";
import * as fc from "fast-check";
import { assumption } from "../../../cli/review/access/assumption";
import { callersOf, type Caller } from "../../../cli/review/access/callers";
import { candidatesOf, underReview } from "../../../cli/review/access/candidates";
import { chainsTo, limits } from "../../../cli/review/access/chains";
import { Entrances } from "../../../cli/review/access/entrances";
import type { AccountEvidence } from "../../../cli/review/evidence/evidence";
import { allow, at, role, trust, trusted, trusting, user } from "./fixture";
import { seed } from "../../seed";

const both = [trusting, trusted];
const ofRole = (name: string, account = trusting) => `arn:aws:iam::${account}:role/${name}`;
const account = (id: string, iam: Partial<AccountEvidence["iam"]>): AccountEvidence =>
  ({ id, partition: "aws", usage: {}, iam: { users: [], groups: [], roles: [], policies: {}, ...iam } }) as never;

/** The reviewing machinery over some accounts, as `accessOf` puts it together. */
function world(accounts: readonly AccountEvidence[]) {
  const callers = new Map(accounts.map((one) => [one.id, callersOf(one, {})]));
  const candidates = accounts.flatMap((one) => candidatesOf(one, at));
  return { callers, candidates, entrances: new Entrances(candidates, callers, at) };
}

const names = fc.constantFrom("a", "b", "c");
const principal = fc.oneof(
  fc.constantFrom("*", ...both, ...both.map((id) => `arn:aws:iam::${id}:root`)),
  fc.tuple(names, fc.constantFrom(...both)).map(([name, id]) => ofRole(name, id)),
  names.map((name) => `arn:aws:iam::${trusted}:user/${name}`),
  names.map((name) => `arn:aws:sts::${trusting}:assumed-role/${name}/s`),
  fc.constant("AROAEXAMPLE000000000"),
);
const trusts = fc
  .array(
    fc.record({
      Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      key: fc.constantFrom("Principal", "Principal", "Principal", "NotPrincipal"),
      who: fc.array(principal, { minLength: 1, maxLength: 2 }),
      Action: fc.constantFrom("sts:AssumeRole", "sts:*", "sts:TagSession"),
      only: fc.option(fc.constantFrom(ofRole("a"), `arn:aws:iam::${trusted}:*`)),
    }),
    { minLength: 1, maxLength: 2 },
  )
  .map((statements) => ({
    Version: "2012-10-17",
    Statement: statements.map(({ Effect, key, who, Action, only }) => ({
      Effect,
      [key]: { AWS: who },
      Action,
      ...(only !== null && { Condition: { ArnLike: { "aws:PrincipalArn": only } } }),
    })),
  }));
const grants = fc.option(
  fc
    .array(
      fc.tuple(
        fc.constantFrom("Allow", "Allow", "Deny"),
        fc.constantFrom(
          "*",
          "arn:aws:iam::*:role/?",
          ...both.flatMap((id) => ["a", "b", "c"].map((name) => ofRole(name, id))),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((some) => ({
      Version: "2012-10-17",
      Statement: some.map(([Effect, Resource]) => ({ Effect, Action: "sts:AssumeRole", Resource })),
    })),
);
const unread = fc.boolean().map((is) => (is ? [`arn:aws:iam::${trusted}:policy/unread`] : []));
const worlds = fc.record({
  roles: fc.uniqueArray(
    fc.record({ name: names, id: fc.constantFrom(...both), trust: trusts, grant: grants, managed: unread }),
    { selector: ({ name, id }) => name + id, minLength: 1, maxLength: 6 },
  ),
  users: fc.uniqueArray(fc.record({ name: names, grant: grants, managed: unread }), { selector: ({ name }) => name }),
});

describe("who can come into question for a role", () => {
  it("is nobody less than trying every pair finds", () =>
    fc.assert(
      fc.property(worlds, ({ roles, users }) => {
        const held = (grant: object | null, managed: string[]) => ({ inline: grant ? { grant } : {}, managed });
        const accounts = both.map((id) =>
          account(id, {
            roles: roles
              .filter((one) => one.id === id)
              .map((one) => role(id, one.name, one.trust, held(one.grant, one.managed))),
            users: id === trusted ? users.map((one) => user(one.name, held(one.grant, one.managed))) : [],
          }),
        );
        const { callers, candidates, entrances } = world(accounts);
        const pairs = candidates.flatMap((one) => {
          const of = { arn: one.role.arn, account: one.account.id, trust: one.trust! };
          return [...callers.values()]
            .flat()
            .map((caller) => [caller.arn, of.arn, assumption(of, caller, at).state] as const)
            .filter(([, , state]) => ["able", "forbidden", "unknown"].includes(state));
        });
        const found = candidates.flatMap(({ role: { arn } }) => {
          const { able, missing } = entrances.principals(arn)!;
          return [
            ...able.map(({ caller }) => [caller.arn, arn, "able"] as const),
            ...missing.map(({ what }) => [/^whether (\S+) can/.exec(what)![1]!, arn, "unknown"] as const),
          ];
        });
        const sorted = (some: readonly (readonly string[])[]) => some.map((one) => one.join(" ")).sort();
        assert.deepEqual(sorted(found), sorted(pairs));
      }),
      { seed, numRuns: 400 },
    ));
});

/** As many roles in one account, each with the trust and the policy of its number, and who looks at them is counted. */
function counted(count: number, make: (i: number) => { trusts: string[]; grants: string[] }) {
  const roles = Array.from({ length: count }, (_, i) => {
    const { trusts: by, grants: to } = make(i);
    return role(trusting, `r${i}`, trust(by), to.length > 0 ? { inline: { go: allow("sts:AssumeRole", to) } } : {});
  });
  const { callers, candidates } = world([account(trusting, { roles })]);
  let looks = 0;
  const watched = new Map<string, readonly Caller[]>(
    [...callers].map(([id, some]) => [
      id,
      some.map((caller) => ({
        ...caller,
        get session() {
          looks += 1;
          return caller.session;
        },
      })),
    ]),
  );
  const entrances = new Entrances(candidates, watched, at);
  return { candidates, callers: watched, entrances, looks: () => looks };
}

describe("5,000 roles", () => {
  const many = 5000;
  const next = (i: number) => ofRole(`r${(i + 1) % many}`);
  const before = (i: number) => ofRole(`r${(i + many - 1) % many}`);
  for (const [what, make] of [
    ["in a circle, by their trust policies", (i: number) => ({ trusts: [before(i)], grants: [] })],
    [
      "in a circle, by trust and grant",
      (i: number) => ({ trusts: [`arn:aws:iam::${trusting}:root`], grants: [next(i)] }),
    ],
    [
      "in circles of ten that know each other",
      (i: number) => {
        const first = i - (i % 10);
        return { trusts: Array.from({ length: 10 }, (_, j) => ofRole(`r${first + j}`)), grants: [] };
      },
    ],
  ] as const)
    it(`${what} take a number of looks that grows with them and not with their square`, () => {
      const { candidates, callers, entrances, looks } = counted(many, make);
      const chosen = underReview({
        candidates,
        callers,
        isDeclared: ({ name }) => name === "r0",
        isAdministrator: () => false,
        now: at,
      });
      assert.equal(chosen.size, what.includes("ten") ? 10 : many);
      for (const { role: one } of candidates) {
        const { chains, cut } = chainsTo(one.arn, entrances);
        assert.ok(chains.length <= limits.chains && chains.every(({ through }) => through.length <= limits.roles));
        assert.equal(cut, !what.includes("ten"));
      }
      assert.ok(looks() <= 60 * many, `${looks()} looks`);
      assert.ok(looks() >= many, `${looks()} looks: the counter works`);
    });

  it("that all know each other end at the limit, and that is said", () => {
    let asked = 0;
    const able = Array.from({ length: many }, (_, i) => ({ caller: { arn: `r${i}`, kind: "role" } }));
    const entrances = { principals: () => ((asked += 1), { able, missing: [] }), others: () => [] };
    for (const { caller } of able.slice(0, 20)) assert.equal(chainsTo(caller.arn, entrances as never).cut, true);
    assert.ok(asked <= (20 * (limits.looks + 2 * many)) / many, `${asked} times asked`);
  });
});
