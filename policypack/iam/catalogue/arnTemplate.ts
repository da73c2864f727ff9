/** Resource types as the Service Authorization Reference writes them: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */

import { arnPatternParts } from "../condition/operators";
import { once } from "../once";
import { ANY_ONE, ANY_RUN, charactersOf, compilePattern, matches, type Pattern } from "../pattern/pattern";
import { generatedForms } from "./generatedNames";

/** Token of a template: any run of characters without a colon, for partition, region and account. */
export const SCOPE = -3;
/** Token of a template: one character that is not a colon. A region or an account in a template is never empty. */
export const SCOPE_ONE = -8;
/** Token of a template: one character of a name. */
export const NAME_ONE = -4;
/** Token of a template: any run of characters of a name. */
export const NAME_RUN = -5;
/** Token of a template: one character of a name that does not count, since another one decides. */
export const REST_ONE = -6;
/** Token of a template: any run of such characters. */
export const REST_RUN = -7;
/** Token of a template: one character of a part of a domain, which has no dot and does not count. */
export const LABEL_ONE = -9;
/** Token of a template: any run of such characters. */
export const LABEL_RUN = -10;

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
 * Names that only sort resources: a kind, or what an account has one of. The name after them decides. Matched with
 * service and variable.
 */
const SORTS =
  /^(?:(?:organizations|account) OrganizationId|sso InstanceId|\S+ (?:Scope|Company|Provider|Engine|\w*(?:Type|Category)))$/;

/**
 * Types where each name is a limit. The name that comes first is generated or a folder (the id of a group for scaling,
 * a domain for notebooks, a group of schedules), and people choose the name that comes after it.
 */
const EACH_NAME_DECIDES = new Set(["autoscaling", "sagemaker", "scheduler"]);

/** Types whose name may be followed by a version or an alias, though the reference does not write it. */
const QUALIFIED = /:(?:lambda:[^:]*:[^:]*:function|states:[^:]*:[^:]*:stateMachine):\$\{[^}]*\}$/;

/** True when a version or an alias may follow the name of a type: `function:web:1` is `function:web`. */
export function qualified(template: Template): boolean {
  return QUALIFIED.test(template.text);
}

/** The type with the version or alias after its name; undefined when it has none. */
export function qualifiedForm(template: Template): Template | undefined {
  return qualified(template) ? { ...template, text: `${template.text}:\${Qualifier}` } : undefined;
}

/**
 * The place of the name that owns all later ones, from 0: the function before its alias, the bucket before the object,
 * the cluster before the task. A fixed object name in any bucket is no limit, since every bucket may have an object of
 * that name. Undefined when each name is a limit.
 */
export function owningName(text: string): number | undefined {
  if (!owning.has(text)) owning.set(text, findOwningName(text));
  return owning.get(text);
}

const owning = new Map<string, number | undefined>();

function findOwningName(text: string): number | undefined {
  const service = text.split(":")[2]!;
  if (EACH_NAME_DECIDES.has(service) || text.includes(",")) return undefined;
  const names = namesOf(text);
  const first = names.findIndex((name) => !SORTS.test(`${service} ${name}`));
  return Math.max(first, 0);
}

/** The variables of the last part of an ARN. */
function namesOf(text: string): string[] {
  return [
    ...text
      .split(":")
      .slice(5)
      .join(":")
      .matchAll(/\$\{([^}]*)\}/g),
  ].map((found) => found[1]!);
}

const variants = new WeakMap<Template, Map<string, Template>>();

/**
 * The template in one partition.
 * @param whole true when the other names count, too: for patterns that fix a part of the name that owns them
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
 * The type in the forms that its generated names have: with what all of them share (such as `i-`) as literal text, so
 * that this does not count as a fixed part of the name. Empty when people choose the names.
 */
export function generatedTypes(template: Template): readonly Template[] {
  const parts = template.text.split(":");
  return generatedForms(parts[2]!, parts.slice(5).join(":")).map((form) => ({
    ...template,
    text: [...parts.slice(0, 5), form].join(":"),
  }));
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
  const owner = owningName(text);
  push(tokens, parts.slice(5).join(":"), () => {
    const at = names++;
    const rest = owner !== undefined && at !== owner && !whole;
    return rest ? [REST_ONE, REST_RUN] : [NAME_ONE, NAME_RUN];
  });
  return { text, service: service?.includes("$") === true ? undefined : service, tokens, named: names > 0 };
}

/**
 * Compiles the form of a condition key's values, such as `${Service}.${Region}.amazonaws.com`. What stands for
 * `${Region}` does not count: everything is in some region.
 */
export function compileForm(text: string): Template {
  const tokens: number[] = [];
  push(tokens, text, (name) => (name === "${Region}" ? [LABEL_ONE, LABEL_RUN] : [NAME_ONE, NAME_RUN]));
  return { text, service: undefined, tokens, named: true };
}

/** A resource of this type for messages, such as `arn:aws:s3:::anything`. */
export function exampleOf(template: Template, account: string, partition = "aws"): string {
  return plainly(template).replace("${Partition}", partition).replace("${Account}", account);
}

/** The text of a type with all its variables filled in but its partition and account, where these come first. */
const plainly = once(({ text }: Template) => {
  let [partition, account] = [false, false];
  return text.replace("${Region}", "eu-west-1").replace(/\$\{([^}]*)\}/g, (variable, name) => {
    const first = (name === "Partition" && !partition) || (name === "Account" && !account);
    partition ||= name === "Partition";
    account ||= name === "Account";
    return first ? variable : "anything";
  });
});

/** A pattern with plain text in place of its wildcards; undefined when the result is not a resource of this type. */
export function filledIn(template: Template, pattern: Pattern, account: string): string | undefined {
  const parts = arnPatternParts(pattern);
  if (parts === undefined) return undefined;
  const shape = exampleOf(template, account).split(":");
  const head = parts.slice(0, 5).map((part, i) => (part.exact ? part.source : shape[i]!));
  const name = parts[5]!.tokens
    .map((token) => {
      const [one = token] = charactersOf(token) ?? [];
      return token === ANY_RUN ? "anything" : token === ANY_ONE ? "x" : String.fromCharCode(one);
    })
    .join("");
  const example = [...head, name].join(":");
  return matches(patternOfType(template), example) ? example : undefined;
}

const patternOfType = once(({ text }: Template) => compilePattern(text.replace(/\$\{[^}]*\}/g, "*")));

function push(tokens: number[], text: string, variable: (name: string) => number[]): void {
  let last = 0;
  for (const found of text.matchAll(/\$\{[^}]*\}/g)) {
    for (let i = last; i < found.index; i++) tokens.push(literal(text, i));
    tokens.push(...variable(found[0]));
    last = found.index + found[0].length;
  }
  for (let i = last; i < text.length; i++) tokens.push(literal(text, i));
}

/** Some templates contain a `*`. It stands for a part of the name that the reference does not describe. */
function literal(text: string, i: number): number {
  return text[i] === "*" ? REST_RUN : text.charCodeAt(i);
}
