/**
 * A second, naive evaluator of one request, which shares nothing with the analysis: it tells whether a
 * witness is true. Patterns by regular expression; conditions by a table of what the request has.
 */
export interface PlainStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PlainPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PlainStatement[];
}

/** True when the policies, and the boundary if there is one, allow the request in this context. */
export function allowed(policies: readonly PlainPolicy[], action: string, resource: string, context: Readonly<Record<string, string>>, boundary?: PlainPolicy): boolean {
  const applies = (statement: PlainStatement): boolean => {
    const actions = statement.Action === undefined ? !some(statement.NotAction, action, "i") : some(statement.Action, action, "i");
    const resources = statement.Resource === undefined ? !some(statement.NotResource, resource, "") : some(statement.Resource, resource, "");
    return actions && resources && holds(statement.Condition ?? {}, context);
  };
  const effects = (policy: PlainPolicy): string[] => policy.Statement.filter(applies).map((statement) => statement.Effect);
  const own = policies.flatMap(effects);
  const bound = boundary === undefined ? ["Allow"] : effects(boundary);
  return own.includes("Allow") && bound.includes("Allow") && ![...own, ...bound].includes("Deny");
}

function some(values: string | readonly string[] | undefined, text: string, flags: string): boolean {
  return [values ?? []].flat().some((value) => new RegExp(`^${value.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`, flags).test(text));
}

function holds(condition: NonNullable<PlainStatement["Condition"]>, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(condition).every(([operator, keys]) => Object.entries(keys).every(([key, expected]) => {
    const actual = context[key];
    const matched = actual !== undefined && [expected].flat().some((value) => (operator.includes("Like") ? some(value, actual, "") : value === actual));
    if (operator.includes("Not")) return !matched;
    if (operator.endsWith("IfExists")) return actual === undefined || matched;
    return matched;
  }));
}
