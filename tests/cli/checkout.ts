import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
/** What the command is bundled from. */
const parts = [
  "cli",
  "checks",
  "components",
  "documents",
  "grants",
  "policypack",
  "settings",
  "transitions",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

const bundles = join(root, "cli", "dist");

/** Copies into a folder what a checkout has that the command is made from, without a bundle of it. */
export function copyCheckout(folder: string): void {
  for (const part of parts)
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: (file) => file !== bundles });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, ".git"));
}
