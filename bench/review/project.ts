/**
 * Writes a folder with the project of an estate: stack files, profiles, and an engine that prints each stack's export.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { exportOf, type EstateAccount } from "./estate";

/**
 * Writes the project.
 *
 * @returns an environment in which a review uses this estate and nothing else
 */
export function writeProject(folder: string, estate: readonly EstateAccount[], endpoint: string): NodeJS.ProcessEnv {
  const [engine, exports] = [join(folder, "engine"), join(folder, "exports")];
  for (const needed of [engine, exports]) mkdirSync(needed, { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
  for (const account of estate) {
    writeFileSync(
      join(folder, `Pulumi.${account.stack}.yaml`),
      stringify({ config: account.config }, { version: "1.1" }),
    );
    writeFileSync(join(exports, `${account.stack}.json`), JSON.stringify(exportOf(account)));
  }
  writeFileSync(join(folder, "config"), "");
  writeFileSync(
    join(folder, "credentials"),
    estate
      .map(
        ({ stack, accessKeyId }) =>
          `[${stack}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = not-a-secret\n`,
      )
      .join("\n"),
  );
  // `pulumi stack export --stack <name> …`
  writeFileSync(join(engine, "pulumi"), `#!/bin/sh\nexec cat "${exports}/$4.json"\n`);
  chmodSync(join(engine, "pulumi"), 0o755);
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|PULUMI|CROSS_ACCOUNT)_/.test(name));
  return {
    ...Object.fromEntries(own),
    PATH: [engine, process.env["PATH"]].join(delimiter),
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
