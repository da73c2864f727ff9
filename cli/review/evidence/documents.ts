/** Turns policy documents into JavaScript values. */
import { parseJson } from "../../../policypack/iam";

/**
 * Parses a document from its text, which may be percent-encoded as IAM gives it. Text that is not JSON, or that repeats
 * a key, stays text: the analysis then reports it.
 */
export function documentOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = decoded(value);
  try {
    parseJson(text);
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Parses each text once and keeps one copy: accounts contain the same documents many times. */
export class Documents {
  private readonly known = new Map<string, unknown>();

  of(text: string | undefined): unknown {
    if (text === undefined) return undefined;
    if (!this.known.has(text)) this.known.set(text, documentOf(text));
    return this.known.get(text);
  }
}

function decoded(text: string): string {
  // A document that is not encoded begins with a brace. A percent sign in it is part of the text.
  if (/^\s*\{/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
