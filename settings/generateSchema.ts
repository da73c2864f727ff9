/** Writes the JSON Schema of the stack files. They refer to it in their first line. Run with `npm run schema`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "./stackFile";

/** The path of the schema. */
export const schemaFile = join(__dirname, "stack.schema.json");

/** The text of the file. */
export function schemaText(): string {
  return `${JSON.stringify(stackFileSchema("cross-account-access"), undefined, 1)}\n`;
}

if (require.main === module) writeFileSync(schemaFile, schemaText());
