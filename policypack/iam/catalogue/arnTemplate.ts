/** Resource types as the Service Authorization Reference writes them: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */

import { arnPatternParts } from "../condition/operators";
import { ANY_ONE, ANY_RUN, compilePattern, matches, type Pattern } from "../pattern/pattern";
import { generatedStart } from "./generatedNames";

/** Token of a template: any run of characters without a colon, for partition, region and account. */
export const SCOPE = -3;
/** Token of a template: one character that is not a colon. A region or an account in a template is never empty. */
export const SCOPE_ONE = -8;
/** Token of a template: one character of a name. */
export const NAME_ONE = -4;
/** Token of a template: any run of characters of a name. */
export const NAME_RUN = -5;
/** Token of a template: one character of a later name, which does not count since the first name decides. */
export const REST_ONE = -6;
/** Token of a template: any run of such characters. */
export const REST_RUN = -7;

/** A compiled template. */
export interface Template {
  readonly text: string;
  /** The service part of the ARN; undefined where it is itself a variable. */
  readonly service: string | undefined;
  readonly tokens: readonly number[];
  /** False when the ARN has no name in it: an account has only one such resource, so there is nothing to limit. */
  readonly named: boolean;
}

/**
 * Services whose resources belong to what their first name names. A fixed object name in any bucket is no limit, since
 * every bucket may have an object of that name. For other services any fixed part of the name is a limit.
 */
const FIRST_NAME_DECIDES = new Set(["s3", "execute-api"]);

const variants = new WeakMap<Template, Map<string, Template>>();

/**
 * The template in one partition.
 * @param whole true when later names count even though the first decides: for patterns that fix a part of the first
 *   name
 */
export function variantOf(template: Template, partition: string, whole: boolean): Template {
  const known = variants.get(template) ?? new Map<string, Template>();
  variants.set(template, known);
  const key = `${partition} ${whole}`;
  let variant = known.get(key);
  if (variant === undefined)
    known.set(key, (variant = compileTemplate(template.text.replace("${Partition}", partition), whole)));
  return variant;
}

/**
 * The template with the start that all its generated names share (such as `i-`) as literal text, so that this start
 * does not count as a fixed part of the name; undefined when people choose the names.
 */
export function generatedForm(template: Template): Template | undefined {
  const start = generatedStart(template.text);
  if (start === undefined) return undefined;
  return { ...template, text: template.text.replace(/\/\$\{/, `/${start}\${`) };
}

/** True when a fixed part of the first name is needed for a limit; see {@link FIRST_NAME_DECIDES}. */
export function firstNameDecides(template: Template): boolean {
  return FIRST_NAME_DECIDES.has(template.service ?? "");
}

/** Compiles a template; see {@link variantOf} for `whole`. */
export function compileTemplate(text: string, whole = false): Template {
  const parts = text.split(":");
  const service = parts[2];
  const tokens: number[] = [];
  let names = 0;
  // The policies of AWS are under the account `aws`. Nobody can change them, and they hold nothing of a customer. So
  // only ARNs with an account of 12 characters count.
  const ofCustomers = service === "iam" && parts[5]!.startsWith("policy/");
  parts.slice(0, 5).forEach((part, i) => {
    push(tokens, part, () => (ofCustomers && i === 4 ? Array<number>(12).fill(SCOPE_ONE) : [SCOPE_ONE, SCOPE]));
    tokens.push(58);
  });
  const later = !whole && FIRST_NAME_DECIDES.has(service ?? "");
  push(tokens, parts.slice(5).join(":"), () => (names++ > 0 && later ? [REST_ONE, REST_RUN] : [NAME_ONE, NAME_RUN]));
  return { text, service: service?.includes("$") === true ? undefined : service, tokens, named: names > 0 };
}

/** A resource of this type for messages, such as `arn:aws:s3:::anything`. */
export function exampleOf(template: Template, account: string, partition = "aws"): string {
  return template.text
    .replace("${Partition}", partition)
    .replace("${Region}", "eu-west-1")
    .replace("${Account}", account)
    .replace(/\$\{[^}]*\}/g, "anything");
}

/** A pattern with plain text in place of its wildcards; undefined when the result is not a resource of this type. */
export function filledIn(template: Template, pattern: Pattern, account: string): string | undefined {
  const parts = arnPatternParts(pattern);
  if (parts === undefined) return undefined;
  const shape = exampleOf(template, account).split(":");
  const head = parts.slice(0, 5).map((part, i) => (part.exact ? part.source : shape[i]!));
  const name = parts[5]!.tokens
    .map((token) => (token === ANY_RUN ? "anything" : token === ANY_ONE ? "x" : String.fromCharCode(token)))
    .join("");
  const example = [...head, name].join(":");
  return matches(compilePattern(template.text.replace(/\$\{[^}]*\}/g, "*")), example) ? example : undefined;
}

function push(tokens: number[], text: string, variable: () => number[]): void {
  let last = 0;
  for (const found of text.matchAll(/\$\{[^}]*\}/g)) {
    for (let i = last; i < found.index; i++) tokens.push(literal(text, i));
    tokens.push(...variable());
    last = found.index + found[0].length;
  }
  for (let i = last; i < text.length; i++) tokens.push(literal(text, i));
}

/** Some templates contain a `*`. It stands for a part of the name that the reference does not describe. */
function literal(text: string, i: number): number {
  return text[i] === "*" ? REST_RUN : text.charCodeAt(i);
}
