import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gather } from "../../../../cli/review/evidence/gather";
import { stacksWithRoles } from "../../../../cli/assume/roles/project";

describe("a project whose stacks cannot be found", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "gather-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const missing = async (text: string) => {
    writeFileSync(join(folder, "Pulumi.yaml"), text);
    return (await gather({ project: folder, env: {} })).missing.map(({ what, why, next }) => [what, why, next].join(" | "));
  };

  it("is missing evidence where its folder of settings is not there, or is none", async () => {
    writeFileSync(join(folder, "file"), "");
    for (const [where, code] of [["none", "ENOENT"], ["file", "ENOTDIR"]] as const) {
      const [only, ...more] = await missing(`name: cross-account-access\nruntime: nodejs\nstackConfigDir: ${where}\n`);
      assert.deepEqual(more, []);
      assert.match(only!, new RegExp(`^which stacks there are \\| ${code}: .* \\| Correct stackConfigDir in Pulumi\\.yaml`));
    }
  });

  it("is missing evidence where it has none", async () => {
    const [only, ...more] = await missing("name: cross-account-access\nruntime: nodejs\n");
    assert.deepEqual(more, []);
    assert.match(only!, /^which stacks there are \| no stack of .* has settings of cross-account-access/);
  });

  it("whose stack's file is a folder, offers the roles of the others", () => {
    mkdirSync(join(folder, "Pulumi.a.yaml"));
    writeFileSync(join(folder, "Pulumi.b.yaml"), "config:\n  cross-account-access:roles: {}\n");
    assert.deepEqual(stacksWithRoles(folder), ["b"]);
  });
});
