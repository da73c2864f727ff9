import * as pulumi from "@pulumi/pulumi";
import type { Where } from "../settings/problems";

/** Tells the line of a setting in the file of the stack that is being deployed. The file is read only when asked. */
export function ownLines(config: Readonly<Record<string, string>>): Where {
  let found: Where | undefined;
  return (path) => (found ??= read(config))(path);
}

function read(config: Readonly<Record<string, string>>): Where {
  try {
    // Reading YAML takes 30 ms to load, which only a stack with problems need wait for.
    /* eslint-disable @typescript-eslint/no-require-imports -- as said above */
    const files = require("../settings/projectFiles") as typeof import("../settings/projectFiles");
    const lines = require("../settings/settingLines") as typeof import("../settings/settingLines");
    /* eslint-enable @typescript-eslint/no-require-imports */
    const project = files.readProject(pulumi.runtime.getRootDirectory());
    return lines.settingLines(project, pulumi.getStack(), config);
  } catch {
    // The problems are told all the same, without their lines.
    return () => undefined;
  }
}
