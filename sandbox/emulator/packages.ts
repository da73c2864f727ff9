import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What stands in the stamp before the names of the packages. */
const header = "packages:";

/** What an environment that was installed whole has in its stamp: the Python's version, and its packages by the folders that describe them. */
export function stampOf(directory: string, version: string): string {
  return [version, header, ...describedPackages(directory)].map((line) => `${line}\n`).join("");
}

/**
 * What is missing or cut in an environment that was installed whole once; undefined when nothing is. Each package's
 * RECORD says which files it has, and of how many bytes: https://packaging.python.org/specifications/recording-installed-packages/
 *
 * @param stamp what {@link stampOf} gave, or of an earlier version of this project the version alone
 * @param requirements the pinned packages, for the latter
 */
export function damageOf(directory: string, stamp: string, requirements: string): string | undefined {
  const lines = stamp.split("\n").filter((line) => line !== "");
  if (!existsSync(join(directory, "bin", "python"))) return "bin/python is missing";
  if (lines.length === 0) return "installed is empty";
  const there = describedPackages(directory);
  const known = lines[1] === header ? lines.slice(2) : pinned(requirements);
  const missing = known.find((name) => !there.some((one) => normal(one) === normal(name)));
  if (missing !== undefined) return `${missing.replace(/\.dist-info$/, "")} is missing`;
  for (const folder of sitePackages(directory)) {
    for (const name of there) {
      const damage = existsSync(join(folder, name)) ? damageOfPackage(folder, name) : undefined;
      if (damage !== undefined) return damage;
    }
  }
  return undefined;
}

function damageOfPackage(folder: string, name: string): string | undefined {
  const record = join(folder, name, "RECORD");
  const text = existsSync(record) ? readFileSync(record, "utf8") : "";
  // It lists itself too, without a size.
  if (!text.includes(`${name}/RECORD,,`) || !text.endsWith("\n")) return `${name}/RECORD is missing or cut`;
  for (const [, , file, size] of text.matchAll(/^("?)(.*?)\1,[^,\n]*,(\d+)\r?$/gm)) {
    const found = statSync(join(folder, file!), { throwIfNoEntry: false });
    if (found?.size !== Number(size)) return `${file} is ${found === undefined ? "missing" : "cut"}`;
  }
  return undefined;
}

function describedPackages(directory: string): string[] {
  return sitePackages(directory).flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".dist-info"))).sort();
}

function sitePackages(directory: string): string[] {
  const libraries = join(directory, "lib");
  return existsSync(libraries) ? readdirSync(libraries).map((name) => join(libraries, name, "site-packages")).filter((folder) => existsSync(folder)) : [];
}

/** The packages that every machine gets. */
function pinned(requirements: string): string[] {
  return [...requirements.matchAll(/^([\w.-]+)==(\S+) \\$/gm)].map(([, name, version]) => `${name}-${version}.dist-info`);
}

/** https://packaging.python.org/specifications/name-normalization/ */
function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "_");
}
