import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PrincipalReview, Review, RoleReview } from "../../../../cli/review/model";
import { pageOf } from "../../../../cli/review/page/ids";
import { draw } from "../../../../cli/review/page/map/draw";
import { accessGraph, type AccessGraph } from "../../../../cli/review/page/map/graph";
import { place, type Placed, type Point } from "../../../../cli/review/page/map/layout";
import { wayGraph } from "../../../../cli/review/page/map/wayGraph";
import { example, exampleRole } from "../formats/example";
import { seed } from "../../../seed";

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

/** The texts and classes of what is drawn. */
const drawn = (graph: AccessGraph) => draw(place(graph), "drawing").text;

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
      { seed, numRuns: 150 },
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

  it("draws whom the organization forbids a role apart from whoever can assume it, and says so", () => {
    const arn = "arn:aws:iam::222222222222:user/mallory";
    const one = exampleRole("deploy", "111111111111");
    const graph = (role: RoleReview) => accessGraph(pageOf({ ...example, roles: [role] }), [role]);
    const forbidden = graph({ ...one, forbidden: [{ principal: arn, why: ["an SCP denies it"] }] });
    assert.deepEqual(
      forbidden.edges.map((edge) => edge.forbidden ?? false),
      [false, true],
    );
    assert.match(drawn(forbidden), /class="arrow as-approved forbidden"[^>]*url\(#head-forbidden\)/);
    assert.match(drawn(forbidden), /mallory user, in 222222222222; the organization forbids deploy/);
    assert.doesNotMatch(drawn(graph(one)), /forbid/);
    // The same person may have one role and be forbidden another.
    const other = {
      ...exampleRole("audit", "111111111111"),
      principals: [],
      forbidden: [{ principal: one.principals[0]!.arn, why: [] }],
    };
    const two = accessGraph(pageOf({ ...example, roles: [one, other] }), [one, other]);
    assert.equal(two.nodes.filter(({ kind }) => kind === "principal").length, 1);
    assert.deepEqual(
      two.edges.map((edge) => edge.forbidden ?? false),
      [false, true],
    );
  });

  it("draws the ways over other roles, each step once, and says what it leaves out", () => {
    const jump = arnOf("222222222222", "jump");
    const chains = ["alice", "bob"].map((name) => ({
      principal: `arn:aws:iam::222222222222:user/${name}`,
      through: [jump, arnOf("333333333333", "ci")],
    }));
    const role = exampleRole("deploy", "111111111111", { chains: [...chains, { principal: "*", through: [jump] }] });
    const ci = exampleRole("ci", "333333333333");
    const page = pageOf({ ...example, roles: [role, ci] });
    const graph = wayGraph(page, role);
    const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]));
    assert.deepEqual(
      graph.edges.map(({ from, to }) => `${labels.get(from)} > ${labels.get(to)}`),
      ["alice > jump", "jump > ci", "ci > deploy", "bob > jump", "everybody > jump", "jump > deploy"],
    );
    assert.deepEqual(
      graph.nodes.filter(({ opens }) => opens !== undefined).map(({ label }) => label),
      ["ci", "deploy"],
    );
    assert.deepEqual(graph.leftOut, []);
    assert.deepEqual(through(place(graph)), []);
    const many = Array.from({ length: 33 }, (_, i) => ({
      principal: `arn:aws:iam::222222222222:user/u${i}`,
      through: [jump],
    }));
    assert.deepEqual(wayGraph(page, { ...role, chains: many }).leftOut, ["3 of the ways"]);
  });
});
