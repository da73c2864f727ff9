import assert from "node:assert/strict";
import { search } from "./tried/search";
import { seed } from "../../seed";

describe("the difference of random settings, held against trying every principal before and after", function () {
  this.timeout(120_000);

  it(`tells of everybody who gains or loses (seed ${seed}; npm run fuzz:diff tries more)`, async () => {
    const { failed, verdicts } = await search(seed, 5);
    assert.equal(failed, undefined);
    assert.ok(Object.keys(verdicts).length > 1, JSON.stringify(verdicts));
  });
});
