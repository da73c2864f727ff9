import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readSettings } from "../../checks/readSettings";
import { stackSettings, withEntries } from "../../settings/entryFiles";
import { hasEntries } from "../../settings/entryFolders";
import { readProject, stackConfig } from "../../settings/projectFiles";
import { settingLines } from "../../settings/settingLines";
import type { Settings } from "../../settings/settings";
import { now } from "./example";

const role = `description: Deploys the web shop
trusts:
  - account: "222222222222"
    principals: ["user/*"]
session: { maxDuration: 1h }
policies: { managed: [arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess] }
review: { owner: a@example.com, reason: Weekly release, by: 2027-02-01 }
`;
const head = 'config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["111111111111"]\n';
const inSection = (section: string, name: string, entry: string) =>
  `  cross-account-access:${section}:\n    ${name}:\n${entry.replace(/^(?=.)/gm, "      ")}`;

describe("entries in files of their own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "entries-"));
    write("Pulumi.yaml", "name: cross-account-access\nruntime: nodejs\n");
    write("Pulumi.shop.yaml", head);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  /** The settings as the program and as the command read them; both have to be the same. */
  function read(): Settings {
    const project = readProject(folder);
    const texts = (config: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
      );
    const from = ({ config, problems }: ReturnType<typeof stackSettings>) => {
      const given = texts(config);
      return readSettings(given, project.name, now, settingLines(project, "shop", given), problems);
    };
    const outcome = (read: () => Settings) => {
      try {
        return { settings: read() };
      } catch (error) {
        return { message: (error as Error).message };
      }
    };
    const [ofCommand, ofProgram] = [
      outcome(() => from(stackSettings(project, "shop"))),
      outcome(() => from(withEntries(texts(stackConfig(project, "shop")), project, "shop"))),
    ];
    assert.deepEqual(ofCommand, ofProgram);
    if (ofCommand.settings === undefined) throw new Error(ofCommand.message);
    return ofCommand.settings;
  }

  /** Each problem as `path: message (place)`. */
  function problems(): string[] {
    try {
      read();
    } catch (error) {
      return (error as Error).message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
    }
    return [];
  }

  it("mean the same as in the stack's file, dates and numbers included", () => {
    const grant = "to: { users: [alice] }\nroles: [{ stack: other, role: deploy }]\n";
    const tagged = role.replace("trusts", "tags: { since: 2026-01-02, octal: 017, on: yes }\ntrusts");
    const quoted = tagged.replace("017", '"15"').replace("2026-01-02", '"2026-01-02 00:00:00 +0000 UTC"');
    write("Pulumi.shop.yaml", head + inSection("roles", "deploy", quoted) + inSection("grants", "ops", grant));
    const whole = read();
    write("Pulumi.shop.yaml", head);
    write("access/shop/roles/deploy.yaml", `# yaml-language-server: $schema=x\n${quoted}`);
    write("access/shop/grants/ops.yaml", grant);
    assert.deepEqual(read(), whole);
    // What the form refuses in the stack's file it refuses here, in the same words.
    write("access/shop/roles/deploy.yaml", tagged);
    const here = problems();
    assert.ok(here.length > 0);
    rmSync(join(folder, "access"), { recursive: true });
    write("Pulumi.shop.yaml", head + inSection("roles", "deploy", tagged) + inSection("grants", "ops", grant));
    const there = problems();
    assert.deepEqual(
      here.map((line) => line.replace("access/shop/roles/deploy.yaml:2", "Pulumi.shop.yaml:7")),
      there,
    );
  });

  it("stand beside those of the stack's file", () => {
    write("Pulumi.shop.yaml", head + inSection("roles", "deploy", role));
    write("access/shop/roles/read.v2.yaml", role);
    write("access/shop/groups/ops.yaml", "members: [alice]\n");
    const { roles, groups } = read();
    assert.deepEqual(Object.keys(roles), ["deploy", "read.v2"]);
    assert.deepEqual(Object.keys(groups), ["ops"]);
  });

  it("of other stacks, and files that nobody wrote, count as nothing", () => {
    write("Pulumi.other.yaml", head);
    write("access/other/roles/deploy.yaml", role);
    write("access/shop/roles/read.yaml", role);
    write("access/shop/roles/.gitkeep", "");
    write("access/shop/roles/.read.yaml.swp", "x");
    mkdirSync(join(folder, "access", "former", "roles"), { recursive: true });
    assert.deepEqual(Object.keys(read().roles), ["read"]);
    assert.deepEqual(
      ["shop", "other", "former", "none"].map((stack) => hasEntries(folder, stack)),
      [true, true, false, false],
    );
    assert.ok(hasEntries(folder, "shop", "roles") && !hasEntries(folder, "shop", "grants"));
  });

  const refused: Readonly<Record<string, readonly [files: Record<string, string>, expected: RegExp]>> = {
    "a setting with its file and line": [
      { "access/shop/roles/deploy.yaml": role.replace('"222222222222"', "222222222222") },
      /^roles\.deploy\.trusts\[0\]\.account: found 222222222222 .* \(access\/shop\/roles\/deploy\.yaml:3\)$/,
    ],
    "a check of several settings with its file": [
      { "access/shop/roles/deploy.yaml": role.replace("2027-02-01", "2025-02-01") },
      /^roles\.deploy\.review\.by: .* \(access\/shop\/roles\/deploy\.yaml:7\)$/,
    ],
    "what is missing with the file": [
      { "access/shop/roles/deploy.yaml": role.replace(/^review.*\n/m, "") },
      /^roles\.deploy\.review: missing, .* \(access\/shop\/roles\/deploy\.yaml:1\)$/,
    ],
    "a name with dots in its own file": [
      { "access/shop/roles/a.yaml": role, "access/shop/roles/a.trusts.yaml": role.replace("2027-02-01", "soon") },
      /^roles\.a\.trusts\.review\.by: .* \(access\/shop\/roles\/a\.trusts\.yaml:7\)$/,
    ],
    "an entry in both places": [
      { "Pulumi.shop.yaml": head + inSection("roles", "deploy", role), "access/shop/roles/deploy.yaml": role },
      /^roles\.deploy: found it in a file of its own and under cross-account-access:roles too, .* \(access\/shop\/roles\/deploy\.yaml:1\)$/,
    ],
    "an entry that Pulumi.yaml has too": [
      {
        "Pulumi.yaml":
          "name: cross-account-access\nruntime: nodejs\nconfig:\n  cross-account-access:groups:\n    value: { ops: {} }\n",
        "access/shop/groups/ops.yaml": "members: [alice]\n",
        "access/shop/roles/deploy.yaml": role,
      },
      /^groups\.ops: found it in a file of its own and under cross-account-access:groups too/,
    ],
    "a section that is no object": [
      { "Pulumi.shop.yaml": `${head}  cross-account-access:roles: [a]\n`, "access/shop/roles/deploy.yaml": role },
      /^roles: found \["a"\], expected an object of entries by their names/,
    ],
    "an unknown folder": [
      { "access/shop/rolse/deploy.yaml": role },
      /^access\/shop\/rolse: found "rolse", did you mean roles\? expected a folder of one of the sections: roles, policies, groups, grants$/,
    ],
    "a folder of a stack that is not there": [
      { "access/shpo/roles/deploy.yaml": role },
      /^access\/shpo: found a folder of a stack that has no Pulumi\.shpo\.yaml, did you mean shop\? expected a stack's name$/,
    ],
    "a file among the stacks": [
      { "access/deploy.yaml": role },
      /^access\/deploy\.yaml: found a file, expected folders/,
    ],
    "a file among the sections": [
      { "access/shop/deploy.yaml": role },
      /^access\/shop\/deploy\.yaml: found a file, expected folders: roles, policies, groups, grants$/,
    ],
    "another extension": [
      { "access/shop/roles/deploy.yml": role },
      /^access\/shop\/roles\/deploy\.yml: found this name, expected files with the name of an entry: <name>\.yaml$/,
    ],
    "a file without a name": [
      { "access/shop/roles/.yaml": role },
      /^access\/shop\/roles\/\.yaml: found this name, expected files with the name of an entry/,
    ],
    "a folder in place of a file": [
      { "access/shop/roles/deploy.yaml/x.yaml": role },
      /^access\/shop\/roles\/deploy\.yaml: found a folder, expected files/,
    ],
    "an empty file": [
      { "access/shop/roles/deploy.yaml": "# nothing yet\n" },
      /^roles\.deploy: found an empty file, expected the entry's settings \(access\/shop\/roles\/deploy\.yaml:1\)$/,
    ],
    "an entry that is no object": [
      { "access/shop/roles/deploy.yaml": "- a\n" },
      /^roles\.deploy: found \["a"\], expected .* \(access\/shop\/roles\/deploy\.yaml:1\)$/,
    ],
    "what is no YAML, at its line": [
      { "access/shop/roles/deploy.yaml": `${role}session: { a: b }\n` },
      /^roles\.deploy: not valid YAML, .*"session" a second time.* \(access\/shop\/roles\/deploy\.yaml:8\)$/,
    ],
    "a name that IAM does not take": [
      { "access/shop/roles/de ploy.yaml": role },
      /^roles\.de ploy: found the name "de ploy", expected .* \(access\/shop\/roles\/de ploy\.yaml:1\)$/,
    ],
    "the name that is no key": [{ "access/shop/roles/__proto__.yaml": role }, /^__proto__: /],
    "an encrypted value": [
      { "access/shop/roles/deploy.yaml": role.replace("Deploys the web shop", "{ secure: v1:abc }") },
      /^roles\.deploy: found an encrypted value, .* \(access\/shop\/roles\/deploy\.yaml:1\)$/,
    ],
    "entries in a stack that is to be empty": [
      { "Pulumi.shop.yaml": `${head}  cross-account-access:empty: true\n`, "access/shop/roles/deploy.yaml": role },
      /^empty: found true beside roles/,
    ],
  };
  for (const [name, [files, expected]] of Object.entries(refused))
    it(`refuses ${name}`, () => {
      for (const [path, text] of Object.entries(files)) write(path, text);
      const found = problems();
      assert.ok(
        found.some((line) => expected.test(line)),
        found.join("\n") || "no problem",
      );
    });

  it("refuses links, which a revision would not have", () => {
    write("access/shop/roles/read.yaml", role);
    symlinkSync("read.yaml", join(folder, "access/shop/roles/deploy.yaml"));
    symlinkSync("roles", join(folder, "access/shop/groups"));
    symlinkSync("shop", join(folder, "access/other"));
    assert.deepEqual(
      problems().map((line) => line.split(",")[0]),
      ["access/other: found a link", "access/shop/groups: found a link", "access/shop/roles/deploy.yaml: found a link"],
    );
  });

  it("are more than the engine could pass: a thousand roles, each problem with its file and line", () => {
    for (let at = 0; at < 1000; at++)
      write(`access/shop/roles/role-${at}.yaml`, at % 100 === 7 ? role.replace("1h", "1s") : role);
    const found = problems();
    assert.equal(found.length, 10);
    for (const line of found)
      assert.match(line, /^roles\.(role-\d*07|role-7)\.session\.maxDuration: .* \(access\/shop\/roles\/\1\.yaml:5\)$/);
    for (let at = 7; at < 1000; at += 100) write(`access/shop/roles/role-${at}.yaml`, role);
    const { roles } = read();
    assert.equal(Object.keys(roles).length, 1000);
    assert.ok(JSON.stringify(roles).length > 128 * 1024, "more than one variable of the environment takes");
  });
});
