/** Finds what an action is allowed on: single named resources, or patterns of many. */
import type { ActionResource } from "../catalogue/actions";
import { qualified, type Template } from "../catalogue/arnTemplate";
import { arnPatternParts } from "../condition/operators";
import { onceForBoth } from "../once";
import { type Clause, inClause } from "../pattern/clause";
import { type Pattern } from "../pattern/pattern";
import type { Grant } from "../reach/grant";
import type { Permissions } from "../reach/permissions";
import type { Reach } from "../reach/reach";

/** A resource, or a pattern of resources, that an action is allowed on. */
export interface Target {
  readonly grant: Grant;
  /** An example of a resource; when `named`, the ARN of the only one. */
  readonly resource: string;
  /** False when a pattern allows the action on many resources. */
  readonly named: boolean;
  /** True when the statement spells out the account of a named resource, without wildcards. */
  readonly inAccount: boolean;
  /** True when it could not be decided whether the action is allowed on any resource. */
  readonly undecided: boolean;
  /** The type of resource; undefined when the action can only be allowed on all resources. */
  readonly template?: Template;
}

/** More pinned characters than any name has. As a limit it asks whether there is a resource at all. */
export const ENOUGH = 1_000_000;

/**
 * All targets of an action. When the budget runs out, an undecided target stands for the rest.
 * @param part only types of resource whose ARN contains this text count
 */
export function targetsOf(permissions: Permissions, action: number, part?: string): Target[] {
  const all = permissions.catalogue.resources(action);
  if (all.length === 0) return everything(permissions, action);
  const types = part === undefined ? all : all.filter((type) => type.template.text.includes(part));
  const found: Target[] = [];
  for (const grant of permissions.grantsOf(action)) {
    for (const type of types) {
      if (permissions.budget.left <= 0) return [...found, undecidedTarget(grant, type)];
      found.push(...targetsIn(permissions, action, grant, type));
    }
  }
  return found;
}

/** The one target of an action that can only be allowed on all resources. */
function everything(permissions: Permissions, action: number): Target[] {
  const allowed = permissions
    .grantsOf(action)
    .filter(
      (grant) =>
        grant.within.every((clause) => inClause(clause, "*")) &&
        !permissions.denialsOf(action, grant).some(({ clause }) => inClause(clause, "*")),
    );
  return allowed.map((grant) => ({ grant, resource: "*", named: false, inAccount: false, undecided: false }));
}

/** True when an action is allowed on at least one resource; undefined when that could not be decided. */
export function allowedSomewhere(permissions: Permissions, action: number): boolean | undefined {
  if (permissions.unlimited.has(action)) return true;
  let undecided = false;
  for (const grant of permissions.grantsOf(action)) {
    if (permissions.budget.left <= 0) return undefined;
    const denials = permissions.denialsOf(action, grant);
    const types = permissions.catalogue.resources(action);
    if (
      types.length === 0 &&
      grant.within.every((clause) => inClause(clause, "*")) &&
      !denials.some((d) => inClause(d.clause, "*"))
    )
      return true;
    for (const { template } of types) {
      const reach = permissions.reach(
        template,
        { within: grant.within, without: denials.map((d) => d.clause) },
        permissions.budget,
        ENOUGH,
      );
      if (reach === "undecided") undecided = true;
      else if (reach !== "none") return true;
    }
  }
  return undecided ? undefined : false;
}

