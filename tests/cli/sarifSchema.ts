/** The published schema of SARIF, to validate logs with. */
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** As OASIS publishes it; a development dependency brings it along. */
const packaged = join(
  dirname(require.resolve("@datadog/datadog-ci-plugin-sarif/package.json")),
  "dist",
  "json-schema",
  "sarif-schema-2.1.0.json",
);

/** Validates a log, parsed. */
export function sarifValidator(): ValidateFunction {
  // The schema's patterns are written for regular expressions without the u flag.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  (addFormats as unknown as { default(ajv: Ajv): void }).default(ajv);
  return ajv.compile(JSON.parse(readFileSync(packaged, "utf8")) as object);
}
