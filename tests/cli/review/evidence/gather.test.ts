import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stacksWithRoles, stampOf } from "../../../../cli/assume/roles/project";
import { gather } from "../../../../cli/review/evidence/gather";
import { stackNames } from "../../../../cli/review/evidence/stacks/stackFiles";
import { readProject } from "../../../../settings/projectFiles";

describe("a project whose stacks cannot be found", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "gather-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const missing = async (text: string) => {
    writeFileSync(join(folder, "Pulumi.yaml"), text);
    return (await gather({ project: folder, env: {} })).missing.map(({ what, why, next }) =>
      [what, why, next].join(" | "),
    );
  };

  it("is missing evidence where its folder of settings is not there, or is none", async () => {
    writeFileSync(join(folder, "file"), "");
    for (const [where, code] of [
      ["none", "ENOENT"],
      ["file", "ENOTDIR"],
    ] as const) {
      const [only, ...more] = await missing(`name: cross-account-access\nruntime: nodejs\nstackConfigDir: ${where}\n`);
      assert.deepEqual(more, []);
      assert.match(
        only!,
        new RegExp(`^which stacks there are \\| ${code}: .* \\| Correct stackConfigDir in Pulumi\\.yaml`),
      );
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

  const pulumi = "name: cross-account-access\nruntime: nodejs\n";
  const offering = "config:\n  cross-account-access:roles: {}\n";
  const layouts: readonly [what: string, files: Readonly<Record<string, string>>, stacks: readonly string[]][] = [
    [
      "files beside Pulumi.yaml",
      { "Pulumi.yaml": pulumi, "Pulumi.a.yaml": offering, "Pulumi.b.yml": offering, "Pulumi.c.yaml": "config: {}\n" },
      ["a", "b"],
    ],
    [
      "files in another folder",
      {
        "Pulumi.yaml": `${pulumi}stackConfigDir: stacks\n`,
        "Pulumi.a.yaml": offering,
        "stacks/Pulumi.b.yaml": offering,
      },
      ["b"],
    ],
    [
      "files in another folder, as it was said once",
      { "Pulumi.yaml": `${pulumi}config: stacks\n`, "Pulumi.a.yaml": offering, "stacks/Pulumi.b.yaml": offering },
      ["b"],
    ],
    [
      "YAML in one line",
      {
        "Pulumi.yaml": pulumi,
        "Pulumi.a.yaml": "{config: {cross-account-access:roles: {}}}\n",
        "Pulumi.b.yaml": "{config: {other:roles: {}}}\n",
      },
      ["a"],
    ],
    [
      "the key in a comment or a text alone",
      {
        "Pulumi.yaml": pulumi,
        "Pulumi.a.yaml": "config:\n  other:text: see cross-account-access:roles\n",
        "Pulumi.b.yaml": offering,
      },
      ["b"],
    ],
    [
      "roles of every stack in Pulumi.yaml",
      {
        "Pulumi.yaml": `${pulumi}config:\n  cross-account-access:roles: { value: {} }\n`,
        "Pulumi.a.yaml": "config: {}\n",
      },
      ["a"],
    ],
    [
      "roles in files of their own",
      {
        "Pulumi.yaml": `${pulumi}stackConfigDir: stacks\n`,
        "stacks/Pulumi.a.yaml": "config: {}\n",
        "stacks/Pulumi.b.yaml": "config: {}\n",
        "access/a/roles/deploy.yaml": "description: x\n",
      },
      ["a"],
    ],
  ];
  for (const [what, files, stacks] of layouts) {
    it(`offers the same to assume and to review: ${what}`, () => {
      mkdirSync(join(folder, "stacks"));
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      assert.deepEqual(stacksWithRoles(folder).sort(), stacks);
      assert.deepEqual(stackNames(readProject(folder)), stacks);
    });
  }

  it("counts as changed when the file of a role is written, added or removed", () => {
    const stamp = () => stampOf(folder, folder, "a", "").stamp;
    mkdirSync(join(folder, "access/a/roles"), { recursive: true });
    const stamps = [stamp()];
    const file = join(folder, "access/a/roles/deploy.yaml");
    for (const change of [() => writeFileSync(file, "a"), () => writeFileSync(file, "ab"), () => rmSync(file)]) {
      change();
      stamps.push(stamp());
    }
    assert.deepEqual([new Set(stamps).size, stamps[0]], [3, stamps[3]]);
  });
});
