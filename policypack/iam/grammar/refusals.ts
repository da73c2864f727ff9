/**
 * Says what IAM refuses to store, beyond what keeps a document from being read. Such a document may well be judged, but
 * it can never be attached.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { parseOperator } from "../condition/operators";
import type { PolicyKind } from "../document/document";
import { parsePolicy } from "../document/parse";
import { JsonError, parseJson } from "../document/parseJson";
import { found, isObject, own, type Problem } from "../document/parseStatement";
import { dateRefusal, operatorRefusal } from "./conditions";
import { resourceRefusal } from "./resources";
import { principalRefusal, trustActionRefusal } from "./trusts";

/** The characters of a document: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
// eslint-disable-next-line no-control-regex -- tab, line feed and carriage return are among them
const beyond = /[^\u0009\u000a\u000d\u0020-\u00ff]/u;

/**
 * All that is wrong with a document to IAM, each with its path: what keeps it from being read, and what IAM refuses
 * besides. Empty for a document that IAM takes. What is merely useless, such as an action that does not exist, is taken.
 *
 * @param input the document, or its JSON text
 */
export function iamRefusals(input: unknown, kind: PolicyKind): readonly Problem[] {
  const unread = parsePolicy(input, kind).problems ?? [];
  const root = typeof input === "string" ? jsonOf(input) : input;
  if (!isObject(root)) return unread;
  const known = new Set(unread.map(({ path }) => path));
  // What could not be read is told once.
  return [...unread, ...refusalsIn(root, kind).filter(({ path }) => !known.has(path))];
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function refusalsIn(root: Record<string, unknown>, kind: PolicyKind): Problem[] {
  const listed = own(root, "Statement");
  const statements = Array.isArray(listed) ? (listed as unknown[]) : [listed];
  return [
    // A statement that stands alone is the first of a list, as in all other paths.
    ...strangeCharacters({ ...root, Statement: statements }, ""),
    ...(statements.length === 0 ? [{ path: "Statement", message: "found [], expected at least one statement" }] : []),
    ...statements.flatMap((statement, at) =>
      isObject(statement) ? statementRefusals(statement, `Statement[${at}]`, kind) : [],
    ),
  ];
}

/** Characters that IAM takes nowhere in a document, in keys as little as in values. */
function strangeCharacters(value: unknown, path: string): Problem[] {
  if (typeof value === "string") {
    const strange = beyond.exec(value)?.[0];
    return strange === undefined ? [] : [{ path, message: characterText(value, strange) }];
  }
  if (Array.isArray(value))
    return (value as unknown[]).flatMap((item, at) => strangeCharacters(item, `${path}[${at}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const where = path === "" ? key : `${path}.${key}`;
    const strange = beyond.exec(key)?.[0];
    const own = strange === undefined ? [] : [{ path: where, message: characterText(key, strange) }];
    return [...own, ...strangeCharacters(inner, where)];
  });
}

/** Words for a character that IAM does not take. */
export function characterText(text: string, strange = beyond.exec(text)?.[0] ?? ""): string {
  const code = `U+${strange.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  return (
    `found ${found(text)} with the character ${code}, expected none beyond U+00FF and no control characters but tab ` +
    "and line breaks, since IAM takes no others in a policy"
  );
}

/** True for text with a character that IAM takes in no policy. */
export function hasStrangeCharacter(text: string): boolean {
  return beyond.test(text);
}

function statementRefusals(statement: Record<string, unknown>, base: string, kind: PolicyKind): Problem[] {
  const problems: Problem[] = [];
  const report = (where: string, message: string): void => void problems.push({ path: `${base}.${where}`, message });
  const sid = own(statement, "Sid");
  if (kind === "identity" && typeof sid === "string" && !/^[0-9A-Za-z]*$/.test(sid))
    report("Sid", `found ${found(sid)}, expected letters A to Z, a to z and digits alone`);
  for (const name of ["Action", "NotAction"])
    eachText(statement, name, report, (action) => {
      const prefix = /^([^:]*):/.exec(action)?.[1];
      return prefix === undefined || prefix === "*" || /^[0-9A-Za-z.-]+$/.test(prefix)
        ? undefined
        : `found ${found(action)}, expected one service before the colon, as in "s3:GetObject": IAM takes no wildcard in its name`;
    });
  if (kind === "trust") {
    for (const name of ["Action", "NotAction"]) eachText(statement, name, report, trustActionRefusal);
    for (const name of ["Principal", "NotPrincipal"]) {
      const principals = own(statement, name);
      if (isObject(principals))
        eachText(principals, "AWS", (path, text) => report(`${name}.${path}`, text), principalRefusal);
    }
  }
  for (const name of kind === "identity" ? ["Resource", "NotResource"] : [])
    eachText(statement, name, report, resourceRefusal);
  const conditions = own(statement, "Condition");
  for (const [operator, keys] of Object.entries(isObject(conditions) ? conditions : {})) {
    if (!isObject(keys)) continue;
    const refusal = Object.keys(keys).length === 0 ? undefined : operatorRefusal(operator);
    if (refusal !== undefined) report(`Condition.${operator}`, refusal);
    if (parseOperator(operator)?.comparison !== "date") continue;
    for (const key of Object.keys(keys))
      eachText(keys, key, (path, text) => report(`Condition.${operator}.${path}`, text), dateRefusal, true);
  }
  return problems;
}

/** Checks each text of an element that is a text or a list of them; an empty list is refused unless `empty`. */
function eachText(
  element: Record<string, unknown>,
  name: string,
  report: (where: string, message: string) => void,
  refusal: (text: string) => string | undefined,
  empty = false,
): void {
  const value = own(element, name);
  if (Array.isArray(value) && value.length === 0 && !empty) report(name, "found [], expected at least one");
  const list: unknown[] = Array.isArray(value) ? value : [value];
  list.forEach((item, at) => {
    const message = typeof item === "string" ? refusal(item) : undefined;
    if (message !== undefined) report(Array.isArray(value) ? `${name}[${at}]` : name, message);
  });
}
