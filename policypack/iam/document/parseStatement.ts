/** Parses one statement of a policy document. See parse.ts. */
import type {
  ConditionEntry,
  Listing,
  PolicyKind,
  PrincipalEntry,
  PrincipalKind,
  PrincipalListing,
  Statement,
} from "./document";

/** What is wrong with a document and where; the path is as in `Statement[2].Condition.StringEquals`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

const KEYS = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
];
const PRINCIPAL_KINDS: readonly PrincipalKind[] = ["AWS", "Service", "Federated", "CanonicalUser"];

/** Reads one statement. Adds the problems that it finds to the list that it gets. */
export class StatementReader {
  constructor(
    private readonly path: string,
    private readonly kind: PolicyKind,
    private readonly problems: Problem[],
  ) {}

  /** Returns the statement, or undefined when it had a problem. */
  read(entry: unknown, index: number): Statement | undefined {
    const before = this.problems.length;
    if (!isObject(entry)) {
      this.problem(
        "",
        `found ${found(entry)}, expected a statement: an object with Effect, Action and ` +
          `${this.kind === "identity" ? "Resource" : "Principal"}`,
      );
      return undefined;
    }
    unknownKeys(entry, KEYS, this.path, this.problems);
    const sid = this.text(entry, "Sid");
    const effect = own(entry, "Effect");
    if (effect !== "Allow" && effect !== "Deny")
      this.problem(
        "Effect",
        `${effect === undefined ? "missing" : `found ${found(effect)}`}; expected "Allow" or "Deny", written just so`,
      );
    const actions = this.listing(entry, "Action", "NotAction", (value, where) => this.checkAction(value, where));
    const resources = this.resources(entry);
    const principals = this.principals(entry);
    const conditions = this.conditions(own(entry, "Condition"));
    if (this.problems.length > before || actions === undefined) return undefined;
    return {
      index,
      ...(sid === undefined ? {} : { sid }),
      effect: effect as "Allow" | "Deny",
      actions,
      ...(resources === undefined ? {} : { resources }),
      ...(principals === undefined ? {} : { principals }),
      conditions,
    };
  }

  private resources(entry: Record<string, unknown>): Listing | undefined {
    if (this.kind === "identity") return this.listing(entry, "Resource", "NotResource", () => undefined);
    if (this.kind === "resource") {
      const named = Object.hasOwn(entry, "Resource") || Object.hasOwn(entry, "NotResource");
      return named ? this.listing(entry, "Resource", "NotResource", () => undefined) : undefined;
    }
    this.forbid(
      entry,
      ["Resource", "NotResource"],
      "a trust policy says who may assume this role, so it names no resource",
    );
    return undefined;
  }

  private principals(entry: Record<string, unknown>): PrincipalListing | undefined {
    if (this.kind === "identity") {
      this.forbid(
        entry,
        ["Principal", "NotPrincipal"],
        "an identity policy applies to whom it is attached to, so it names no principal",
      );
      return undefined;
    }
    const pair = this.oneOf(entry, "Principal", "NotPrincipal");
    if (pair === undefined) return undefined;
    const { name, value } = pair;
    if (value === "*") return { not: name === "NotPrincipal", entries: [{ kind: "*", value: "*" }] };
    if (!isObject(value)) {
      this.problem(
        name,
        `found ${found(value)}, expected an object such as { "AWS": "arn:aws:iam::222222222222:root" }`,
      );
      return undefined;
    }
    const entries: PrincipalEntry[] = [];
    for (const kind of Object.keys(value)) {
      if (!(PRINCIPAL_KINDS as readonly string[]).includes(kind)) {
        this.problem(`${name}.${kind}`, `unknown kind of principal; expected one of ${PRINCIPAL_KINDS.join(", ")}`);
        continue;
      }
      for (const text of this.texts(value[kind], `${name}.${kind}`))
        entries.push({ kind: kind as PrincipalKind, value: text });
    }
    if (entries.length === 0) this.problem(name, "names nobody; expected at least one principal");
    return { not: name === "NotPrincipal", entries };
  }

