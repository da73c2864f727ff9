import { readFileSync } from "node:fs";
import { join } from "node:path";

const { version: sdk } = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "node_modules", "@pulumi", "aws", "package.json"), "utf8"),
) as { version: string };

/**
 * The version of the AWS package whose plugin this one replaces, so that the engine accepts it. Marked as the
 * sandbox's.
 */
export const version = `${sdk}+sandbox`;
