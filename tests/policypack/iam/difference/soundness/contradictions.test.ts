import assert from "node:assert/strict";
import { KINDS_OF_SEARCH, lookFor } from "./searches";
import { seed } from "../../../../seed";

const WITHIN = Number(process.env.FUZZ_WITHIN ?? 400);

describe(`what is called within or acceptable, against the naive evaluator (seed ${seed})`, function () {
  this.timeout(120_000);

  for (const kind of KINDS_OF_SEARCH) {
    it(`${kind}: none is contradicted`, () => {
      const tally = { pairs: 0, within: 0, telling: 0 };
      const found = lookFor(kind, seed, WITHIN, tally);
      assert.equal(found, undefined, JSON.stringify(found, undefined, 1));
      assert.ok(tally.telling > WITHIN / 10, JSON.stringify(tally));
    });
  }
});