  private conditions(value: unknown): ConditionEntry[] {
    if (value === undefined) return [];
    if (!isObject(value)) {
      this.problem("Condition", `found ${found(value)}, expected an object of operators`);
      return [];
    }
    return Object.keys(value).flatMap((operator) => {
      const keys = value[operator];
      if (!isObject(keys)) {
        this.problem(`Condition.${operator}`, `found ${found(keys)}, expected an object of condition keys`);
        return [];
      }
      return Object.keys(keys).map((key) => ({
        operator,
        key,
        values: this.texts(keys[key], `Condition.${operator}.${key}`, true),
      }));
    });
  }

  private listing(
    entry: Record<string, unknown>,
    plain: string,
    negated: string,
    check: (value: string, where: string) => void,
  ): Listing | undefined {
    const pair = this.oneOf(entry, plain, negated);
    if (pair === undefined) return undefined;
    const values = this.texts(pair.value, pair.name);
    values.forEach((value, i) => check(value, Array.isArray(pair.value) ? `${pair.name}[${i}]` : pair.name));
    return { not: pair.name === negated, values };
  }

  private checkAction(value: string, where: string): void {
    if (/^\*+$/.test(value) || /^[!-9;-~]+:[ -9;-~]+$/.test(value)) return;
    this.problem(where, `found ${found(value)}, expected service:action, for example "s3:GetObject"`);
  }

  private texts(value: unknown, where: string, scalars = false): string[] {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list.flatMap((item, i) => {
      if (typeof item === "string") return [item];
      if (scalars && (typeof item === "boolean" || typeof item === "number")) return [String(item)];
      this.problem(
        Array.isArray(value) ? `${where}[${i}]` : where,
        `found ${found(item)}, expected text${scalars ? ", a number or a boolean" : ""}`,
      );
      return [];
    });
  }

  private oneOf(
    entry: Record<string, unknown>,
    plain: string,
    negated: string,
  ): { name: string; value: unknown } | undefined {
    const has = [plain, negated].filter((name) => Object.hasOwn(entry, name));
    if (has.length === 2) this.problem(negated, `stands beside ${plain}; a statement has one of the two`);
    if (has.length === 0) this.problem(plain, `missing; expected ${plain} or ${negated}`);
    return has.length === 1 ? { name: has[0]!, value: entry[has[0]!] } : undefined;
  }

  private forbid(entry: Record<string, unknown>, names: string[], why: string): void {
    for (const name of names) if (Object.hasOwn(entry, name)) this.problem(name, `not allowed here: ${why}`);
  }

  private text(entry: Record<string, unknown>, name: string): string | undefined {
    const value = own(entry, name);
    if (value !== undefined && typeof value !== "string") this.problem(name, `found ${found(value)}, expected text`);
    return typeof value === "string" ? value : undefined;
  }

  private problem(where: string, message: string): void {
    this.problems.push({ path: where === "" ? this.path : `${this.path}.${where}`, message });
  }
}

/** True for a plain object: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reports each key of `object` that is not among the known ones, with the known key that was probably meant. */
export function unknownKeys(
  object: Record<string, unknown>,
  known: readonly string[],
  path: string,
  problems: Problem[],
): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const meant = known.find(
      (name) => name.toLowerCase() === key.toLowerCase() || `${name}s`.toLowerCase() === key.toLowerCase(),
    );
    const where = path === "" ? key : `${path}.${key}`;
    problems.push({
      path: where,
      message: `unknown element${meant === undefined ? `; expected one of ${known.join(", ")}` : `; did you mean ${meant}?`}`,
    });
  }
}

/** A field of an object itself, never one of its prototype. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Words for a value in place of which another was expected. */
export function found(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