function targetsIn(permissions: Permissions, action: number, grant: Grant, { template }: ActionResource): Target[] {
  const denials = permissions.denialsOf(action, grant);
  if (denials.some((denial) => denial.everywhere)) return [];
  const without = denials.map((denial) => denial.clause);
  const reached = (within: readonly Clause[]): Reach =>
    permissions.reach(template, { within, without }, permissions.budget, ENOUGH);
  const reach = reached(grant.within);
  if (reach === "none" || (reach !== "undecided" && !isId(template, reach.resource))) return [];
  if (reach === "undecided") return [undecidedTarget(grant, { template })];
  const base = { grant, template, named: false, inAccount: false, undecided: false };
  // A Deny with NotResource leaves only what it lists, so its list names the targets as an Allow's list does.
  const naming = [...grant.within.filter((clause) => !clause.not), ...without.filter((clause) => clause.not)].map(
    (clause) => clause.patterns,
  );
  const names = naming
    .map((patterns) => patterns.map((pattern) => ({ pattern, name: nameIn(pattern, template) })))
    .find((all) => all.length <= MOST_NAMES && all.every(({ name }) => name !== undefined));
  if (names === undefined)
    return [{ ...base, resource: permissions.exampleIn(template, grant.within, denials) ?? reach.resource }];
  return names.flatMap(({ pattern, name }) => {
    if (names.length > 1 && reached([...grant.within, { not: false, patterns: [pattern] }]) === "none") return [];
    const resource = name!.replace("<account>", permissions.account).replace("<partition>", permissions.partitions[0]!);
    return [{ ...base, resource, named: true, inAccount: arnPatternParts(pattern)![4]!.exact }];
  });
}

/**
 * False for what only looks like a resource: the id of a managed instance has no colon, which a pattern of documents has
 * when its wildcard for the region takes in more.
 */
function isId({ text }: Template, resource: string): boolean {
  return !text.includes(":managed-instance/") || !/:managed-instance\/[^/]*:/.test(resource);
}

function undecidedTarget(grant: Grant, { template }: Pick<ActionResource, "template">): Target {
  return { grant, template, resource: template.text, named: false, inAccount: false, undecided: true };
}

const MOST_NAMES = 100;

/** The ARN of the one resource of a type that a pattern names; undefined when it may name many. */
const nameIn = onceForBoth((pattern: Pattern, template: Template): string | undefined => {
  const parts = arnPatternParts(pattern);
  if (parts === undefined) return undefined;
  const shape = template.text.split(":").slice(5).join(":");
  const start = shape.indexOf("${");
  const resource = parts[5]!;
  const prefix = shape.slice(0, Math.max(start, 0));
  if (!prefix.split("").every((c, i) => resource.tokens[i] === c.charCodeAt(0))) return undefined;
  const after = HOLDS_ALL.test(template.text)
    ? "/"
    : qualified(template)
      ? ":"
      : qualifier(shape.slice(Math.max(start, 0)));
  const delimiter = after === undefined ? -1 : resource.tokens.indexOf(after.charCodeAt(0), prefix.length);
  const end = delimiter < 0 ? resource.tokens.length : delimiter;
  if (resource.tokens.slice(prefix.length, end).some((token) => token < 0)) return undefined;
  const name = String.fromCharCode(...resource.tokens.slice(0, end));
  const text = (i: number, otherwise: string): string => (parts[i]!.exact ? parts[i]!.source : otherwise);
  return `arn:${text(1, "<partition>")}:${text(2, template.service ?? "")}:${text(3, "*")}:${text(4, "<account>")}:${name}`;
});

/** Types whose first name is what holds the role: an environment of Airflow, a cluster of EKS, an app of Amplify. */
const HOLDS_ALL = /:(?:airflow:[^:]*:[^:]*:role|eks:[^:]*:[^:]*:access-entry|amplify:[^:]*:[^:]*:apps)\//;

/**
 * What parts a name from its version, alias or generated id, which name the same thing: `service/web/*` is one service.
 * Undefined when no more follows, or when the first name is that of an owner: `task/prod/*` are many tasks.
 */
function qualifier(shape: string): string | undefined {
  const found = /^\$\{(\w+?)(?:Name|FamilyName|Family)?\}([/:])(?:\$\{(\w+?)(?:Id)?\})?/.exec(shape);
  if (found === null) return undefined;
  const [, stem, delimiter, next] = found;
  return next !== undefined && (delimiter === ":" || next === stem || next === "Id") ? delimiter : undefined;
}
