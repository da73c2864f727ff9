import assert from "node:assert/strict";
import { run } from "../engine";
import { CLAIMS } from "./claims";
import { DOCUMENTS } from "./documents";
import { NAMES } from "./names";
import { NAMESAKES } from "./namesakes";
import { NEIGHBOURS } from "./neighbours";
import { EDGE_DECLARED } from "./program";

/** Their boundary is declared unless they say otherwise. */
const STORIES = [...NAMESAKES, ...NAMES, ...CLAIMS, ...DOCUMENTS, ...NEIGHBOURS].map((story) => ({
  config: EDGE_DECLARED,
  ...story,
}));

describe("stories that a program may tell the pack", () => {
  for (const { title, stoppedBy, stopped, passes, atEnd, config } of STORIES) {
    it(`${title}: not believed`, () => {
      const found = run(stopped, config, atEnd !== true);
      assert.ok(
        found.some((line) => line.startsWith(`${stoppedBy}: `)),
        `expected ${stoppedBy}, found:\n${found.join("\n")}`,
      );
    });
    it(`${title}: let through where it is true`, () => {
      assert.deepEqual(run(passes, config), []);
    });
  }

  it("are many", () => {
    assert.ok(STORIES.length >= 50, String(STORIES.length));
  });
});
