/**
 * Turns the rules into policies of Pulumi's framework. Each resource is judged before it is created, together with what
 * was seen of its principal so far. The whole stack is judged at the end.
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

/** Name of the policy whose configuration declares things for all rules. It reports what is wrong with them. */
export const DECLARATIONS = "declarations";

/** The ending of the name of a policy that shows the advice of a rule. */
export const ADVICE = "-advice";

/** A resource as the framework shows it. Older engines leave out the parent and the provider. */
type ShownResource = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "provider"> & {
  readonly opts?: { readonly parent?: string };
};

/** A finding with a key that is equal for equal findings. */
type Told = Finding & { readonly identity: string };

type Report = (message: string, urn?: string) => void;

/** The state that the policies of the pack share while the engine runs. */
class Watch {
  /** Resources with the inputs that the program gave. At the end the engine shows outputs, which lack some of them. */
  private readonly seen = new Map<string, SeenResource>();
  private readonly texts = new Map<string, string>();
  /** The URN of the resource at which each finding was reported, by the finding's identity. */
  private readonly reported = new Map<string, string>();
  private last: { key: string; findings: readonly Told[] } | undefined;
  declarations: Declarations;
  private options: Readonly<Record<string, Readonly<Record<string, number>>>> = {};

  private readonly ruleNames: readonly string[];

  constructor(
    private readonly rules: readonly Rule[],
    private readonly now: () => Date,
  ) {
    this.ruleNames = rules.map(({ name }) => name);
    this.declarations = readDeclarations({}, this.ruleNames);
  }

  configure(config: unknown): void {
    this.declarations = readDeclarations(config, this.ruleNames, this.now());
  }

  /** Takes over the options of a rule. When they change, the kept findings are dropped. */
  configureRule({ name, options = {} }: Rule, config: Readonly<Record<string, unknown>>): void {
    const set = Object.keys(options).flatMap((option) =>
      typeof config[option] === "number" ? [[option, config[option]] as const] : [],
    );
    if (set.every(([option, value]) => this.options[name]?.[option] === value)) return;
    this.options = { ...this.options, [name]: { ...this.options[name], ...Object.fromEntries(set) } };
    this.last = undefined;
  }

  see({ type, name, urn, props, opts, provider }: ShownResource): void {
    const inputs = snapshot(props);
    const before = this.seen.get(urn);
    // Every policy of the pack is called for every resource, so most calls show nothing new.
    const text = JSON.stringify(inputs, (_, value: unknown) => (typeof value === "symbol" ? "\u0000unknown" : value));
    if (before !== undefined && this.texts.get(urn) === text) return;
    this.texts.set(urn, text);
    this.seen.set(urn, { type, name, urn, inputs, ...parentOf(opts?.parent), place: placeOf(provider) });
    this.last = undefined;
  }

  /** Findings about the principals that a resource concerns, without those that another resource has already shown. */
  atResource(urn: string): readonly Told[] {
    if (this.last?.key !== urn) {
      const subjects = subjectsOf([...this.seen.values()], { documents: this.declarations.documents, complete: false });
      this.last = {
        key: urn,
        findings: this.judge(
          subjects.filter((one) => one.urns.includes(urn) && !one.pending),
          subjects,
        ),
      };
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
        const dependencies = Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([name, list]) => [name, list.map((one) => one.urn)]),
        );
        const { type, name, urn, opts, parent, provider }: ShownResource & Pick<PolicyResource, "parent"> = resource;
        return {
          type,
          name,
          urn,
          inputs: this.seen.get(urn)?.inputs ?? outputs,
          dependencies,
          ...parentOf(parent?.urn ?? opts?.parent),
          ...settled(placeOf(provider), outputs),
        };
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
 * A key for a finding, equal for each resource that shows it. The message does not count. Principals of one name count
 * as different when different providers make them.
 */
function identityOf({ message: _, ...finding }: Finding, { kind, name }: Subject, { provider }: Place): string {
  return JSON.stringify([provider, kind, name, Object.entries(finding).sort()]);
}

function parentOf(urn: string | undefined): Pick<SeenResource, "parent"> {
  return urn === undefined || urn === "" ? {} : { parent: urn };
}

/**
 * The place, name and ARN of a resource once it exists. Only a resource with a provider gets them: the outputs of a
 * component are its own claims.
 */
function settled(place: Place, outputs: Readonly<Record<string, unknown>>): Pick<SeenResource, "place" | "physical"> {
  const arn = outputs.arn ?? outputs.permissionSetArn;
  if (place.provider === undefined || typeof arn !== "string") return { place };
  const account = parseIamArn(arn)?.account;
  return {
    place: { ...place, ...(account === undefined ? {} : { account }) },
    physical: { arn, ...(typeof outputs.name === "string" ? { name: outputs.name } : {}) },
  };
}

/** Limit of a message, in characters. Messages about anything that IAM accepts are far shorter. */
const longestMessage = 4_000;

function shown(message: string): string {
  return visible(cut(message, longestMessage));
}

/** Makes the policies of the pack. The declarations come first, since the engine runs policies in this order. */
export function enforce(rules: readonly Rule[], now: () => Date = () => new Date()): EnforcedRule[] {
  const watch = new Watch(rules, now);
  return [declarations(watch), ...rules.flatMap((rule) => enforced(rule, watch))];
}

function declarations(watch: Watch): EnforcedRule {
  const problems = (report: Report): void =>
    watch.declarations.problems.forEach((problem) =>
      report(shown(`The pack's configuration, ${DECLARATIONS}.${problem}.`)),
    );
  return {
    name: DECLARATIONS,
    description:
      "Accounts, documents of managed policies, other principals and exceptions that the rules take into account",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: Object.fromEntries(Object.entries(DECLARABLE).map(([name, { form }]) => [name, form])),
    },
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
