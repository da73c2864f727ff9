/**
 * Turns the rules into policies of Pulumi's framework: each resource before it is created, together with
 * what was seen of its principal so far, and the whole stack at the end.
 */
import type {
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { DECLARABLE, type Declarations, readDeclarations, withoutExcepted } from "./declarations";
import { type LookUp, parseIamArn } from "./iam";
import { contextOf, findingsOf } from "./judge";
import { lookUpIn } from "./others";
import { rolesSeenFrom } from "./resources/neighbours";
import { type Place, placeOf } from "./resources/places";
import { snapshot } from "./resources/snapshot";
import type { SeenResource } from "./resources/stack";
import { type GatheredSubject, subjectsOf } from "./resources/subjects";
import type { Finding, Level, Rule, Subject } from "./rules/rule";
import { cut, visible } from "./visible";

/** A policy that judges single resources and stacks. */
export type EnforcedRule = ResourceValidationPolicy & StackValidationPolicy;

/** Name of the policy that carries the declarations for all others, and reports what is wrong with them. */
export const DECLARATIONS = "declarations";

/** What follows a rule's name in the name of the policy that shows its advice. */
export const ADVICE = "-advice";

/** A resource as the framework shows it; older engines say nothing of its parent and its provider. */
type ShownResource = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "provider"> & { readonly opts?: { readonly parent?: string } };

/** A finding, and what tells whether it is the same as another. */
type Told = Finding & { readonly identity: string };

type Report = (message: string, urn?: string) => void;

/** Everything that the policies of one pack share while the engine runs. */
class Watch {
  /** Resources as the program asked for them: at the end their outputs no longer show all of it. */
  private readonly seen = new Map<string, SeenResource>();
  private readonly texts = new Map<string, string>();
  /** The resource that was the cause of each finding. */
  private readonly reported = new Map<string, string>();
  private last: { key: string; findings: readonly Told[] } | undefined;
  declarations: Declarations;
  private options: Readonly<Record<string, Readonly<Record<string, number>>>> = {};

  private readonly ruleNames: readonly string[];

  constructor(private readonly rules: readonly Rule[], private readonly now: () => Date) {
    this.ruleNames = rules.map(({ name }) => name);
    this.declarations = readDeclarations({}, this.ruleNames);
  }

  configure(config: unknown): void {
    this.declarations = readDeclarations(config, this.ruleNames, this.now());
  }

  /** Takes over the options of a rule. Where they change something, what was judged without them does not count. */
  configureRule({ name, options = {} }: Rule, config: Readonly<Record<string, unknown>>): void {
    const set = Object.keys(options).flatMap((option) => (typeof config[option] === "number" ? [[option, config[option]] as const] : []));
    if (set.every(([option, value]) => this.options[name]?.[option] === value)) return;
    this.options = { ...this.options, [name]: { ...this.options[name], ...Object.fromEntries(set) } };
    this.last = undefined;
  }

  see({ type, name, urn, props, opts, provider }: ShownResource): void {
    const inputs = snapshot(props);
    const before = this.seen.get(urn);
    // Each policy of the pack shows the same resource again, whichever of them is switched off.
    const text = JSON.stringify(inputs, (_, value: unknown) => (typeof value === "symbol" ? "\u0000unknown" : value));
    if (before !== undefined && this.texts.get(urn) === text) return;
    this.texts.set(urn, text);
    this.seen.set(urn, { type, name, urn, inputs, ...parentOf(opts?.parent), place: placeOf(provider) });
    this.last = undefined;
  }

  /** Findings about the principals that a resource concerns, of which no other resource was the cause before. */
  atResource(urn: string): readonly Told[] {
    if (this.last?.key !== urn) {
      const subjects = subjectsOf([...this.seen.values()], { documents: this.declarations.documents, complete: false });
      this.last = { key: urn, findings: this.judge(subjects.filter((one) => one.urns.includes(urn) && !one.pending), subjects) };
    }
    return this.last.findings.filter(({ identity }) => {
      const cause = this.reported.get(identity);
      if (cause === undefined) this.reported.set(identity, urn);
      return cause === undefined || cause === urn;
    });
  }

  /** Findings about the whole stack that no resource alone has shown. */
  atEnd(resources: readonly PolicyResource[]): readonly Told[] {
    const key = "the stack";
    if (this.last?.key !== key) {
      const all = resources.map((resource): SeenResource => {
        const outputs = snapshot(resource.props) as Record<string, unknown>;
        const dependencies = Object.fromEntries(Object.entries(resource.propertyDependencies).map(([name, list]) => [name, list.map((one) => one.urn)]));
        const { type, name, urn, opts, parent, provider }: ShownResource & Pick<PolicyResource, "parent"> = resource;
        return { type, name, urn, inputs: this.seen.get(urn)?.inputs ?? outputs, dependencies, ...parentOf(parent?.urn ?? opts?.parent), ...settled(placeOf(provider), outputs) };
      });
      const subjects = subjectsOf(all, { documents: this.declarations.documents, complete: true });
      this.last = { key, findings: this.judge(subjects, subjects) };
    }
    return this.last.findings.filter(({ identity }) => !this.reported.has(identity));
  }

  private judge(subjects: readonly GatheredSubject[], stack: readonly GatheredSubject[]): Told[] {
    const now = this.now();
    const { accounts, others, exceptions } = this.declarations;
    const lookUps = new Map<string, LookUp>();
    return subjects.flatMap(({ subject, place }) => {
      const key = `${place.provider} ${place.account}`;
      const lookUp = lookUps.get(key) ?? lookUpIn(others, rolesSeenFrom(place, stack), now);
      lookUps.set(key, lookUp);
      const context = contextOf({ now, accounts, lookUp, options: this.options });
      const findings = withoutExcepted(findingsOf(subject, context, this.rules), subject, exceptions, now);
      return findings.map((finding) => ({ ...finding, identity: identityOf(finding, subject, place) }));
    });
  }
}

/**
 * What a finding is about: the same for each resource that shows it. Words do not count, and principals of one name are
 * others where other providers make them.
 */
function identityOf({ message: _, ...finding }: Finding, { kind, name }: Subject, { provider }: Place): string {
  return JSON.stringify([provider, kind, name, Object.entries(finding).sort()]);
}

function parentOf(urn: string | undefined): Pick<SeenResource, "parent"> {
  return urn === undefined || urn === "" ? {} : { parent: urn };
}

/** What is known of a resource once it exists. Only what a provider has made is in an account; what a component says of itself is not. */
function settled(place: Place, outputs: Readonly<Record<string, unknown>>): Pick<SeenResource, "place" | "physical"> {
  const arn = outputs.arn ?? outputs.permissionSetArn;
  if (place.provider === undefined || typeof arn !== "string") return { place };
  const account = parseIamArn(arn)?.account;
  return { place: { ...place, ...(account === undefined ? {} : { account }) }, physical: { arn, ...(typeof outputs.name === "string" ? { name: outputs.name } : {}) } };
}

/** Characters of a message that are shown; what it names is far shorter where IAM takes it. */
const longestMessage = 4_000;

function shown(message: string): string {
  return visible(cut(message, longestMessage));
}

/** Makes the policies of the pack: the declarations first, since the engine runs policies in this order. */
export function enforce(rules: readonly Rule[], now: () => Date = () => new Date()): EnforcedRule[] {
  const watch = new Watch(rules, now);
  return [declarations(watch), ...rules.flatMap((rule) => enforced(rule, watch))];
}

function declarations(watch: Watch): EnforcedRule {
  const problems = (report: Report): void => watch.declarations.problems.forEach((problem) => report(shown(`The pack's configuration, ${DECLARATIONS}.${problem}.`)));
  return {
    name: DECLARATIONS,
    description: "Accounts, documents of managed policies, other principals and exceptions that the rules take into account",
    enforcementLevel: "mandatory",
    configSchema: { properties: Object.fromEntries(Object.entries(DECLARABLE).map(([name, { form }]) => [name, form])) },
    validateResource(args) {
      watch.configure(args.getConfig());
      watch.see(args);
    },
    validateStack(args, report) {
      watch.configure(args.getConfig());
      problems(report);
    },
  };
}

/** A rule with findings of both levels becomes two policies: the framework has one level a policy. */
function enforced(rule: Rule, watch: Watch): EnforcedRule[] {
  if (rule.advisoryWhen === undefined) return [policyOf(rule, rule.name, rule.level, () => true, watch)];
  return [
    policyOf(rule, rule.name, rule.level, ({ level }) => level !== "advisory", watch),
    policyOf(rule, `${rule.name}${ADVICE}`, "advisory", ({ level }) => level === "advisory", watch),
  ];
}

/** @param shows which of the rule's findings; together, the policies of a rule show all of them */
function policyOf(rule: Rule, name: string, level: Level, shows: (finding: Finding) => boolean, watch: Watch): EnforcedRule {
  const own = (finding: Finding): boolean => finding.rule === rule.name && shows(finding);
  return {
    name,
    description: rule.description,
    enforcementLevel: level,
    ...(rule.options !== undefined && name === rule.name ? { configSchema: { properties: schemaOf(rule.options) } } : {}),
    validateResource(args, report) {
      if (name === rule.name) watch.configureRule(rule, args.getConfig());
      watch.see(args);
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
