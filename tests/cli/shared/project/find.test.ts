import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject, projectNameIn } from "../../../../cli/shared/project/find";
import { identify } from "../../../../cli/shared/project/identity";

const stack = (project: string, section = "roles") =>
  `config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["111111111111"]\n  ${project}:${section}: {}\n`;

describe("a project that somebody renamed", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "renamed-")));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  };
  const found = () => findProject({ env: {}, directory: join(folder, "deep"), own: join(folder, "nowhere") }).folder;
  const refused = () => assert.throws(found, /There is no cross-account-access project here or above/);

  for (const name of ["acme-access", "acme.access", "a_b"])
    it(`is found by its stacks, from below too: ${name}`, () => {
      mkdirSync(join(folder, "deep"));
      write({ "Pulumi.yaml": `name: "${name}" # ours\nruntime: nodejs\n`, "Pulumi.prod.yaml": stack(name, "grants") });
      assert.equal(found(), folder);
      assert.equal(projectNameIn(folder), name);
      assert.deepEqual(identify(folder), { folder, name });
    });

  it("is found by entries that have files of their own", () => {
    mkdirSync(join(folder, "deep"));
    write({
      "Pulumi.yaml": "name: acme-access\nruntime: nodejs\n",
      "Pulumi.prod.yaml": "config:\n  aws:allowedAccountIds: []\n",
    });
    for (const path of ["access", "access/prod", "access/prod/logs", "access/other", "access/other/roles"])
      mkdirSync(join(folder, path));
    write({ "access/prod/logs/x.yaml": "", "access/other/roles/x.yaml": "" });
    refused();
    mkdirSync(join(folder, "access/prod/roles"));
    refused();
    write({ "access/prod/roles/x.yaml": "" });
    assert.equal(found(), folder);
  });

  it("is none where keys and name do not go together, or the program is another one", () => {
    mkdirSync(join(folder, "deep"));
    write({ "Pulumi.yaml": "name: acme-access\nruntime: nodejs\n" });
    refused();
    write({ "Pulumi.prod.yaml": stack("cross-account-access") });
    refused();
    write({ "Pulumi.prod.yaml": stack("acme-accessx") });
    refused();
    write({ "Pulumi.prod.yaml": stack("acme-access", "buckets") });
    refused();
    write({ "Pulumi.prod.yaml": "config:\n  acme-access:roles: {}\n" });
    refused();
    assert.throws(
      () => identify(folder),
      /has the name "acme-access", expected cross-account-access, or a stack's file/,
    );
  });

  it("is found by its own name alone, without any stack", () => {
    mkdirSync(join(folder, "deep"));
    write({ "Pulumi.yaml": "name: cross-account-access\nruntime: nodejs\n" });
    assert.equal(found(), folder);
  });
});
