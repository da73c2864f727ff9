import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackRegion } from "../../../../cli/shared/project/identity";

describe("the region of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "region-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: cross-account-access\nruntime: nodejs\nconfig:\n  aws:region: eu-west-3\n",
    );
    writeFileSync(join(folder, "Pulumi.own.yaml"), "config:\n  aws:region: eu-central-1\n");
    writeFileSync(join(folder, "Pulumi.common.yaml"), "config: {}\n");
    writeFileSync(join(folder, "Pulumi.wrong.yaml"), 'config:\n  aws:region: "x\\n[profile other]"\n');
    writeFileSync(join(folder, "Pulumi.broken.yaml"), "config: [\n");
  });
  for (const [stack, region] of [
    ["own", "eu-central-1"],
    ["common", "eu-west-3"],
    ["wrong", undefined],
    ["broken", undefined],
    ["none", undefined],
  ] as const)
    it(`${stack}: ${region}`, () => assert.equal(stackRegion(folder, stack), region));
});
