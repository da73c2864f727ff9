/** Tries the command with an input: here, here again, and now and then as a process of its own. */
import { runHere, runThere, type Ran } from "./command";
import { ranComplaint, sameComplaint, textComplaint, type Complaint } from "../judge";
import type { Place } from "./place";

/** How the command is tried. */
export interface Trial {
  readonly words: readonly string[];
  readonly place: Place;
  /** The exit codes that its help names. */
  readonly codes: readonly number[];
  /** All that its messages may quote. */
  readonly given: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Files that it may write, in the folder where it runs. */
  readonly written?: readonly string[];
  /** Whether standard output is for people; secrets and scripts are for shells. */
  readonly forPeople?: boolean;
  /** Whether what it says depends on nothing but the input; times and ports are something else. */
  readonly again?: boolean;
  /** Whether to start a process of its own too. */
  readonly there?: boolean;
}

/** What the command did, or what is wrong with that. */
export type Tried =
  { readonly ran: Ran; readonly complaint?: undefined } | { readonly complaint: Complaint; readonly ran?: undefined };

/** Runs it and judges what holds for every command. */
export async function tryCommand({
  words,
  place,
  codes,
  given,
  env = {},
  // What a person trusts is kept: see `cross-account trust`.
  written = [".local"],
  forPeople = true,
  again = true,
  there = false,
}: Trial): Promise<Tried> {
  const before = place.contents();
  const ran = await runHere(words, place, env);
  const wrong =
    ranComplaint(ran, codes, given) ?? (forPeople ? textComplaint(ran.stdout.slice(0, 60_000), given) : undefined);
  if (wrong) return { complaint: wrong };
  const left = leftBehind(before, place.contents(), written);
  if (left !== "") return { complaint: { property: "nothing is left behind", detail: left } };
  if (again) {
    const differs = sameComplaint(ran, await runHere(words, place, env), "the same answer again");
    if (differs) return { complaint: differs };
  }
  if (there) {
    const differs = sameComplaint(ran, await runThere(words, place, env), "the same answer as a process of its own");
    if (differs) return { complaint: differs };
  }
  return { ran };
}

function leftBehind(before: string, after: string, written: readonly string[]): string {
  const known = new Set(before.split("\n"));
  return after
    .split("\n")
    .filter((line) => !known.has(line) && !written.some((name) => line.includes(`/${name}`)))
    .join("\n");
}

/** True for one input in `n`, by its content. */
export function oneIn(n: number, text: string): boolean {
  let sum = 0;
  for (let i = 0; i < Math.min(text.length, 4_000); i++) sum = (sum * 31 + text.charCodeAt(i)) >>> 0;
  return sum % n === 0;
}
