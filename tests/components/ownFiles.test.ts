import assert from "node:assert/strict";
import * as state from "@pulumi/pulumi/runtime/state";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { ownFiles } from "../../components/ownFiles";

describe("the files of the stack that is deployed", () => {
  let folder: string;
  const { options } = (
    state as unknown as { getStore(): { settings: { options: { rootDirectory: string; stack: string } } } }
  ).getStore().settings;
  let before: typeof options;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "own-files-"));
    before = { ...options };
    Object.assign(options, { rootDirectory: folder, stack: "test" });
    assert.equal(runtime.getRootDirectory(), folder);
  });
  afterEach(() => {
    Object.assign(options, before);
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, ...lines: string[]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  };
  const config = { "cross-account-access:empty": "true" };
  const project = () => write("Pulumi.yaml", "name: cross-account-access", "runtime: nodejs");

  it("tell where a setting stands that the program got from there", () => {
    project();
    write("Pulumi.test.yaml", "config:", "  cross-account-access:empty: true", "  cross-account-access:groups: {}");
    const own = ownFiles({ ...config, "cross-account-access:groups": "[]" });
    assert.deepEqual(own.problems, []);
    assert.deepEqual([own.where("empty"), own.where("groups")], ["Pulumi.test.yaml:2", undefined]);
  });

  it("tell nothing where they cannot be read", () => {
    const own = ownFiles(config);
    assert.deepEqual([own.config, own.problems, own.where("empty")], [config, [], undefined]);
  });

  it("have entries in the stack's folder, which are read beside what the program got", () => {
    project();
    write("Pulumi.test.yaml", "config:", "  cross-account-access:empty: true");
    write("access/test/groups/dev.yaml", "# A comment.", "members: [alice]");
    write("Pulumi.other.yaml", "config: {}");
    write("access/other/groups/ops.yaml", "members: [bob]");
    const own = ownFiles(config);
    assert.deepEqual(own.config, { ...config, "cross-account-access:groups": '{"dev":{"members":["alice"]}}' });
    assert.deepEqual([own.problems, own.where("groups.dev.members")], [[], "access/test/groups/dev.yaml:2"]);
  });

  it("have problems of their own, and the entries that can be read all the same", () => {
    project();
    write("access/test/groups/dev.yaml", "members: [alice");
    write("access/test/groups/ops.yaml", "members: [bob]");
    const own = ownFiles(config);
    assert.deepEqual(
      own.problems.map(({ path }) => path),
      ["groups.dev"],
    );
    assert.deepEqual(own.config["cross-account-access:groups"], '{"ops":{"members":["bob"]}}');
  });
});
