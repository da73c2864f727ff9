import { readFileSync } from "node:fs";
import { join } from "node:path";

const { version: sdk } = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "node_modules", "@pulumi", "aws", "package.json"), "utf8"),
) as { version: string };

/** That of the AWS package whose plugin this one stands in for, so that the engine takes it, marked as the sandbox's. */
export const version = `${sdk}+sandbox`;
