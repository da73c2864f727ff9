/**
 * Turns the rules into policies of Pulumi's framework. Each resource is judged before it is created, together with what
 * was seen of its principal so far. The whole stack is judged at the end.
 */
import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { DECLARABLE } from "./declarations";
import type { Finding, Level, Rule } from "./rules/rule";
import { cut, visible } from "./visible";
import { Watch } from "./watch";

/** A policy that judges single resources and stacks. */
export type EnforcedRule = ResourceValidationPolicy & StackValidationPolicy;

/** Name of the policy whose configuration declares things for all rules. It reports what is wrong with them. */
export const DECLARATIONS = "declarations";

/** The ending of the name of a policy that shows the advice of a rule. */
export const ADVICE = "-advice";

type Report = (message: string, urn?: string) => void;

/** Limit of a message, in characters. Messages about anything that IAM accepts are far shorter. */
const longestMessage = 4_000;

function shown(message: string): string {
  return visible(cut(message, longestMessage));
}

/**
 * Makes the policies of the pack. The declarations come first, since the engine runs policies in this order.
 * @param preview tells whether nothing is changed in this run, so that a finding may wait for its end
 */
export function enforce(
  rules: readonly Rule[],
  now: () => Date = () => new Date(),
  preview: () => boolean = () => false,
): EnforcedRule[] {
  const watch = new Watch(rules, now, preview);
  return [...declarations(watch), ...rules.flatMap((rule) => enforced(rule, watch))];
}

function declarations(watch: Watch): EnforcedRule[] {
  const tell = (problems: readonly string[], report: Report): void =>
    problems.forEach((problem) => report(shown(`The pack's configuration, ${DECLARATIONS}.${problem}.`)));
  const main: EnforcedRule = {
    name: DECLARATIONS,
    description:
      "Accounts, documents of managed policies, other principals and exceptions that the rules take into account",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: Object.fromEntries(Object.entries(DECLARABLE).map(([name, { form }]) => [name, form])),
    },
    validateResource(args) {
      watch.configure(args.getConfig());
      watch.see(args, DECLARATIONS);
    },
    validateStack(args, report) {
      watch.configure(args.getConfig());
      tell(watch.declarations.problems, report);
    },
  };
  const advice: EnforcedRule = {
    name: `${DECLARATIONS}${ADVICE}`,
    description: "Exceptions that have ended are taken out of the configuration",
    enforcementLevel: "advisory",
    validateResource: () => undefined,
    validateStack: (_, report) => tell(watch.declarations.advice, report),
  };
  return [main, advice];
}

/** A rule with findings of both levels becomes two policies, since a policy of the framework has one level. */
function enforced(rule: Rule, watch: Watch): EnforcedRule[] {
  if (rule.advisoryWhen === undefined) return [policyOf(rule, rule.name, rule.level, () => true, watch)];
  return [
    policyOf(rule, rule.name, rule.level, ({ level }) => level !== "advisory", watch),
    policyOf(rule, `${rule.name}${ADVICE}`, "advisory", ({ level }) => level === "advisory", watch),
  ];
}

/** @param shows selects the findings that this policy shows; the policies of a rule together show all of them */
function policyOf(
  rule: Rule,
  name: string,
  level: Level,
  shows: (finding: Finding) => boolean,
  watch: Watch,
): EnforcedRule {
  const own = (finding: Finding): boolean => finding.rule === rule.name && shows(finding);
  return {
    name,
    description: rule.description,
    enforcementLevel: level,
    ...(rule.options !== undefined && name === rule.name
      ? { configSchema: { properties: schemaOf(rule.options) } }
      : {}),
    validateResource(args, report) {
      if (name === rule.name) watch.configureRule(rule, args.getConfig());
      watch.see(args, name);
      for (const finding of watch.atResource(args.urn)) if (own(finding)) report(shown(finding.message));
    },
    validateStack(args, report) {
      if (name === rule.name) watch.configureRule(rule, args.getConfig());
      for (const finding of watch.atEnd(args.resources)) if (own(finding)) report(shown(finding.message));
    },
  };
}

function schemaOf(options: NonNullable<Rule["options"]>): PolicyConfigSchema["properties"] {
  return Object.fromEntries(
    Object.entries(options).map(([option, { description: _, ...values }]) => [option, { type: "integer", ...values }]),
  );
}
