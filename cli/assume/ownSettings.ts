/** The person's own settings, where there is a file of them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "../shared/homeFolder";
import { exitCodes, Failure } from "./failure";

/** What the file can say. */
export interface OwnSettings {
  readonly remember: boolean;
  readonly reuse: boolean;
}

const none: OwnSettings = { remember: false, reuse: false };

/** Reads them. @throws Failure when the file cannot be used */
export function ownSettings(env: NodeJS.ProcessEnv): OwnSettings {
  const folder = ownFolder("CONFIG", env);
  const file = folder && join(folder, "config.yaml");
  if (!file || !existsSync(file)) return none;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most people have no such file, and YAML takes long to load
  const { readOwnConfig } = require("./remember/ownConfig") as typeof import("./remember/ownConfig");
  const { problems, ...read } = readOwnConfig(file);
  if (problems !== undefined) throw new Failure(exitCodes.usage, problems);
  return { ...none, ...read };
}
