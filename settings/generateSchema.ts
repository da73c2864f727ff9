/** Writes the JSON Schema of the stack files, which they name in their first line. Run with `npm run schema`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "./stackFile";

/** Where the schema is kept. */
export const schemaFile = join(__dirname, "stack.schema.json");

/** The text of the file. */
export function schemaText(): string {
  return `${JSON.stringify(stackFileSchema("cross-account-access"), undefined, 1)}\n`;
}

if (require.main === module) writeFileSync(schemaFile, schemaText());
