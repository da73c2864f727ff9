import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomTests } from "./properties";

const tests = join(__dirname, "..");

describe("random tests", () => {
  it("draw from the one seed, which `npm run fuzz:properties` changes", () => {
    const known = new Set(randomTests());
    const strays = readdirSync(tests, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts") && !known.has(join("tests", file)))
      .filter((file) =>
        /\bfc\.(?:assert|check|sample)\(|\bMath\.random\(\) \* 2/.test(readFileSync(join(tests, file), "utf8")),
      );
    assert.deepEqual(strays, []);
    assert.ok(known.size > 20);
  });
});
