import Ajv from "ajv";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { schemaTexts } from "../../settings/generateSchema";
import { sections } from "../../settings/settings";
import { stackFileSchema } from "../../settings/stackFile";
import { exampleRole, trustedConfig, trustingConfig, type Config } from "./example";
import { problemsIn } from "./refused";
import { refusedKeys } from "./refused/keys";
import { refusedPolicies } from "./refused/policies";
import { refusedRoles } from "./refused/roles";
import { refusedStacks } from "./refused/stacks";
import { refusedPeople } from "./refused/people";
import { refusedTrusts } from "./refused/trusts";

type Node = {
  readonly properties?: Record<string, Node>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node | Node[];
  readonly anyOf?: Node[];
  readonly pattern?: string;
  readonly propertyNames?: Node;
};

const root = join(__dirname, "../..");
const schema = stackFileSchema("cross-account-access");
// A validator of others: what editors have is not the library that the schema is made with.
const ajv = new Ajv({ allErrors: true, strictRequired: false });
const takes = ajv.compile(schema);
const refused = [
  ...refusedTrusts,
  ...refusedPeople,
  ...refusedRoles,
  ...refusedPolicies,
  ...refusedStacks,
  ...refusedKeys,
];

/** Every setting as a pattern of paths: `roles.*.trusts[].account`. */
function settingsIn(node: Node, path = ""): string[] {
  const inner = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, value]) => [
      `${path}.${key}`,
      ...settingsIn(value, `${path}.${key}`),
    ]),
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

/** What no pattern says: how long a duration is, which addresses are public, which days there are. */
const leftToThePreview =
  /expected (a duration from|a range of public addresses|a day or a moment in UTC|keys that differ in more than their case)/;

/** Whether a single value is wrong whatever else the file says: what an editor can tell. */
function wrongByItself(config: Config): boolean {
  const wrong = Object.entries(sections).some(([section, { entry }]) => {
    const entries = Object.values(
      (JSON.parse(config[`cross-account-access:${section}`] ?? "{}") as object | null) ?? {},
    );
    return entries.some((value) => !entry.safeParse(value).success);
  });
  return wrong && !problemsIn(config).some((line) => leftToThePreview.test(line));
}

/** One of each form that settings may have. */
const taken: readonly Config[] = [
  ...[
    { session: { tags: ["team"], sourceIdentity: "required", maxDuration: "90m" } },
    {
      session: {
        tags: { required: { cost: ["a"] }, transitive: ["cost"] },
        sourceIdentity: { matching: "${aws:username}" },
        namePattern: "a-*",
      },
    },
    { session: { tags: { allowed: ["team"], required: ["cost"] } } },
    {
      mfa: { required: false, reason: "ci" },
      trusts: [{ account: "222222222222", principals: ["role/ci", "sso/Deploy"] }],
    },
    { mfa: { maxAge: "15m" }, window: { from: "2027-01-01 00:00:00 +0000 UTC", until: "2027-02-01T10:00:00Z" } },
    {
      network: { sourceIps: ["203.0.113.0/24", "2001:db8::1"], vpcEndpoints: ["vpce-12345678"] },
      organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/*"] },
    },
    {
      trusts: [
        { account: "222222222222", mfa: { required: true } },
        { account: "333333333333", window: { until: "2027-02-01" } },
      ],
      tags: { team: "", Größe: "ä b" },
    },
    {
      policies: {
        managed: ["ReadOnlyAccess"],
        presets: { a: { readService: "s3" }, b: { deployToBuckets: { buckets: ["shop"], delete: true } } },
      },
      principalTags: { team: ["shop"] },
      revokeSessionsBefore: "2026-11-01",
      path: "/a/b/",
      namePrefix: "x-",
      name: "y",
    },
  ].map(trustingConfig),
  ...[
    { mfa: {} },
    { policyName: "p", renamedFrom: "q" },
    {
      to: { roles: ["ci"] },
      roles: [
        { stack: "acme/p/trusting", role: "deploy", arnUntilDeployed: "arn:aws:iam::111111111111:role/a/deploy" },
      ],
    },
  ].map(trustedConfig),
];

describe("the JSON Schema of the stack files", () => {
  it("is current: npm run schema writes it anew", async () => {
    for (const [path, text] of await schemaTexts()) assert.equal(readFileSync(path, "utf8"), text);
  });

  for (const stack of ["trusting", "trusted"]) {
    it(`takes Pulumi.${stack}.yaml, whose first line names it for editors`, () => {
      const text = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
      assert.equal(text.split("\n")[0], "# yaml-language-server: $schema=settings/stack.schema.json");
      takes(parse(text));
      assert.deepEqual(takes.errors ?? [], []);
    });
  }

  it("refuses keys of this program's that it does not know, and leaves those of others alone", () => {
    const config = { "aws:region": "eu-west-1", "aws:allowedAccountIds": ["111111111111"] };
    assert.equal(
      takes({ config: { ...config, "pulumi:tags": {}, "cross-account-access:roles": { deploy: exampleRole() } } }),
      true,
    );
    assert.equal(takes({ config: { ...config, "cross-account-access:role": {} } }), false);
    assert.equal(
      takes({ config: { ...config, "cross-account-access:roles": { deploy: { ...exampleRole(), trust: [] } } } }),
      false,
    );
  });

  it("is a right one of draft 7", () => {
    assert.equal(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert.equal(ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
  });

  it("takes what the program takes, in every form", () => {
    for (const config of [...taken, trustedConfig(), trustingConfig()]) {
      assert.deepEqual(problemsIn(config), []);
      assert.equal(takes(fileOf(config)), true, `${JSON.stringify(config)}\n${JSON.stringify(takes.errors)}`);
    }
  });

  for (const { what, config } of refused.filter(({ config }) => wrongByItself(config))) {
    it(`refuses ${what}`, () => assert.equal(takes(fileOf(config)), false));
  }

  it("describes every setting of a role, a policy, a group and a grant that editors complete first", () => {
    const config = (schema["properties"] as Record<string, Node>)["config"]!.properties!;
    for (const section of ["roles", "groups", "grants"]) {
      const entry = config[`cross-account-access:${section}`]!.additionalProperties as Node;
      for (const [key, value] of Object.entries(entry.properties ?? {}))
        assert.ok("description" in value, `${section}.*.${key}`);
    }
  });

  it("has patterns that editors can compile as Unicode ones", () => {
    const patterns = (node: unknown): string[] =>
      typeof node === "object" && node !== null
        ? Object.entries(node).flatMap(([key, value]) =>
            key === "pattern" && typeof value === "string" ? [value] : patterns(value),
          )
        : [];
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
      const escaped = setting
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replaceAll("\\*", "[^.]+")
        .replaceAll("\\[\\]", "\\[\\d+\\]");
      assert.ok(lines.some((line) => new RegExp(`^${escaped}(?:[.[]|: )`).test(line)));
    });
  }
});
