/**
 * Keeps sign-ins in the system's keyring: the Secret Service of Linux, the Keychain of macOS, the Credential Manager of
 * Windows. The library for it is installed by those who want that; without it there is no keyring.
 */
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type * as library from "@napi-rs/keyring";
import { makeFolder } from "../../shared/makeFolder";
import type { Client } from "./client";
import { keyringMark } from "./agentFolder";
import { clocks, Keep, type Kept } from "./keep";
import type { Question, Reply } from "./speech";

/** Why the keyring is not used, as the end of a sentence. */
export class NoKeyring extends Error {
  override readonly name = "NoKeyring";
}

/** The part of the library that is used here. */
export type Library = Pick<typeof library, "AsyncEntry" | "findCredentialsAsync">;

/** Under which name a keyring shows what this command keeps. */
const service = "cross-account-access";
/** How often somebody looks whether another's sign-in is there, in milliseconds. */
const beat = 100;

/**
 * Opens the keyring.
 *
 * @param load gives the library; undefined where it is not installed
 * @returns undefined where the library is not installed
 * @throws NoKeyring when no keyring answers
 */
export function openKeyring(env: NodeJS.ProcessEnv, load = installed): Client | undefined {
  const { CROSS_ACCOUNT_KEYRING: wanted } = env;
  if (wanted === "off") return undefined;
  if (wanted) throw new NoKeyring(`CROSS_ACCOUNT_KEYRING is ${JSON.stringify(wanted)}, expected off or nothing`);
  const mark = keyringMark(env);
  const found = load();
  if (found === undefined || mark === undefined) return undefined;
  try {
    entryOf(found, "");
  } catch {
    throw new NoKeyring("none answers here");
  }
  return new Keyring(found, mark);
}

function installed(): Library | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- installed by those who want it
    return require("@napi-rs/keyring") as Library;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw new NoKeyring("the library @napi-rs/keyring cannot be loaded");
  }
}

/** On Linux never the kernel's keys, which the library takes where no service answers: they have no end of their own. */
function entryOf({ AsyncEntry }: Library, key: string): library.AsyncEntry {
  return new AsyncEntry(service, key, { linux: { store: "secret-service" } });
}

/** Answers the questions that the agent answers. Each sign-in is an entry; another program may have written it. */
class Keyring implements Client {
  private release: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly found: Library,
    private readonly mark: string,
  ) {}

  readonly ask = async (question: Question): Promise<Reply> => {
    try {
      return await this.answer(question);
    } catch (error) {
      throw error instanceof NoKeyring ? error : new NoKeyring(reasonOf(error));
    }
  };

  /** Others who wait may go on. */
  readonly close = (): void => void this.release();

  private async answer(question: Question): Promise<Reply> {
    switch (question.op) {
      case "get": {
        const found = await this.get(question);
        if (found !== undefined || question.claim !== true) return found === undefined ? {} : { found };
        await this.claim(question.key);
        const meanwhile = await this.get(question);
        return meanwhile === undefined ? { claimed: true } : { found: meanwhile };
      }
      case "set": {
        const keep = new Keep(clocks);
        keep.set(question);
        await this.write(question.key, keep);
        await this.release();
        return {};
      }
      case "drop":
        await entryOf(this.found, question.key).deleteCredential();
        return {};
      case "status":
        return { kept: new Keep(clocks, await this.all()).names() };
      case "forget": {
        const all = await this.all();
        for (const [key] of all) await entryOf(this.found, key).deleteCredential();
        rmSync(this.mark, { force: true });
        return { forgotten: new Keep(clocks, all).size };
      }
    }
  }

  private async get({ key, maxAge }: Extract<Question, { op: "get" }>): Promise<Reply["found"]> {
    const text = await entryOf(this.found, key).getPassword();
    if (text === null) return undefined;
    const keep = new Keep(clocks, readKept(key, text));
    const found = keep.get(key, maxAge);
    if (keep.size === 0 || JSON.stringify(keep.entries()[0]![1]) !== text) await this.write(key, keep);
    return found;
  }

  /** Writes what is kept under a key, or takes it away when that is nothing. */
  private async write(key: string, keep: Keep): Promise<void> {
    const entry = entryOf(this.found, key);
    const kept = keep.entries()[0]?.[1];
    if (kept === undefined) return void (await entry.deleteCredential());
    await entry.setPassword(JSON.stringify(kept));
    makeFolder(join(this.mark, ".."));
    writeFileSync(this.mark, "", { mode: 0o600 });
  }

  private async all(): Promise<(readonly [string, Kept])[]> {
    const found = await this.found.findCredentialsAsync(service);
    return found.flatMap(({ account, password }) => readKept(account, password, true));
  }

  /** Waits until nobody else brings the value of a key. The lock of a killed process expires after some seconds. */
  private async claim(key: string): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where somebody signs in
    const { lock } = require("proper-lockfile") as typeof import("proper-lockfile");
    makeFolder(join(this.mark, ".."));
    const place = `${this.mark}-${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
    for (; ; await pause(beat)) {
      try {
        const release = await lock(place, { realpath: false, stale: 10_000, update: 2_000, onCompromised: () => {} });
        this.release = () => ((this.release = () => Promise.resolve()), release().catch(() => {}));
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      }
    }
  }
}

/** @param damaged whether an entry that cannot be read counts, as one that is over */
function readKept(key: string, text: string, damaged = false): (readonly [string, Kept])[] {
  try {
    const read = JSON.parse(text) as Partial<Kept> | null;
    const { name, value, wall, steady, lasts } = read ?? {};
    const numbers = [wall, steady, lasts].every((one) => typeof one === "number");
    if (typeof name === "string" && typeof value === "object" && numbers) return [[key, read as Kept]];
  } catch {
    // What is not JSON is not ours either.
  }
  return damaged ? [[key, { name: "", value: undefined, wall: 0, steady: 0, lasts: 0 }]] : [];
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/locked|dismissed/i.test(text)) return "it is locked";
  return `it says: ${text.split("\n")[0]!.slice(0, 200).replace(/[.]$/, "")}`;
}
