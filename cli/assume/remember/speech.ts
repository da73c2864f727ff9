/** What is said between the command and its agent: a line of JSON each way. Types, and the limits that both keep. */

import type { Leader } from "./processTree";

/** A question to the agent. */
export type Question =
  /**
   * What is kept under a key, if it is younger than `maxAge` seconds; from now on it is kept no longer than that. With
   * `claim`, a caller who finds nothing is to bring it, and others who ask meanwhile wait for that.
   */
  | { readonly op: "get"; readonly key: string; readonly maxAge: number; readonly claim?: boolean }
  /** Keeps a value for some seconds, and no longer than `leader` runs. `name` says what it is, for people. */
  | {
      readonly op: "set";
      readonly key: string;
      readonly name: string;
      readonly value: unknown;
      readonly seconds: number;
      readonly leader?: Leader;
    }
  | { readonly op: "drop"; readonly key: string }
  /** Forgets everything and ends. */
  | { readonly op: "forget" }
  | { readonly op: "status" };

/** Something that is kept, without its value. */
export interface KeptName {
  readonly name: string;
  /** Seconds. */
  readonly age: number;
  readonly left: number;
}

/** An answer of the agent. */
export interface Reply {
  readonly found?: { readonly value: unknown; readonly age: number; readonly left: number };
  /** Nothing is kept, and the caller is to bring it. */
  readonly claimed?: boolean;
  /** How many sign-ins were forgotten, and how many sessions of roles. */
  readonly forgotten?: number;
  readonly sessions?: number;
  readonly kept?: readonly KeptName[];
}

/** The longest line, in characters. */
export const longestLine = 100_000;
