import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readSettings } from "../../checks/readSettings";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { planGrants } from "../../grants/grantPlan";
import { visible } from "../../settings/visible";
import { now, trustedConfig } from "../settings/example";
import { allowing, goodRole, trust, trusted, trusting } from "./hostile/published";
import { lies } from "./hostile/table";
import { seed } from "../seed";

const rounds = Number(process.env["HOSTILE_ROUNDS"] ?? 300);
const settings = readSettings(trustedConfig({ to: { users: ["alice"] } }), "cross-account-access", now);

/** Values that stand somewhere in a lie of the table, and such as nobody thought of. */
const pieces = Object.values(lies)
  .flat()
  .flatMap(({ roles }) => [...values(roles)])
  .filter((value) => JSON.stringify(value).length < 5_000);
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...pieces) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
const key = fc.oneof(
  fc.constantFrom(
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Condition",
    "Effect",
    "Sid",
    "AWS",
    "arn",
    "__proto__",
    "constructor",
    "Resource",
  ),
  fc.string(),
);
const change = fc.record({
  place: fc.nat(),
  how: fc.constantFrom("replace", "delete", "add", "character"),
  piece,
  key,
  at: fc.nat(),
  character: fc.constantFrom("*", "?", "/", "..", "\n", "\u202e", " ", ":", "2", "${aws:username}"),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

/** Some roles to begin with: right, so that a change may be all that is wrong; and wrong in one thing alone, which a change may hide. */
const beginnings = [
  goodRole(),
  {
    ...goodRole(),
    trustPolicy: trust(
      allowing({
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { StringEquals: { "aws:PrincipalTag/team": "web" } },
      }),
      allowing({ Principal: { AWS: ["333333333333", trusted] } }),
    ),
  },
  { ...goodRole(), arn: `arn:aws:iam::${trusted}:role/OrganizationAdmin`, accountId: trusted },
  { ...goodRole(), arn: "arn:aws:iam::999999999999:role/Admin", accountId: "999999999999" },
  { ...goodRole(), arn: `arn:aws:iam::${trusting}:role/*` },
  { ...goodRole(), trustPolicy: trust(allowing({ Action: ["sts:AssumeRole", "iam:*"] })) },
];

function* values(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* values(inner);
}

/** A copy of something published with one thing in it changed. */
function changed(published: unknown, { place, how, piece: other, key: name, at, character }: Change): unknown {
  const copy = structuredClone({ roles: published }) as Record<string, unknown>;
  const places: [container: Record<string, unknown>, key: string][] = [];
  const walk = (container: Record<string, unknown>) => {
    for (const inner of Object.keys(container)) {
      places.push([container, inner]);
      if (typeof container[inner] === "object" && container[inner] !== null)
        walk(container[inner] as Record<string, unknown>);
    }
  };
  walk(copy);
  const [container, where] = places[place % places.length]!;
  const old = container[where];
  if (how === "replace") container[where] = other;
  else if (how === "delete") delete container[where];
  else if (how === "character" && typeof old === "string")
    container[where] = `${old.slice(0, at % (old.length + 1))}${character}${old.slice(at % (old.length + 1))}`;
  else if (typeof old === "object" && old !== null && !Array.isArray(old))
    Object.defineProperty(old, name, { value: other, enumerable: true, configurable: true, writable: true });
  return copy["roles"];
}

describe("whatever another stack publishes", () => {
  it(`a grant allows three actions at most, on one role of the account that the settings name (seed ${seed})`, () => {
    const counts = { granted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.array(change, { minLength: 1, maxLength: 3 }), (role, changes) => {
        const roles = changes.reduce<unknown>((published, one) => changed(published, one), { deploy: role });
        const { problems, warnings, conditions, policies } = planGrants(
          settings,
          { trusting: { name: "o/p/trusting", roles, account: { id: trusting, file: "Pulumi.trusting.yaml" } } },
          now,
        );
        for (const text of [...problems.map(grantProblemText), ...warnings, ...Object.values(conditions).flat()]) {
          assert.ok(
            text.split("\n").every((line) => visible(line) === line),
            JSON.stringify(text),
          );
          assert.ok(text.length < 8_000, `${text.length} characters`);
        }
        for (const { Effect, Action, Resource, Condition } of policies["user-alice"]!.Statement) {
          const words = JSON.stringify({ roles, Action, Resource, Condition });
          assert.deepEqual([Effect, Condition], ["Allow", undefined], words);
          assert.ok(
            [Action]
              .flat()
              .every((action) => ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"].includes(action)),
            words,
          );
          assert.ok(
            [Resource]
              .flat()
              .every(
                (arn) =>
                  /^arn:aws:iam::111111111111:role\/[A-Za-z0-9_+=,.@/-]+$/.test(arn!) &&
                  !/\/\/|\/\.{1,2}(\/|$)|\/$/.test(arn!),
              ),
            words,
          );
        }
        counts[problems.length === 0 ? "granted" : "refused"] += 1;
      }),
      { seed, numRuns: rounds },
    );
    console.log(`      ${counts.granted} granted, ${counts.refused} refused`);
    // A run in which all are refused, or hardly any, would prove little.
    assert.ok(counts.granted > rounds / 50 && counts.refused > rounds / 4, JSON.stringify(counts));
  });
});
