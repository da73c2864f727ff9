/**
 * Writes the JSON Schemas of the files that people write. They refer to them in their first line. Run with `npm run
 * schema`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { accountsForm } from "./accounts";
import { sections } from "./settings";
import { stackFileSchema } from "./stackFile";

/** The files of entries that stand alone, and what their schemas are called. */
const entrySchemas = {
  "role.schema.json": ["roles", "a role"],
  "policy.schema.json": ["policies", "a policy that roles share"],
  "group.schema.json": ["groups", "a group"],
  "grant.schema.json": ["grants", "a grant"],
} as const;

/** The schemas, by their files in this folder. */
const schemas: Readonly<Record<string, () => object>> = {
  "stack.schema.json": () => stackFileSchema("cross-account-access"),
  "accounts.schema.json": () =>
    z.toJSONSchema(
      accountsForm.meta({ title: "accounts.yaml: names of accounts, and accounts outside of the project" }),
      {
        target: "draft-7",
        io: "input",
      },
    ),
  ...Object.fromEntries(
    Object.entries(entrySchemas).map(([name, [section, what]]) => [
      name,
      () => {
        const form: z.ZodType = sections[section].entry;
        const title = `access/<stack>/${section}/<name>.yaml: ${what}`;
        return z.toJSONSchema(form.meta({ title }), { target: "draft-7", io: "input" });
      },
    ]),
  ),
};

/** The texts of the files, by their paths. */
export function schemaTexts(): [path: string, text: string][] {
  return Object.entries(schemas).map(([name, schema]) => [
    join(__dirname, name),
    `${JSON.stringify(schema(), undefined, 1)}\n`,
  ]);
}

if (require.main === module) for (const [path, text] of schemaTexts()) writeFileSync(path, text);
