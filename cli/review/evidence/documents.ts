/** Policy documents as JavaScript values. */
import { parseJson } from "../../../policypack/iam";

/**
 * A document from its text, percent-encoded as IAM gives it or not. Text that is no JSON, or says a key twice so that
 * readers disagree, is given as it is: the analysis then reports it.
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

/** Reads each text once: accounts hold the same documents many times over, and so it is kept once in memory. */
export class Documents {
  private readonly known = new Map<string, unknown>();

  of(text: string | undefined): unknown {
    if (text === undefined) return undefined;
    if (!this.known.has(text)) this.known.set(text, documentOf(text));
    return this.known.get(text);
  }
}

function decoded(text: string): string {
  // A document that came unencoded begins with a brace; a percent sign in it is its own.
  if (/^\s*\{/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
