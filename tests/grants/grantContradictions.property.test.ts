import assert from "node:assert/strict";
import fc from "fast-check";
import { contradictions, type Granted } from "../../grants/grantContradictions";
import type { Settings } from "../../settings/settings";
import { seed } from "../seed";

const names = fc.constantFrom("a", "b", "c");
const granted: fc.Arbitrary<Granted[]> = fc.array(
  fc
    .record({
      kind: fc.constantFrom("group", "user", "role"),
      name: names,
      arn: fc.constantFrom("r", "s"),
      mfaMaxAge: fc.constantFrom(undefined, 900, 3600),
    })
    .map(({ kind, name, arn, mfaMaxAge }) => ({
      grant: "",
      grantee: { kind, name, key: `${kind}-${name}`, grants: [], policyName: "p" },
      role: { arn, actions: [], mfaMaxAge },
    })),
  { maxLength: 12 },
);
const groups = fc.dictionary(names, fc.uniqueArray(names)) as fc.Arbitrary<Record<string, string[]>>;

describe("contradictions", () => {
  it("are all pairs of grants of one role that ask for another MFA and have somebody in common", () => {
    fc.assert(
      fc.property(granted, groups, (list, members) => {
        const all = list.map((one, at) => ({ ...one, grant: `g${at}` }));
        const who = ({ grantee: { kind, name } }: Granted) => [
          `${kind} ${name}`,
          ...(kind === "group" && Object.hasOwn(members, name) ? members[name]! : []).map((user) => `user ${user}`),
        ];
        const expected = all.flatMap((one, at) =>
          all.slice(0, at).flatMap((other) => {
            const shared = who(one).find((person) => who(other).includes(person));
            return one.role.arn === other.role.arn &&
              one.role.mfaMaxAge !== other.role.mfaMaxAge &&
              shared !== undefined
              ? [`${one.grant} ${other.grant} ${shared}`]
              : [];
          }),
        );
        const settings = Object.fromEntries(
          Object.entries(members).map(([name, users]) => [name, { members: users }]),
        ) as unknown as Settings["groups"];
        const found = contradictions(all, settings);
        assert.deepEqual(
          found.map(({ grant, other, shared }) => `${grant} ${other} ${shared.kind} ${shared.name}`),
          expected,
        );
      }),
      { seed, numRuns: 500 },
    );
  });
});
