/**
 * The person's own settings of this command, in config.yaml. A bundle of its own: reading YAML takes longer than a call,
 * and most people have no such file.
 */
import { lstatSync } from "node:fs";
import { z } from "zod";
import { keys } from "../../../settings/values";
import { readText, Unreadable } from "../../../settings/readText";
import { readForm, UnusableFile } from "../../../settings/yamlForm";

const form = keys({
  remember: z.boolean({ error: "true or false: whether each sign-in with MFA is remembered" }).optional(),
  reuse: z.boolean({ error: "true or false: whether a process tree gets the same session of a role again" }).optional(),
});

/** What the file says, or why it cannot be used. */
export type OwnConfig =
  | { readonly remember: boolean; readonly reuse: boolean; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

/** The largest file, in bytes. */
const limit = 100_000;

/** Reads the file. One that others may have written is not used: it would decide what is kept of a sign-in. */
export function readOwnConfig(path: string): OwnConfig {
  try {
    const found = lstatSync(path);
    if (process.getuid !== undefined && (found.uid !== process.getuid() || (found.mode & 0o022) !== 0))
      return { problems: [`${path}: others may have written it. Make it yours alone (chown, chmod go-w).`] };
    const { value } = readForm(readText(path, { limit }), path, { form, inFull: "so that it says what is read" });
    return { remember: value?.remember === true, reuse: value?.reuse === true };
  } catch (error) {
    if (error instanceof UnusableFile) return { problems: error.lines };
    if (!(error instanceof Unreadable)) throw error;
    return { problems: [`${path}: ${error.message}; expected remember: or reuse:, each true or false.`] };
  }
}
