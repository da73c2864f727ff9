import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trustingConfig } from "./example";
import { problemsIn } from "./refused";
import { refusedKeys, rightKeys } from "./refused/keys";
import { refusedPeople, rightPeople } from "./refused/people";
import { refusedPolicies } from "./refused/policies";
import { refusedRoles } from "./refused/roles";
import { refusedSlips } from "./refused/slips";
import { refusedStacks } from "./refused/stacks";
import { refusedTrusts } from "./refused/trusts";

const sets = {
  "whom a role trusts": refusedTrusts,
  "people of IAM Identity Center": refusedPeople,
  "a role": refusedRoles,
  "what sessions may do": refusedPolicies,
  "grants, groups and the account": refusedStacks,
  "what people type who know other tools": refusedSlips,
  "keys and empty stacks": refusedKeys,
};

for (const [of, cases] of Object.entries(sets)) {
  describe(`refused settings of ${of}`, () => {
    for (const { what, config, problem } of cases) {
      it(what, () => {
        const found = problemsIn(config);
        assert.equal(found.length, 1, found.join("\n") || "nothing was refused");
        assert.match(found[0]!, problem);
      });
    }
  });
}

describe("settings that are taken", () => {
  for (const { what, config } of rightKeys) it(what, () => assert.deepEqual(problemsIn(config), []));
  for (const [what, changes] of Object.entries(rightPeople))
    it(what, () => assert.deepEqual(problemsIn(trustingConfig(changes)), []));
});

describe("the texts of refused settings", () => {
  it("are word by word those that were reviewed; UPDATE_SNAPSHOT=1 writes them anew", () => {
    const snapshot = join(__dirname, "refused.snapshot.txt");
    const found = Object.entries(sets)
      .map(
        ([of, cases]) =>
          `# ${of}\n${cases.map(({ what, config }) => `${what}\n    ${problemsIn(config).join("\n    ")}\n`).join("")}`,
      )
      .join("\n");
    if (process.env["UPDATE_SNAPSHOT"] === "1") writeFileSync(snapshot, found);
    assert.equal(found, readFileSync(snapshot, "utf8"));
  });
});
