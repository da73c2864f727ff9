import assert from "node:assert/strict";
import * as fc from "fast-check";
import { seed } from "../../../seed";
import { Referee } from "../../../cli/diff/tried/referee";
import { calls, isSimulated, ours, refereed, simulated } from "./resourceWorlds";

/** How many worlds are tried. */
const worlds = Number(process.env["RESOURCE_WORLDS"] ?? 300);

describe(`who may use a resource with a policy of its own (seed ${seed})`, () => {
  it("is decided as the emulator and an independent simulator decide it", async () => {
    const referee = await Referee.start();
    try {
      const all = fc.sample(calls, { seed, numRuns: worlds });
      const theirs = await refereed(referee, all);
      const counts = { allowed: 0, denied: 0, open: 0, organization: 0 };
      for (const [i, call] of all.entries()) {
        const { verdict, reasons } = ours(call);
        counts[verdict] += 1;
        if (reasons.some(({ kind }) => kind === "organization")) counts.organization += 1;
        const about = () => JSON.stringify({ seed, call, ours: ours(call) }, undefined, 1);
        if (isSimulated(call))
          assert.equal(await simulated(call), theirs[i], `the simulator and the emulator differ: ${about()}`);
        if (verdict !== "open") assert.equal(verdict === "allowed", theirs[i], `the emulator differs: ${about()}`);
      }
      // Neither is so rare that agreeing would show nothing, and what is open stays rare.
      assert.ok(counts.allowed > worlds / 20 && counts.denied > worlds / 4, JSON.stringify(counts));
      assert.ok(counts.organization > worlds / 20, JSON.stringify(counts));
      assert.ok(counts.open > 0 && counts.open < worlds / 5, JSON.stringify(counts));
    } finally {
      referee.stop();
    }
  });
});
