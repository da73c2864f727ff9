/**
 * Symbols for the variables of policies. In one session `${aws:PrincipalTag/team}` has the same value wherever it
 * stands, so the same symbol stands for it.
 */
import { compileValue } from "../condition/variables";
import type { PolicyVersion } from "../document/document";
import { FIRST_VARIABLE, isVariable, type Pattern, patternOf } from "../pattern/pattern";

/** The symbols for the variables of two policies that are compared. Both have to be compiled with the same instance. */
export class Symbols {
  private readonly symbols = new Map<string, Pattern>();
  private readonly texts: string[] = [];

  /** @param absent variables that never resolve, in lower case */
  constructor(private readonly absent: readonly string[] = []) {}

  /**
   * Compiles a value.
   * @returns undefined when the value matches nothing, since a variable in it never resolves and has no fallback
   */
  compile(value: string, version: PolicyVersion, wildcards: boolean): Pattern | undefined {
    return compileValue(value, version, wildcards, (variable, fallback) =>
      this.absent.includes(variable.toLowerCase()) ? undefined : this.symbol(variable, fallback),
    );
  }

  /** Turns tokens back into text, such as `web-${aws:username}`. */
  text(read: readonly number[]): string {
    return read
      .map((code) => (isVariable(code) ? this.texts[code - FIRST_VARIABLE]! : String.fromCharCode(code)))
      .join("");
  }

  /** Another fallback needs another symbol: the values differ where the variable is missing. */
  private symbol(variable: string, fallback: string | undefined): Pattern {
    const key = `${variable.toLowerCase()} ${fallback ?? ""} ${fallback === undefined}`;
    let known = this.symbols.get(key);
    if (known === undefined) {
      const text = `\${${variable}${fallback === undefined ? "" : `, '${fallback}'`}}`;
      this.symbols.set(key, (known = patternOf([FIRST_VARIABLE + this.texts.length], text)));
      this.texts.push(text);
    }
    return known;
  }
}
