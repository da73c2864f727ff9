import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { schemaFile, schemaText } from "../../settings/generateSchema";
import { stackFileSchema } from "../../settings/stackFile";
import { exampleRole, type Config } from "./example";
import { problemsIn } from "./refused";
import { refusedPolicies } from "./refused/policies";
import { refusedRoles } from "./refused/roles";
import { refusedStacks } from "./refused/stacks";
import { refusedTrusts } from "./refused/trusts";

type Node = { readonly properties?: Record<string, Node>; readonly additionalProperties?: Node | boolean; readonly items?: Node | Node[]; readonly anyOf?: Node[]; readonly pattern?: string; readonly propertyNames?: Node };

const root = join(__dirname, "../..");
const schema = stackFileSchema("cross-account-access");
const validator = z.fromJSONSchema(schema);
const refused = [...refusedTrusts, ...refusedRoles, ...refusedPolicies, ...refusedStacks];

/** Every setting as a pattern of paths: `roles.*.trusts[].account`. */
function settingsIn(node: Node, path = ""): string[] {
  const inner = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, value]) => [`${path}.${key}`, ...settingsIn(value, `${path}.${key}`)]),
    ...(typeof node.additionalProperties === "object" ? settingsIn(node.additionalProperties, `${path}.*`) : []),
    ...[node.items ?? []].flat().flatMap((item) => settingsIn(item, `${path}[]`)),
    ...(node.anyOf ?? []).flatMap((alternative) => settingsIn(alternative, path)),
  ];
  return [...new Set(inner)];
}

/** What an editor sees of a configuration: the file's `config` block. */
const fileOf = (config: Config) => ({
  config: Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      try {
        return [key, JSON.parse(value) as unknown];
      } catch {
        return [key, value];
      }
    }),
  ),
});

describe("the JSON Schema of the stack files", () => {
  it("is current: npm run schema writes it anew", () => {
    assert.equal(readFileSync(schemaFile, "utf8"), schemaText());
  });

  for (const stack of ["trusting", "trusted"]) {
    it(`takes Pulumi.${stack}.yaml, whose first line names it for editors`, () => {
      const text = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
      assert.equal(text.split("\n")[0], "# yaml-language-server: $schema=settings/stack.schema.json");
      assert.deepEqual(validator.safeParse(parse(text)).error?.issues, undefined);
    });
  }

  it("refuses keys of this program's that it does not know, and leaves those of others alone", () => {
    const config = { "aws:region": "eu-west-1", "aws:allowedAccountIds": ["111111111111"] };
    assert.equal(validator.safeParse({ config: { ...config, "pulumi:tags": {}, "cross-account-access:roles": { deploy: exampleRole() } } }).success, true);
    assert.equal(validator.safeParse({ config: { ...config, "cross-account-access:role": {} } }).success, false);
    assert.equal(validator.safeParse({ config: { ...config, "cross-account-access:roles": { deploy: { ...exampleRole(), trust: [] } } } }).success, false);
  });

  it("refuses nothing that the program takes, and most of what it refuses", () => {
    const seen = refused.filter(({ config }) => !validator.safeParse(fileOf(config)).success);
    assert.ok(seen.length > refused.length / 2, `only ${seen.length} of ${refused.length}`);
  });

  it("describes every setting of a role, a policy, a group and a grant that editors complete first", () => {
    const config = (schema["properties"] as Record<string, Node>)["config"]!.properties!;
    for (const section of ["roles", "groups", "grants"]) {
      const entry = config[`cross-account-access:${section}`]!.additionalProperties as Node;
      for (const [key, value] of Object.entries(entry.properties ?? {})) assert.ok("description" in value, `${section}.*.${key}`);
    }
  });

  it("has patterns that editors can compile as Unicode ones", () => {
    const patterns = (node: unknown): string[] =>
      typeof node === "object" && node !== null ? Object.entries(node).flatMap(([key, value]) => (key === "pattern" && typeof value === "string" ? [value] : patterns(value))) : [];
    const all = patterns(schema);
    assert.ok(all.length > 30);
    for (const pattern of all) new RegExp(pattern, "u");
  });
});

describe("the tests of refused settings", () => {
  const lines = refused.flatMap(({ config }) => problemsIn(config)).filter((line) => !line.includes(": unknown key"));
  const config = (schema["properties"] as Record<string, Node>)["config"]!.properties!;
  const settings = Object.entries(config).flatMap(([key, node]) => {
    const name = key.replace("cross-account-access:", "");
    return key === "aws:profile" ? [] : [name, ...settingsIn(node, name)];
  });

  it("know the settings", () => assert.ok(settings.length > 60, String(settings.length)));
  for (const setting of settings) {
    it(`have a value refused at or below ${setting}`, () => {
      const escaped = setting.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", "[^.]+").replaceAll("\\[\\]", "\\[\\d+\\]");
      assert.ok(lines.some((line) => new RegExp(`^${escaped}(?:[.[]|: )`).test(line)));
    });
  }
});
