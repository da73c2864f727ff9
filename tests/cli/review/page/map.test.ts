import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PrincipalReview, Review } from "../../../../cli/review/model";
import { pageOf } from "../../../../cli/review/page/ids";
import { accessGraph } from "../../../../cli/review/page/map/graph";
import { place, type Placed, type Point } from "../../../../cli/review/page/map/layout";
import { example, exampleRole } from "../formats/example";

const accounts = ["111111111111", "222222222222", "333333333333"];
const names = ["ci", "audit", "deploy", "a-role-with-a-rather-long-name", "b"];

/** Points along an arrow as it is drawn: level stretches, and curves with level ends between them. */
function along(way: Placed["edges"][number]["way"]): Point[] {
  return way.flatMap(([from, to], i) => {
    const before = way[i - 1]?.[1];
    const steps = Array.from({ length: 21 }, (_, step) => step / 20);
    const curve = before
      ? steps.map((t) => {
          const middle = (before.x + from.x) / 2;
          const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
          return {
            x: a * before.x + (b + c) * middle + d * from.x,
            y: (a + b) * before.y + (c + d) * from.y,
          };
        })
      : [];
    return [...curve, ...steps.map((t) => ({ x: from.x + t * (to.x - from.x), y: from.y }))];
  });
}

/** The arrows that run through a box that is neither their start nor their end. */
function through({ nodes, edges }: Placed): string[] {
  return edges.flatMap(({ from, to, way }) =>
    nodes
      .filter(({ id }) => id !== from && id !== to)
      .filter((box) =>
        along(way).some(
          ({ x, y }) => Math.abs(x - box.x) < box.width / 2 - 0.5 && Math.abs(y - box.y) < box.height / 2 - 0.5,
        ),
      )
      .map((box) => `${from} to ${to} through ${box.id}`),
  );
}

const principal = (arn: string, account: string): PrincipalReview => ({
  arn,
  kind: arn.includes(":user/") ? "user" : "role",
  account,
  ways: [],
  conditions: [],
});
const arnOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

/** Roles, each with those who can assume it: roles of the drawing, and people. */
const reviews = fc
  .array(
    fc.record({
      name: fc.constantFrom(...names),
      account: fc.constantFrom(...accounts),
      roles: fc.array(fc.tuple(fc.constantFrom(...accounts), fc.constantFrom(...names)), { maxLength: 3 }),
      people: fc.array(fc.constantFrom("alice", "bob", "carol", "somebody-with-a-long-name"), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((entries): Review => {
    const unique = new Map(entries.map((entry) => [arnOf(entry.account, entry.name), entry]));
    return {
      ...example,
      roles: [...unique.values()].map(({ name, account, roles, people }) =>
        exampleRole(name, account, {
          principals: [
            ...new Map(
              [
                ...roles.map(([of, role]) => principal(arnOf(of, role), of)),
                ...people.map((person) => principal(`arn:aws:iam::222222222222:user/${person}`, "222222222222")),
              ].map((one) => [one.arn, one]),
            ).values(),
          ],
        }),
      ),
    };
  });

const placed = (review: Review) => place(accessGraph(pageOf(review), review.roles));

describe("the map", () => {
  it("leads no arrow through a box that it has nothing to do with: a role assumed directly and through another", () => {
    const [ci, audit] = ["ci", "audit"].map((name) => arnOf("222222222222", name)) as [string, string];
    const review: Review = {
      ...example,
      roles: [
        exampleRole("ci", "222222222222", {
          principals: [principal("arn:aws:iam::222222222222:user/a", "222222222222")],
        }),
        exampleRole("audit", "222222222222", { principals: [principal(ci, "222222222222")] }),
        exampleRole("deploy", "111111111111", {
          principals: [principal(ci, "222222222222"), principal(audit, "222222222222")],
        }),
      ],
    };
    assert.deepEqual(through(placed(review)), []);
    assert.deepEqual(through(placed(example)), []);
  });

  it("does so whatever the roles are and whoever can assume them", () =>
    fc.assert(
      fc.property(reviews, (review) => assert.deepEqual(through(placed(review)), [])),
      { numRuns: 150 },
    ));

  it("begins each arrow at its box and ends it at the other", () => {
    const { nodes, edges } = placed(example);
    for (const { from, to, way } of edges) {
      const [start, end] = [from, to].map((name) => nodes.find(({ id }) => id === name)!);
      assert.deepEqual([way[0]![0].y, way.at(-1)![1].y], [start!.y, end!.y]);
      assert.equal(Math.abs(way[0]![0].x - start!.x), start!.width / 2);
      assert.equal(Math.abs(way.at(-1)![1].x - end!.x), end!.width / 2);
    }
  });
});
