import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { judgedOperations } from "../../../policypack/catalogue/generate";
import { installEmulator } from "../../../sandbox/emulator/install";

describe("the operations of the catalogue", () => {
  it("are what the pinned API models give now", async () => {
    const environment = dirname(dirname(await installEmulator()));
    const [python] = readdirSync(join(environment, "lib")).filter((name) => name.startsWith("python"));
    const botocore = join(environment, "lib", python!, "site-packages/botocore");
    const file = join(__dirname, "../../../policypack/catalogue/operations.txt");
    assert.ok(
      readFileSync(file, "utf8") === judgedOperations(botocore),
      "operations.txt is outdated: run policypack/catalogue/generate.ts, and judge what is new in judgements.txt",
    );
  });
});
