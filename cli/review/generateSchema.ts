/** Writes the JSON Schema of what `cross-account review --format json` prints. Run with `npm run schema`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { reviewSchema } from "./model";

/** The file of the schema. */
export const reviewSchemaFile = join(__dirname, "..", "..", "docs", "review.schema.json");

/** The text of the file, in JSON Schema 2020-12. */
export function reviewSchemaText(): string {
  const schema = z.toJSONSchema(reviewSchema.meta({ title: "What cross-account review --format json prints" }), {
    target: "draft-2020-12",
    io: "output",
  });
  return `${JSON.stringify(schema, undefined, 1)}\n`;
}

if (require.main === module) writeFileSync(reviewSchemaFile, reviewSchemaText());
