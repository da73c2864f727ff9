/**
 * Values of policies as patterns in which a variable is one symbol of its own: whatever `${aws:PrincipalTag/team}` is in a
 * session, it is the same wherever it stands.
 */
import { segments } from "../condition/variables";
import type { PolicyVersion } from "../document/document";
import { ANY_ONE, ANY_RUN, type Pattern, patternOf } from "../pattern/pattern";

/** Symbols begin where UTF-16 code units end. */
const FIRST_SYMBOL = 0x10000;

/** True for the symbol of a variable. */
export function isVariable(token: number): boolean {
  return token >= FIRST_SYMBOL;
}

/** True when a variable stands in the pattern. */
export function hasVariable(pattern: Pattern): boolean {
  return pattern.tokens.some(isVariable);
}

/** The variables of the policies that are compared. */
export class Variables {
  private readonly symbols = new Map<string, number>();
  private readonly texts: string[] = [];

  /** @param absent variables that never resolve, in lower case */
  constructor(private readonly absent: readonly string[] = []) {}

  /**
   * Compiles a value.
   * @returns undefined when a variable of it never resolves: then the value matches nothing
   */
  compile(value: string, version: PolicyVersion, wildcards: boolean): Pattern | undefined {
    const tokens: number[] = [];
    for (const segment of segments(value, version)) {
      if (!("variable" in segment)) tokens.push(...codes(segment.text, wildcards && !segment.literal));
      else if (!this.absent.includes(segment.variable.toLowerCase())) tokens.push(this.symbol(segment.variable, segment.fallback));
      else if (segment.fallback === undefined) return undefined;
      else tokens.push(...codes(segment.fallback, false));
    }
    return patternOf(tokens, value);
  }

  /** What was read, as text. */
  text(read: readonly number[]): string {
    return read.map((code) => (isVariable(code) ? this.texts[code - FIRST_SYMBOL]! : String.fromCharCode(code))).join("");
  }

  /** With another fallback it is another value where the variable is missing. */
  private symbol(variable: string, fallback: string | undefined): number {
    const text = `\${${variable}${fallback === undefined ? "" : `, '${fallback}'`}}`;
    const key = `${variable.toLowerCase()} ${fallback ?? ""} ${fallback === undefined}`;
    const known = this.symbols.get(key);
    if (known !== undefined) return known;
    this.symbols.set(key, FIRST_SYMBOL + this.texts.length);
    this.texts.push(text);
    return FIRST_SYMBOL + this.texts.length - 1;
  }
}

function codes(text: string, wildcards: boolean): number[] {
  return Array.from({ length: text.length }, (_, i) => (wildcards && text[i] === "*" ? ANY_RUN : wildcards && text[i] === "?" ? ANY_ONE : text.charCodeAt(i)));
}
