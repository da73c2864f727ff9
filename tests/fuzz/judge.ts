/** What holds for every answer that people get, whatever the input was. */
import type { Ran } from "./world/command";

/** Why an answer is none that people should get; a short name of the property, and what was seen. */
export interface Complaint {
  readonly property: string;
  readonly detail: string;
}

/** A frame of a stack trace, of Node.js or of what this project is written in. */
const trace = /^\s+at .*(?::\d+:\d+\)?|\(native\)|\(<anonymous>\))$/m;
/** Words of the language that this project is written in, and of what comes of a value that was not looked at. */
const defects = [
  /\b(?:Type|Range|Reference|Syntax|Assertion|URI|Zod)Error\b|\bERR_[A-Z_]+|DeprecationWarning|Use `node --trace|heap out of memory/,
  /\bis not (?:a function|iterable|an object)\b|\bCannot (?:read|set|convert|access|create)\b|(?:reading|in) 'undefined'/,
  /Maximum call stack|Invalid (?:array length|string length|time value)|Unexpected token|please report/,
  /\[object \w+\]|\bundefined\b|\bNaN\b/,
];
/** Characters that steer a terminal, show nothing, or stand for what nobody knows; lines may end. */
const steering = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
/** Characters of what is said of one input; more is no message. */
const longest = 64 * 1024;

/**
 * Judges a text that people read.
 *
 * @param given what it may quote from
 */
export function textComplaint(text: string, given: string): Complaint | undefined {
  const frame = trace.exec(text);
  if (frame) return { property: "no stack trace", detail: excerpt(text, frame[0]) };
  const word = defects
    .map((one) => one.exec(text)?.[0])
    .find((found) => found !== undefined && !given.includes(found.trim()));
  if (word !== undefined) return { property: "no words of a defect", detail: excerpt(text, word) };
  const steered = steering.exec(text);
  if (steered) return { property: "hidden characters are shown", detail: excerpt(text, steered[0]) };
  return undefined;
}

/** Judges a run of the command: a documented exit code, and words where it did not do what was asked. */
export function ranComplaint(ran: Ran, codes: readonly number[], given: string): Complaint | undefined {
  if (!codes.includes(ran.code))
    return { property: "a documented exit code", detail: `${ran.code}\n${ran.stderr.slice(0, 2_000)}` };
  if (ran.code !== 0 && (ran.stdout + ran.stderr).trim() === "")
    return { property: "a refusal says why", detail: `exit code ${ran.code} without a word` };
  if (ran.stderr.length > longest)
    return {
      property: "a message of a size that people read",
      detail: `${ran.stderr.length} characters: ${ran.stderr.slice(0, 400)}`,
    };
  return textComplaint(ran.stderr, given);
}

function excerpt(text: string, match: string): string {
  const at = text.indexOf(match);
  return text.slice(Math.max(0, at - 400), at + 800);
}

/** Whether two answers to one input are the same. */
export function sameComplaint(first: Ran, second: Ran, what: string): Complaint | undefined {
  const part = (["code", "stdout", "stderr"] as const).find((one) => first[one] !== second[one]);
  return part === undefined
    ? undefined
    : {
        property: what,
        detail: `${part}: ${String(first[part]).slice(0, 800)}\n--- and then\n${String(second[part]).slice(0, 800)}`,
      };
}
