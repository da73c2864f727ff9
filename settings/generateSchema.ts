/**
 * Writes the JSON Schemas of the files that people write, which refer to them in their first line, and the types of
 * settings for other programs. Run with `npm run schema`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { accountsForm } from "./accounts";
import { sections } from "./settings";
import { stackFileSchema } from "./stackFile";
import { writtenTypes } from "./writtenTypes";

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
export async function schemaTexts(): Promise<[path: string, text: string][]> {
  const types = join(__dirname, "written.ts");
  const written = await format(writtenTypes(), { ...(await resolveConfig(types)), parser: "typescript" });
  return [
    ...Object.entries(schemas).map(([name, schema]): [string, string] => [
      join(__dirname, name),
      `${JSON.stringify(schema(), undefined, 1)}\n`,
    ]),
    [types, written],
  ];
}

if (require.main === module)
  void schemaTexts().then((texts) => {
    for (const [path, text] of texts) writeFileSync(path, text);
  });
