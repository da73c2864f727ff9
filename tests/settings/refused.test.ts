import assert from "node:assert/strict";
import { problemsIn } from "./refused";
import { refusedPolicies } from "./refused/policies";
import { refusedRoles } from "./refused/roles";
import { refusedStacks } from "./refused/stacks";
import { refusedTrusts } from "./refused/trusts";

const sets = { "whom a role trusts": refusedTrusts, "a role": refusedRoles, "what sessions may do": refusedPolicies, "grants, groups and the account": refusedStacks };

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
