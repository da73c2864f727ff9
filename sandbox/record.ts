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
  people: z.array(z.object({ profile: text, account: text, user: text, accessKeyId: text, secretAccessKey: text, mfaSeed: text.optional() })).min(1),
});

/** What a sandbox remembers between commands, in `sandbox.json` of its folder. */
export type SandboxRecord = z.output<typeof form>;

/** Bytes of a record, which has some hundred. */
const limit = 1_000_000;

/** Where the record of a sandbox is. */
export function recordFile(directory: string): string {
  return join(directory, "sandbox.json");
}

/** Reads a record: undefined where there is none, `damaged` where it is cut, or is none at all. */
export function readRecord(directory: string): SandboxRecord | "damaged" | undefined {
  try {
    return form.parse(JSON.parse(readText(recordFile(directory), { limit })));
  } catch (error) {
    return error instanceof Unreadable && error.code === "ENOENT" ? undefined : "damaged";
  }
}

/** Writes a record, for this user's eyes: it has secret access keys. */
export function writeRecord(directory: string, record: SandboxRecord): void {
  writeWhole(recordFile(directory), JSON.stringify(record, undefined, 2), { mode: 0o600 });
}
