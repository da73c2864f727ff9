import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { root } from "../../../sandbox/sandbox";

describe("docs/api", () => {
  it("is what `npm run docs` writes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "api-"));
    try {
      const typedoc = join(root, "node_modules/typedoc/bin/typedoc");
      const { code, stderr } = await execute(
        process.execPath,
        [typedoc, "--options", "library/typedoc.json", "--out", folder],
        { cwd: root, env: process.env },
      );
      assert.equal(code, 0, stderr);
      const files = await readdir(folder);
      assert.deepEqual(files, await readdir(join(root, "docs/api")));
      for (const file of files)
        assert.equal(
          await readFile(join(root, "docs/api", file), "utf8"),
          await readFile(join(folder, file), "utf8"),
          `${file} differs: run \`npm run docs\``,
        );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
