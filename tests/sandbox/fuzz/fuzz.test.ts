import assert from "node:assert/strict";
import { findEngine } from "../../../sandbox/engine/engine";
import { kinds } from "../../fuzz/kinds";
import { engineVariable } from "../../fuzz/kinds/engine";
import { tryAll, tryRight, type Failure } from "../../fuzz/machine";
import { Trier } from "../../fuzz/pool";
import { seed } from "../../seed";

const inputs = 150;

describe(`strange inputs (${inputs}, FC_SEED=${seed})`, function () {
  this.timeout(1_800_000);
  const trier = new Trier();
  before(async () => {
    process.env[engineVariable] ??= (await findEngine(() => {})).directory;
  });
  after(() => trier.close());

  const told = (failures: readonly Failure[]): string =>
    failures
      .map(
        ({ kind, property, detail, input }) =>
          `${kind}: ${property}\n${detail.slice(0, 600)}\n${JSON.stringify(input).slice(0, 1_000)}`,
      )
      .join("\n\n");

  it("what is right is taken, of every kind", async () => assert.equal(told(await tryRight(kinds, trier)), ""));

  it("nothing is wrong with what comes of any", async () => {
    const { failures, counts } = await tryAll({ inputs, seed, kinds, trier });
    assert.equal(told(failures), "");
    const sum = (of: "taken" | "refused"): number => Object.values(counts).reduce((all, count) => all + count[of], 0);
    assert.ok(sum("taken") > 20 && sum("refused") > 20, JSON.stringify(counts));
  });
});
