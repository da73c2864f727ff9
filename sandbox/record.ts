import { z } from "zod";
import { readText, Unreadable } from "../settings/readText";
import { writeWhole } from "../cli/shared/writeWhole.cjs";
import { join } from "node:path";

const text = z.string().min(1);

const form = z.object({
  endpoint: z.url(),
  /** The process id of the emulator. */
  pid: z.int().positive(),
  engine: z.object({ directory: text, version: text }),
  people: z
    .array(
      z.object({
        profile: text,
        account: text,
        user: text,
        accessKeyId: text,
        secretAccessKey: text,
        mfaSeed: text.optional(),
      }),
    )
    .min(1),
  /** Whether the accounts are in an organization. */
  organization: z.boolean().optional(),
});

/** What a sandbox stores between commands, in `sandbox.json` in its folder. */
export type SandboxRecord = z.output<typeof form>;

/** The largest record, in bytes. A normal one has some hundred. */
const limit = 1_000_000;

/** The file of a sandbox's record. */
export function recordFile(directory: string): string {
  return join(directory, "sandbox.json");
}

/** Reads a record. Gives undefined when it does not exist, and `damaged` when it is cut or is something else. */
export function readRecord(directory: string): SandboxRecord | "damaged" | undefined {
  try {
    return form.parse(JSON.parse(readText(recordFile(directory), { limit })));
  } catch (error) {
    return error instanceof Unreadable && error.code === "ENOENT" ? undefined : "damaged";
  }
}

/** Writes a record. Only this user may read it: it contains secret access keys. */
export function writeRecord(directory: string, record: SandboxRecord): void {
  writeWhole(recordFile(directory), JSON.stringify(record, undefined, 2), { mode: 0o600 });
}
