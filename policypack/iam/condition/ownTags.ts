/**
 * Whether a principal can set its own tags, or whoever assumes a role can set those of its session: then a condition that asks
 * for its tag is no limit, since it may be any.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
import type { ConditionEntry, PolicyDocument, PolicyVersion, Statement } from "../document/document";
import { once } from "../once";
import { compilePattern, matches, sharedPattern } from "../pattern/pattern";
import { nullAsks } from "./missing";
import { parseOperator } from "./operators";
import { type AnalysedSubject, compileResources, type NamedPolicy, OWN_USER_NAME, resolverOf } from "./subject";

/**
 * True when the policies of a principal may let it set a tag of its own. In doubt it can: a condition on what it may set
 * counts only when it is about the names or values of tags.
 * @param tag its name, in any case: IAM does not tell names of tags apart by their case
 */
export function setsOwnTag(subject: AnalysedSubject, tag: string): boolean {
  const known = answers(subject);
  const lower = tag.toLowerCase();
  let sets = known.get(lower);
  if (sets === undefined) known.set(lower, (sets = settings(subject).some((setting) => isOpen(setting, lower))));
  return sets;
}

const answers = once((_subject: AnalysedSubject) => new Map<string, boolean>());

/** The conditions of the statements about one call that sets tags of the principal's own: one list for each statement. */
interface Setting {
  readonly allows: readonly Conditions[];
  /** Those of the boundary; undefined without a boundary. */
  readonly bounds: readonly Conditions[] | undefined;
  readonly denies: readonly Conditions[];
}

type Conditions = readonly ConditionEntry[];

function isOpen({ allows, bounds, denies }: Setting, tag: string): boolean {
  const lets = (conditions: Conditions): boolean => conditions.every((entry) => mayBeMet(entry, tag));
  const bars = (conditions: Conditions): boolean => conditions.every((entry) => isMet(entry, tag));
  return allows.some(lets) && (bounds === undefined || bounds.some(lets)) && !denies.some(bars);
}

const settings = once((subject: AnalysedSubject): readonly Setting[] => {
  const { kind, policies, boundary } = subject;
  // A policy that is attached to nobody yet may be attached to either.
  const kinds =
    kind === "policy" ? (["role", "user"] as const) : [kind === "role" ? ("role" as const) : ("user" as const)];
  const own = kinds.map((one): Setting => {
    const arns = ownArns(subject, one);
    const of = (effect: Statement["effect"], list: readonly NamedPolicy[]): Conditions[] =>
      list.flatMap(({ document }) =>
        document.statements
          .filter((each) => each.effect === effect && concerns(each, document.version, subject, `iam:tag${one}`, arns))
          .map(({ conditions }) => conditions),
      );
    const bounds = boundary === undefined ? [] : [boundary];
    return {
      allows: of("Allow", policies),
      bounds: boundary === undefined ? undefined : of("Allow", bounds),
      denies: of("Deny", [...policies, ...bounds]),
    };
  });
  return subject.trust === undefined ? own : [...own, ofSessions(subject.trust)];
});

/**
 * What a trust says of the tags that callers from accounts give their sessions. Those of an identity provider come from its
 * word, and no service gives any.
 */
function ofSessions({ statements }: PolicyDocument): Setting {
  const of = (effect: Statement["effect"]): Conditions[] =>
    statements
      .filter(
        (one) =>
          one.effect === effect && names(one, "sts:tagsession") && (effect === "Deny" ? ofAll(one) : ofAccounts(one)),
      )
      .map(({ conditions }) => conditions);
  return { allows: of("Allow"), bounds: undefined, denies: of("Deny") };
}

function ofAccounts({ principals }: Statement): boolean {
  return principals?.not === true || principals?.entries.some(({ kind }) => kind === "AWS" || kind === "*") === true;
}

function ofAll({ principals }: Statement): boolean {
  return principals?.not === false && principals.entries.some(({ value }) => value === "*");
}

/** The ARNs that may be the principal's own. Where it is not known, one with a name that only patterns for every name match. */
function ownArns({ kind, arn, account = "000000000000" }: AnalysedSubject, as: "role" | "user"): string[] {
  const any = `arn:aws:iam::${account}:${as}/`;
  const own = kind === as && arn !== undefined ? arn : `${any}\u0000`;
  return as === "user" ? [own, any + OWN_USER_NAME] : [own];
}

/** Whether a statement is about a call on one of the ARNs: an Allow if it may be, a Deny if it surely is. */
function concerns(
  { effect, actions, resources }: Statement,
  version: PolicyVersion,
  subject: AnalysedSubject,
  action: string,
  arns: readonly string[],
): boolean {
  if (resources === undefined) return false;
  if (!names({ actions }, action)) return false;
  const resolve = resolverOf(subject, (effect === "Allow") !== resources.not);
  const patterns = compileResources(resources.values, version, resolve);
  return arns.some((arn) => patterns.some((pattern) => matches(pattern, arn))) !== resources.not;
}

function names({ actions }: Pick<Statement, "actions">, action: string): boolean {
  return actions.values.some((value) => matches(sharedPattern(value.toLowerCase()), action)) !== actions.not;
}

/** Whether a request that sets the tag, and no other, may meet a condition of an Allow. */
function mayBeMet(entry: ConditionEntry, tag: string): boolean {
  const operator = parseOperator(entry.operator);
  const about = aboutTag(entry.key, tag);
  if (operator === undefined || about === undefined) return true;
  if (operator.comparison === "null") return nullAsks(entry) !== "absent";
  if (about === "value") return operator.negated || entry.values.some((value) => mayBeAny(value, tag));
  return operator.negated !== amongTags(entry, tag);
}

/** Whether a value stands for many; what a caller has as its own tag already is one that somebody else set. */
function mayBeAny(value: string, tag: string): boolean {
  return /[*?]|\$\{/.test(value) && value.toLowerCase() !== `\${aws:principaltag/${tag}}`;
}

/** Whether every request that sets the tag meets a condition of a Deny. */
function isMet(entry: ConditionEntry, tag: string): boolean {
  const operator = parseOperator(entry.operator);
  const about = aboutTag(entry.key, tag);
  if (operator === undefined || about === undefined) return false;
  if (operator.comparison === "null") return nullAsks(entry) === "present";
  if (about === "value") return !operator.negated && entry.values.includes("*") && operator.comparison === "like";
  return operator.quantifier === "ForAnyValue" && operator.negated !== amongTags(entry, tag);
}

/** What a condition asks about: the names of the tags that are set, or the value of this one. */
function aboutTag(key: string, tag: string): "name" | "value" | undefined {
  const lower = key.toLowerCase();
  return lower === "aws:tagkeys" ? "name" : lower === `aws:requesttag/${tag}` ? "value" : undefined;
}

function amongTags({ values }: ConditionEntry, tag: string): boolean {
  return values.some((value) => matches(compilePattern(value.toLowerCase()), tag));
}
