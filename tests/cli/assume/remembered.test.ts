import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rememberedNames, rememberedRole } from "../../../cli/assume/roles/publishedRoles";

const arn = "arn:aws:iam::111111111111:role/deploy";
const entry = { backend: "", stamp: "", readAt: "2026-11-24T12:00:00Z", roles: { deploy: { arn } } };

describe("what is remembered of roles", () => {
  const folder = mkdtempSync(join(tmpdir(), "remembered-"));
  const env = { XDG_CACHE_HOME: folder };
  after(() => rmSync(folder, { recursive: true }));
  const write = (text: string): void => {
    mkdirSync(join(folder, "cross-account-access", "cli"), { recursive: true });
    writeFileSync(join(folder, "cross-account-access", "cli", "roles.json"), text);
  };

  it("is the names of all roles", () => {
    write(JSON.stringify({ "/a": { trusting: entry } }));
    assert.deepEqual(rememberedNames(env), ["deploy"]);
  });

  const damaged: readonly unknown[] = [
    null,
    [],
    1,
    { "/a": null },
    { "/a": [] },
    { "/a": { trusting: null } },
    { "/a": { trusting: {} } },
  ];
  const roles: readonly unknown[] = [
    null,
    [],
    "x",
    { deploy: null },
    { deploy: {} },
    { deploy: { arn: 1 } },
    { deploy: { arn: "arn:x" } },
  ];
  const files = [...damaged, ...roles.map((one) => ({ "/a": { trusting: { ...entry, roles: one } } }))].map((one) =>
    JSON.stringify(one),
  );
  for (const text of [...files, "", "{", '{"__proto__":{"x":1}}']) {
    it(`is nothing where the file is ${text}`, () => {
      write(text);
      assert.deepEqual([rememberedNames(env), rememberedRole(arn, env)], [[], undefined]);
    });
  }

  it("is the rest where one entry is damaged", () => {
    write(JSON.stringify({ "/a": { trusting: { ...entry, roles: null }, other: entry } }));
    assert.deepEqual(rememberedNames(env), ["deploy"]);
  });
});
