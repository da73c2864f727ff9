/**
 * Compiles values of policies to patterns in which each variable is a symbol of its own. In one session
 * `${aws:PrincipalTag/team}` has the same value wherever it stands, so the same symbol stands for it.
 */
import { segments } from "../condition/variables";
import type { PolicyVersion } from "../document/document";
import { ANY_ONE, ANY_RUN, type Pattern, patternOf } from "../pattern/pattern";

/** The token of the first variable. Lower tokens are UTF-16 code units, which end at 0xffff. */
const FIRST_SYMBOL = 0x10000;

/** True when the token stands for a variable. */
export function isVariable(token: number): boolean {
  return token >= FIRST_SYMBOL;
}

/** True when the pattern has a variable in it. */
export function hasVariable(pattern: Pattern): boolean {
  return pattern.tokens.some(isVariable);
}

/** The variables of two policies that are compared. Both have to be compiled with the same instance. */
export class Variables {
  private readonly symbols = new Map<string, number>();
  private readonly texts: string[] = [];

  /** @param absent variables that never resolve, in lower case */
  constructor(private readonly absent: readonly string[] = []) {}

  /**
   * Compiles a value.
   * @returns undefined when the value matches nothing, since a variable in it never resolves and has no fallback
   */
  compile(value: string, version: PolicyVersion, wildcards: boolean): Pattern | undefined {
    const tokens: number[] = [];
    for (const segment of segments(value, version)) {
      if (!("variable" in segment)) tokens.push(...codes(segment.text, wildcards && !segment.literal));
      else if (!this.absent.includes(segment.variable.toLowerCase()))
        tokens.push(this.symbol(segment.variable, segment.fallback));
      else if (segment.fallback === undefined) return undefined;
      else tokens.push(...codes(segment.fallback, false));
    }
    return patternOf(tokens, value);
  }

  /** Turns tokens back into text, such as `web-${aws:username}`. */
  text(read: readonly number[]): string {
    return read
      .map((code) => (isVariable(code) ? this.texts[code - FIRST_SYMBOL]! : String.fromCharCode(code)))
      .join("");
  }

  /**
   * The symbol of a variable. Another fallback needs another symbol: the values differ where the variable is missing.
   */
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
  return Array.from({ length: text.length }, (_, i) =>
    wildcards && text[i] === "*" ? ANY_RUN : wildcards && text[i] === "?" ? ANY_ONE : text.charCodeAt(i),
  );
}
