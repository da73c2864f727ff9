import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formats } from "../../../../cli/review/formats/format";

describe("the formats of a review", () => {
  const page = readFileSync(join(__dirname, "../../../../docs/review.md"), "utf8");
  const [, table = ""] = /^## Formats\n\n((?:\|.*\n)+)/m.exec(page) ?? [];

  it("are each in the table of docs/review.md, and no others", () =>
    assert.deepEqual([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort(), [...formats].sort()));
});
