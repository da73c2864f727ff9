import assert from "node:assert/strict";
import { lookForContradictions } from "./contradictions";

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const WITHIN = Number(process.env.FUZZ_WITHIN ?? 400);

describe(`random pairs that are called within, against the naive evaluator (seed ${seed})`, function () {
  this.timeout(120_000);

  for (const kind of ["permissions", "trusts"] as const) {
    it(`${kind}: none is contradicted`, () => {
      const tally = { pairs: 0, within: 0, telling: 0 };
      const found = lookForContradictions(kind, seed, WITHIN, tally);
      assert.equal(found, undefined, JSON.stringify(found, undefined, 1));
      assert.ok(tally.telling > WITHIN / 10, JSON.stringify(tally));
    });
  }
});
