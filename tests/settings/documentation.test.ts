import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings } from "../../checks/readSettings";
import { readableServices } from "../../settings/readService";
import { publishedRole } from "../../grants/publishedRole";
import { config, now, trustingConfig, type Config } from "./example";
import { problemsIn } from "./refused";
import { settingKeys } from "./settingKeys";

const page = readFileSync(join(__dirname, "../../docs/settings.md"), "utf8");
/** What stands in code on the page: in `…` or in a block. */
const code = [...page.matchAll(/```[\s\S]*?```|`[^`]+`/g)].map(([text]) => text).join("\n");

const named = (key: string) =>
  new RegExp(`(?<![\\w-])${key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`).test(code);

describe("docs/settings.md", () => {
  const keys = settingKeys();

  it("is held against all settings", () => assert.ok(keys.length > 50, String(keys.length)));
  for (const key of keys) it(`names the setting ${key}`, () => assert.ok(named(key)));

  const { roles, account } = readSettings(trustingConfig(), "cross-account-access", now);
  for (const field of Object.keys(
    publishedRole("deploy", roles["deploy"]!, "arn:aws:iam::111111111111:role/deploy", account),
  )) {
    it(`names the output ${field}`, () => assert.ok(named(field)));
  }

  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => parse(text!) as Record<string, unknown>,
  );
  it("has examples of both sides", () => assert.ok(examples.length >= 2));
  for (const example of examples) {
    it(`has an example that is right: ${Object.keys(example).join(", ")}`, () => {
      const own = Object.entries(example).map(([key, value]) => [key, JSON.stringify(value)]);
      assert.deepEqual(problemsIn({ ...config("111111111111", {}), ...(Object.fromEntries(own) as Config) }), []);
    });
  }

  it("lists the services of the preset readService", () => assert.ok(page.includes(readableServices.join(", "))));
});
