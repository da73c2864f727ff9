import assert from "node:assert/strict";
import { ESCALATION_PATHS } from "../../policypack/iam/escalation/paths";
import { allow, doc, judge } from "./cases/case";
import { NOT_OPEN, OTHER_RULES, PATHFINDING_IDS, PUBLIC_CATALOGUES } from "./publicCatalogues";

/** Whether a set of actions, allowed on everything, is stopped by a rule. */
function stopped(actions: string, by: string): boolean {
  return judge({ policies: [doc(allow(actions))] }).findings.some(
    ({ rule, level }) => rule === by && level === "mandatory",
  );
}

describe("public catalogues of privilege escalation", () => {
  const seen = new Set<string>();
  const others = new Map(Object.entries(OTHER_RULES).flatMap(([rule, sets]) => sets.map((set) => [set, rule])));
  for (const [name, { source, paths }] of Object.entries(PUBLIC_CATALOGUES)) {
    describe(name, () => {
      it("has a source", () => assert.match(source, /^https:/));
      for (const actions of paths) {
        const set = actions.join(" ");
        seen.add(set);
        const reason = NOT_OPEN[set];
        const rule = others.get(set) ?? "privilege-escalation";
        it(`${set}: ${reason === undefined ? `stopped by ${rule}` : `not open, since ${reason}`}`, () =>
          assert.equal(stopped(set, rule), reason === undefined));
      }
    });
  }

  it("each exception is about a set of a catalogue", () => {
    assert.deepEqual(
      [...Object.keys(NOT_OPEN), ...others.keys()].filter((set) => !seen.has(set)),
      [],
    );
  });

  it("has each id of pathfinding.cloud; to assume any role is a rule of its own", () => {
    const own = new Set(ESCALATION_PATHS.map(({ id }) => id));
    assert.deepEqual(
      PATHFINDING_IDS.filter((id) => !own.has(id)),
      ["sts-001"],
    );
  });
});
