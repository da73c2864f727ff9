import assert from "node:assert/strict";
import { disagreement } from "./search";
import { seed } from "../../seed";

describe("who can assume a role in an organization", () => {
  it("is by the review whom the emulator admits", async () => {
    const { found, admitted, admittedSets, refused } = await disagreement(40, seed);
    assert.equal(found, undefined);
    // Neither is so rare that agreeing would show nothing.
    assert.ok(
      admitted > 50 && admittedSets > 10 && refused > 50,
      `${admitted}, ${admittedSets} admitted, ${refused} refused`,
    );
  });
});
