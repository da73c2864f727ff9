import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { modelCatalogues } from "../../../policypack/catalogue/generate";
import { installEmulator } from "../../../sandbox/emulator/install";

describe("the operations and names of the catalogue", () => {
  it("are what the pinned API models give now", async () => {
    const environment = dirname(dirname(await installEmulator()));
    const [python] = readdirSync(join(environment, "lib")).filter((name) => name.startsWith("python"));
    const botocore = join(environment, "lib", python!, "site-packages/botocore");
    const file = (name: string): string => readFileSync(join(__dirname, "../../../policypack/catalogue", name), "utf8");
    const { operations, names } = modelCatalogues(botocore);
    assert.ok(
      file("judging/operations.txt") === operations,
      "operations.txt is outdated: run policypack/catalogue/generate.ts, and judge what is new in judgements.txt",
    );
    assert.ok(file("names.txt") === names, "names.txt is outdated: run policypack/catalogue/generate.ts");
  });
});
