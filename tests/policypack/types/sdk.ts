/** The resource types of Pulumi's AWS SDKs, read from the files of their packages. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Properties, and names of types, that may have to do with who may do what. */
export const ABOUT_ACCESS =
  /polic(?:y|ies)|role|principal|permission|grant|grantee|acl$|accessControl$|^(?:aws)?accounts?(?:ids?)?$|sharedAccounts|sharedWith|trustedEntit|authoriz/i;

/** For each type whose name or properties may have to do with access, those properties; `-` for the name alone. */
export function accessTypes(folder: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const module of readdirSync(folder, { withFileTypes: true })) {
    if (!module.isDirectory() || ["node_modules", "types", "config", "bin", "scripts"].includes(module.name)) continue;
    for (const file of readdirSync(join(folder, module.name), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".js")) continue;
      const code = join(folder, module.name, file);
      const type = /__pulumiType = '([^']+)'/.exec(readFileSync(code, "utf8"))?.[1];
      if (type === undefined) continue;
      const properties = inputsOf(type, readFileSync(code.replace(/\.js$/, ".d.ts"), "utf8"));
      const about = properties.filter((property) => ABOUT_ACCESS.test(property));
      const name = type.split(":").at(-1)!;
      if (about.length > 0) found.set(type, about);
      else if (ABOUT_ACCESS.test(name)) found.set(type, ["-"]);
    }
  }
  return found;
}

function inputsOf(type: string, declarations: string): string[] {
  const name = type.split(":").at(-1)!;
  const [, body = ""] = new RegExp(`export interface ${name}Args \\{([\\s\\S]*?)\\n\\}`).exec(declarations) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, property]) => property!);
}
