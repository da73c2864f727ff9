/**
 * Reads JSON strictly, as IAM does. `JSON.parse` silently accepts a key that is written twice, which is refused here.
 * Objects have no prototype, so a key named `__proto__` is a key like any other.
 */

/** Limit of the levels of nesting. IAM documents need five. */
export const MAXIMUM_DEPTH = 64;
/** Limit of the characters in a text. IAM's own limits are far lower. */
export const MAXIMUM_CHARACTERS = 4 * 1024 * 1024;

/** Why a text is not usable JSON, and where. Lines and columns count from 1. */
export class JsonError extends Error {
  constructor(
    what: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${what}`);
    this.name = "JsonError";
  }
}

/**
 * Parses a JSON text.
 * @throws JsonError for anything that is not strict JSON: comments, a byte order mark, trailing text,
 *   duplicate keys, more than {@link MAXIMUM_DEPTH} levels or {@link MAXIMUM_CHARACTERS} characters.
 */
export function parseJson(text: string): unknown {
  return new Reader(text).document();
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    if (this.text.length > MAXIMUM_CHARACTERS) {
      this.fail(`the text has ${this.text.length} characters, more than the ${MAXIMUM_CHARACTERS} that are read`);
    }
    if (this.text.charCodeAt(0) === 0xfeff)
      this.fail("a byte order mark stands before the document; save it as UTF-8 without one");
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail(`expected the end of the text, found ${this.here()}`);
    return value;
  }

  private value(depth: number): unknown {
    if (depth > MAXIMUM_DEPTH) this.fail(`nested more than ${MAXIMUM_DEPTH} levels deep`);
    this.space();
    const c = this.text[this.at];
    if (c === "{") return this.object(depth);
    if (c === "[") return this.array(depth);
    if (c === '"') return this.string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.at;
    const found = number.exec(this.text);
    if (found === null) return this.fail(`expected a value, found ${this.here()}`);
    this.at = number.lastIndex;
    return Number(found[0]);
  }

  private object(depth: number): unknown {
    const result = Object.create(null) as Record<string, unknown>;
    this.at++;
    this.space();
    if (this.take("}")) return result;
    for (;;) {
      this.space();
      const start = this.at;
      if (this.text[this.at] !== '"') this.fail(`expected a key in double quotes, found ${this.here()}`);
      const key = this.string();
      if (Object.hasOwn(result, key)) {
        this.at = start;
        this.fail(
          `the key ${JSON.stringify(key)} is written twice in one object; IAM and readers disagree on which counts`,
        );
      }
      this.space();
      if (!this.take(":")) this.fail(`expected ":" after the key ${JSON.stringify(key)}, found ${this.here()}`);
      Object.defineProperty(result, key, {
        value: this.value(depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      });
      this.space();
      if (this.take("}")) return result;
      if (!this.take(",")) this.fail(`expected "," or "}", found ${this.here()}`);
    }
  }

  private array(depth: number): unknown {
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.take("]")) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      this.space();
      if (this.take("]")) return result;
      if (!this.take(",")) this.fail(`expected "," or "]", found ${this.here()}`);
    }
  }

  private string(): string {
    // eslint-disable-next-line no-control-regex -- JSON forbids control characters in strings
    const body = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    body.lastIndex = this.at;
    const found = body.exec(this.text);
    if (found === null) return this.fail("a string that does not end, or has a control character or an unknown escape");
    this.at = body.lastIndex;
    return JSON.parse(found[0]) as string;
  }

  private space(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      this.at++;
    }
  }

  private take(c: string): boolean {
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }

  private here(): string {
    const c = this.text[this.at];
    if (c === undefined) return "the end of the text";
    if (c === "/" && /[/*]/.test(this.text[this.at + 1] ?? "")) return "a comment, which JSON does not have";
    return JSON.stringify(c);
  }

  private fail(what: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    throw new JsonError(what, line, this.at - before.lastIndexOf("\n"));
  }
}
