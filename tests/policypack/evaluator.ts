/**
 * A second, naive evaluator of one request, which shares nothing with the analysis: it tells whether a witness is true and
 * whether what was proven holds. Patterns by regular expression; conditions in evaluatorConditions.ts.
 */
import {
  type Context,
  expression,
  hold,
  PLAIN,
  type PlainConditions,
  type Reading,
  type Setting,
  substituted,
} from "./evaluatorConditions";

export interface PlainStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: PlainPrincipal;
  readonly NotPrincipal?: PlainPrincipal;
  readonly Condition?: PlainConditions;
}

/** `*`, or values by their kind. */
export type PlainPrincipal = "*" | Readonly<Record<string, string | readonly string[]>>;

export interface PlainPolicy {
  readonly Version: "2012-10-17" | "2008-10-17";
  readonly Statement: readonly PlainStatement[];
}

/** True when the policies, and the boundary if there is one, allow the request in this context. */
export function allowed(
  policies: readonly PlainPolicy[],
  action: string,
  resource: string,
  context: Context,
  boundary?: PlainPolicy,
  reading: Reading = PLAIN,
): boolean {
  const effects = ({ Version, Statement }: PlainPolicy): string[] =>
    Statement.filter(
      (one) =>
        actionApplies(one, action) &&
        resourceApplies(one, resource, { context, version: Version, reading }) &&
        hold(one.Condition ?? {}, context, Version, reading),
    ).map(({ Effect }) => Effect);
  const own = policies.flatMap(effects);
  const bound = boundary === undefined ? ["Allow"] : effects(boundary);
  return own.includes("Allow") && bound.includes("Allow") && ![...own, ...bound].includes("Deny");
}

function actionApplies({ Action, NotAction }: PlainStatement, action: string): boolean {
  const named = [Action ?? NotAction ?? []]
    .flat()
    .some((value) => expression([{ text: value, literal: false }], "i").test(action));
  return named === (Action !== undefined);
}

function resourceApplies(
  { Resource, NotResource }: PlainStatement,
  resource: string,
  { context, version, reading }: Setting,
): boolean {
  const patterns = [Resource ?? NotResource ?? []].flat().map((value) => substituted(value, context, version, true));
  if (NotResource !== undefined && patterns.includes(undefined) && reading.unresolved === "fails") return false;
  const named = patterns.some((pattern) => pattern !== undefined && expression(pattern, "").test(resource));
  return named === (Resource !== undefined);
}

/** Who calls: a user or role of an account, or somebody whom a service or an identity provider stands for. */
export interface Caller {
  readonly kind: "AWS" | "Federated" | "Service";
  /** The ARN of the user or role, the provider's ARN or domain, or the service's name. */
  readonly value: string;
}

/**
 * What a trust policy says to a caller: `no`; `account` when it leaves the decision to the caller's account; `self` when it
 * names the caller, so that in the role's own account no policy of the caller's is needed.
 */
export function trusts(
  { Version, Statement }: PlainPolicy,
  caller: Caller,
  action: string,
  context: Context,
  reading: Reading = PLAIN,
): "no" | "account" | "self" {
  let found: "no" | "account" | "self" = "no";
  for (const one of Statement) {
    const names = naming(one, caller);
    if (names === "no" || !actionApplies(one, action) || !hold(one.Condition ?? {}, context, Version, reading))
      continue;
    if (one.Effect === "Deny") return "no";
    if (found !== "self") found = names;
  }
  return found;
}

function naming({ Principal, NotPrincipal }: PlainStatement, caller: Caller): "no" | "account" | "self" {
  const listed = Principal ?? NotPrincipal ?? {};
  const entries =
    listed === "*"
      ? [["*", "*"] as const]
      : Object.entries(listed).flatMap(([kind, values]) => [values].flat().map((value) => [kind, value] as const));
  const account = caller.value.split(":")[4];
  const each = entries.map(([kind, value]): "no" | "account" | "self" => {
    if (kind === "*" || (kind === "AWS" && value === "*")) return "self";
    if (kind !== caller.kind) return "no";
    if (value === caller.value) return "self";
    return kind === "AWS" &&
      (value === account ||
        (value.endsWith(":root") &&
          value.split(":")[4] === account &&
          value.split(":")[1] === caller.value.split(":")[1]))
      ? "account"
      : "no";
  });
  const best = each.includes("self") ? "self" : each.includes("account") ? "account" : "no";
  return NotPrincipal === undefined ? best : best === "no" ? "self" : "no";
}
