import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The line before the names of the packages in the stamp. */
const header = "packages:";

/** The stamp of a complete installation: the version of Python, and the folders that describe the packages. */
export function stampOf(directory: string, version: string): string {
  return [version, header, ...describedPackages(directory)].map((line) => `${line}\n`).join("");
}

/**
 * What is missing or cut in an installation that was complete once; undefined when nothing is. Each package's RECORD
 * lists its files and their sizes in bytes: https://packaging.python.org/specifications/recording-installed-packages/
 *
 * @param stamp the text from {@link stampOf}; an earlier version of this project wrote the version of Python only
 * @param requirements the pinned packages, for such an earlier stamp
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
  // RECORD lists itself too, without a size.
  if (!text.includes(`${name}/RECORD,,`) || !text.endsWith("\n")) return `${name}/RECORD is missing or cut`;
  for (const [, , file, size] of text.matchAll(/^("?)(.*?)\1,[^,\n]*,(\d+)\r?$/gm)) {
    const found = statSync(join(folder, file!), { throwIfNoEntry: false });
    if (found?.size !== Number(size)) return `${file} is ${found === undefined ? "missing" : "cut"}`;
  }
  return undefined;
}

function describedPackages(directory: string): string[] {
  return sitePackages(directory)
    .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".dist-info")))
    .sort();
}

function sitePackages(directory: string): string[] {
  const libraries = join(directory, "lib");
  return existsSync(libraries)
    ? readdirSync(libraries)
        .map((name) => join(libraries, name, "site-packages"))
        .filter((folder) => existsSync(folder))
    : [];
}

/** The packages that every machine installs. */
function pinned(requirements: string): string[] {
  return [...requirements.matchAll(/^([\w.-]+)==(\S+) \\$/gm)].map(
    ([, name, version]) => `${name}-${version}.dist-info`,
  );
}

/** https://packaging.python.org/specifications/name-normalization/ */
function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "_");
}
