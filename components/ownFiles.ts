import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { entriesFolder } from "../settings/entryFolders";
import type { Problem, Where } from "../settings/problems";

/** What the program was told, with what stands in the files of the stack that is being deployed. */
export interface OwnFiles {
  /** The values by full keys, with the entries that have files of their own. */
  readonly config: Readonly<Record<string, string>>;
  /** Tells the file and the line of a setting. Files are read only when asked. */
  readonly where: Where;
  /** What is wrong with the files of entries. */
  readonly problems: readonly Problem[];
}

/** @param config what the engine passed to the program */
export function ownFiles(config: Readonly<Record<string, string>>): OwnFiles {
  const folder = pulumi.runtime.getRootDirectory();
  // Reading YAML takes 30 ms to load, which only a stack with such files, or with problems, need wait for.
  const read = existsSync(join(folder, entriesFolder)) ? withEntries(folder, config) : { config, problems: [] };
  let found: Where | undefined;
  return { ...read, where: (path) => (found ??= lines(folder, read.config))(path) };
}

/* eslint-disable @typescript-eslint/no-require-imports -- they are loaded late, as said above */
function withEntries(folder: string, config: Readonly<Record<string, string>>): Omit<OwnFiles, "where"> {
  const { readProject } = require("../settings/projectFiles") as typeof import("../settings/projectFiles");
  const entries = require("../settings/entryFiles") as typeof import("../settings/entryFiles");
  return entries.withEntries(config, readProject(folder), pulumi.getStack());
}

function lines(folder: string, config: Readonly<Record<string, string>>): Where {
  try {
    const { readProject } = require("../settings/projectFiles") as typeof import("../settings/projectFiles");
    const { settingLines } = require("../settings/settingLines") as typeof import("../settings/settingLines");
    return settingLines(readProject(folder), pulumi.getStack(), config);
  } catch {
    // The problems are told all the same, without their lines.
    return () => undefined;
  }
}
/* eslint-enable @typescript-eslint/no-require-imports */
