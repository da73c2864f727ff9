import assert from "node:assert/strict";
import { ESCALATION_PATHS } from "../../policypack/iam/escalation/paths";
import { allow, doc, judge } from "./cases/case";
import { NOT_OPEN, PATHFINDING_IDS, PUBLIC_CATALOGUES } from "./publicCatalogues";

/** Whether a set of actions, allowed on everything, opens a path. */
function opens(actions: readonly string[]): boolean {
  return judge({ policies: [doc(allow(actions.join(" ")))] }).findings.some(
    ({ rule, level }) => rule === "privilege-escalation" && level === "mandatory",
  );
}

describe("public catalogues of privilege escalation", () => {
  const seen = new Set<string>();
  for (const [name, { source, paths }] of Object.entries(PUBLIC_CATALOGUES)) {
    describe(name, () => {
      it("has a source", () => assert.match(source, /^https:/));
      for (const actions of paths) {
        const set = actions.join(" ");
        seen.add(set);
        const reason = NOT_OPEN[set];
        it(`${set}: ${reason === undefined ? "open" : `not open, since ${reason}`}`, () =>
          assert.equal(opens(actions), reason === undefined));
      }
    });
  }

  it("each exception is about a set of a catalogue", () => {
    assert.deepEqual(
      Object.keys(NOT_OPEN).filter((set) => !seen.has(set)),
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
