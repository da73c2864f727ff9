import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject, stackConfig, stackText } from "../../settings/projectFiles";

describe("the files of a project", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "project-files-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const project = (more = "") => {
    write("Pulumi.yaml", `name: shop\nruntime: nodejs\n${more}`);
    return readProject(folder);
  };
  const value = (text: string) => {
    write("Pulumi.test.yaml", `config:\n  a: ${text}\n`);
    return stackConfig(project(), "test")["shop:a"];
  };

  // What the engine makes of each: https://pkg.go.dev/gopkg.in/yaml.v3
  const values: [text: string, value: unknown][] = [
    ["017", 15],
    ["-017", -15],
    ["018", 18],
    ["0o17", 15],
    ["0x1F", 31],
    ["-0X10", -16],
    ["0b101", 5],
    ["0b102", "0b102"],
    ["1_000", 1000],
    ["1.5", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["1e999", "1e999"],
    ["1f", "1f"],
    ["12a", "12a"],
    ['"017"', "017"],
    ["2026-11-01", "2026-11-01 00:00:00 +0000 UTC"],
    ["2026-11-01T10:00:00Z", "2026-11-01 10:00:00 +0000 UTC"],
    ["2026-11-01T10:00:00.50+02:00", "2026-11-01 10:00:00.5 +0200 +0200"],
    ["2026-11-01T10:00:00+24:00", "2026-11-01 10:00:00 +2400 +2400"],
    ["2026-11-01T10:00:00+25:00", "2026-11-01T10:00:00+25:00"],
    ["2026-11-01T10:00:00+02:60", "2026-11-01T10:00:00+02:60"],
    ["2026-02-30", "2026-02-30"],
    ["2026-13-01", "2026-13-01"],
    ["2026-11-01T25:00:00Z", "2026-11-01T25:00:00Z"],
  ];
  for (const [text, expected] of values)
    it(`have ${text} read as the engine reads it`, () => assert.deepEqual(value(text), expected));

  it("give keys without a namespace to the project", () => {
    write("Pulumi.test.yaml", "config:\n  a: b\n  aws:region: eu-west-1\n");
    assert.deepEqual({ ...stackConfig(project(), "test") }, { "shop:a": "b", "aws:region": "eu-west-1" });
  });

  it("say the backend, where they have one", () => {
    assert.equal(project().backend, undefined);
    assert.equal(project("backend: { url: file://state }\n").backend, "file://state");
    assert.equal(project('backend: { url: "" }\n').backend, undefined);
    assert.equal(project("backend: {}\n").backend, undefined);
    assert.throws(() => project("backend: file://state\n"), /expected under "backend" the address of one/);
  });

  it("may end in yml; what is missing or broken is told with its name", () => {
    write("Pulumi.short.yml", "config: {}\n");
    assert.equal(stackText(folder, "short").file, "Pulumi.short.yml");
    assert.throws(() => stackText(folder, "none"), /^Error: there is no Pulumi\.none\.yaml in /);
    write("Pulumi.broken.yaml", "config: [\n");
    assert.throws(() => stackConfig(project(), "broken"), /Pulumi\.broken\.yaml: not valid YAML, /);
    mkdirSync(join(folder, "Pulumi.folder.yaml"));
    write("Pulumi.folder.yml", "config: {}\n");
    assert.throws(() => stackText(folder, "folder"), /Pulumi\.folder\.yaml: /);
  });
});
