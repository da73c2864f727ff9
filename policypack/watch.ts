/** What the pack has seen of a stack and said of it, while the engine runs. */
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { type Declarations, readDeclarations, withoutExcepted } from "./declarations";
import { answering, type LookUp, parseIamArn } from "./iam";
import { contextOf, findingsOf } from "./judge";
import { lookUpIn } from "./lookUp";
import { rolesSeenFrom } from "./resources/neighbours";
import { type Place, placeOf } from "./resources/places";
import { SeenResources } from "./resources/seen";
import { snapshot } from "./resources/snapshot";
import type { Reading, SeenResource } from "./resources/stack";
import { type GatheredSubject, subjectsOf } from "./resources/subjects";
import { oneForAll } from "./rules/later";
import type { Finding, Rule, RuleContext, Subject } from "./rules/rule";

/** A resource as the framework shows it. Older engines leave out the parent and the provider. */
type ShownResource = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "provider"> & {
  readonly opts?: { readonly parent?: string };
};

/** A finding, and whom it is about. */
interface Told {
  readonly finding: Finding;
  /** Equal for equal findings about one principal. */
  readonly identity: string;
  /** Equal for equal findings about principals of one kind. */
  readonly content: string;
  readonly about: GatheredSubject;
}

/** The state that the policies of the pack share while the engine runs. */
export class Watch {
  /** Resources with the inputs that the program gave. At the end the engine shows outputs, which lack some of them. */
  private readonly seen = new SeenResources();
  private readonly texts = new Map<string, string>();
  /** The resource that is being shown, and the policies that it has been shown to. */
  private current: { readonly urn: string; readonly policies: Set<string> } | undefined;
  /** The URN of the resource at which each finding was reported, by the finding's identity. */
  private readonly reported = new Map<string, string>();
  /** By what they say, findings that were reported of a principal without a known name. */
  private readonly ofUnnamed = new Set<string>();
  /** By component and what they say, findings that were reported of what a component claims. */
  private readonly ofClaims = new Set<string>();
  /** Findings about a principal, by all that is known of it. Only those that no other principal has a part in. */
  private readonly kept = new Map<string, readonly Finding[]>();
  private last: { key: string; told: readonly Told[] } | undefined;
  private end: readonly Finding[] | undefined;
  declarations: Declarations;
  private configured: string | undefined;
  private options: Readonly<Record<string, Readonly<Record<string, number>>>> = {};

  private readonly ruleNames: readonly string[];

  constructor(
    private readonly rules: readonly Rule[],
    private readonly now: () => Date,
    private readonly preview: () => boolean,
  ) {
    this.ruleNames = rules.map(({ name }) => name);
    this.declarations = readDeclarations({}, this.ruleNames);
  }

  configure(config: unknown): void {
    const text = JSON.stringify(config);
    if (this.configured === text) return;
    this.configured = text;
    this.declarations = readDeclarations(config, this.ruleNames, this.now());
    this.kept.clear();
    this.forget();
  }

  /** Takes over the options of a rule. When they change, the kept findings are dropped. */
  configureRule({ name, options = {} }: Rule, config: Readonly<Record<string, unknown>>): void {
    const set = Object.keys(options).flatMap((option) =>
      typeof config[option] === "number" ? [[option, config[option]] as const] : [],
    );
    if (set.every(([option, value]) => this.options[name]?.[option] === value)) return;
    this.options = { ...this.options, [name]: { ...this.options[name], ...Object.fromEntries(set) } };
    this.kept.clear();
    this.forget();
  }

  /**
   * Takes a resource in. Each policy of the pack is called for each resource, so its inputs are read at the first call
   * and not again until a policy is called for the second time.
   */
  see({ type, name, urn, props, opts, provider }: ShownResource, policy: string): void {
    if (this.current?.urn === urn && !this.current.policies.has(policy)) {
      this.current.policies.add(policy);
      return;
    }
    this.current = { urn, policies: new Set([policy]) };
    const inputs = snapshot(props);
    const before = this.seen.get(urn);
    const text = JSON.stringify(inputs, (_, value: unknown) => (typeof value === "symbol" ? "\u0000unknown" : value));
    if (before !== undefined && this.texts.get(urn) === text) return;
    this.texts.set(urn, text);
    this.seen.add({ type, name, urn, inputs, ...parentOf(opts?.parent), place: placeOf(provider) });
    this.forget();
  }

  /** Findings about the principals that a resource concerns, without those that another resource has already shown. */
  atResource(urn: string): readonly Finding[] {
    if (this.last?.key !== urn) {
      const subjects = subjectsOf(this.seen.related(urn), this.reading(false));
      const told = this.judge(
        subjects.filter((one) => one.urns.includes(urn) && !one.pending),
        () => subjectsOf(this.seen.all(), this.reading(false)),
      );
      // What is not known in a preview is told once, at its end: until then nothing is made.
      this.last = { key: urn, told: this.preview() ? told.filter(({ finding }) => finding.later === undefined) : told };
    }
    return this.last.told
      .filter((one) => {
        const cause = this.reported.get(one.identity);
        if (cause !== undefined) return cause === urn;
        if (this.isClaimed(one)) return false;
        this.reported.set(one.identity, urn);
        if (one.about.loose) this.ofUnnamed.add(one.content);
        if (one.about.component === urn) this.ofClaims.add(`${urn} ${one.content}`);
        return true;
      })
      .map(({ finding }) => finding);
  }

  /** Findings about the whole stack that no resource alone has shown. */
  atEnd(resources: readonly PolicyResource[]): readonly Finding[] {
    return (this.end ??= this.findingsAtEnd(resources));
  }

  private findingsAtEnd(resources: readonly PolicyResource[]): readonly Finding[] {
    const all = resources.map((resource) => this.ended(resource));
    const subjects = subjectsOf(all, this.reading(true));
    const loose = new Set(this.ofUnnamed);
    const left = this.judge(subjects, () => subjects).filter((one) => {
      if (this.reported.has(one.identity) || this.isClaimed(one)) return false;
      if (!one.about.loose) return true;
      // Parts without a known name are judged with each principal that they may belong to, and by themselves.
      if (loose.has(one.content)) return false;
      loose.add(one.content);
      return true;
    });
    const findings = left.map(({ finding }) => finding);
    return this.preview() ? oneForAll(findings) : findings;
  }

  /** A resource as the end of the run shows it, with the inputs that were seen before. */
  private ended(resource: PolicyResource): SeenResource {
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
  }

  private judge(subjects: readonly GatheredSubject[], stack: () => readonly GatheredSubject[]): Told[] {
    const now = this.now();
    const { accounts, organizations, others, exceptions, unknownAtPreview } = this.declarations;
    const lookUps = new Map<string, LookUp>();
    const contextAt = (place: Place): RuleContext => {
      const key = `${place.provider} ${place.account}`;
      const lookUp = lookUps.get(key) ?? lookUpIn(others, rolesSeenFrom(place, stack), now);
      lookUps.set(key, lookUp);
      const laterLevel = this.preview() ? unknownAtPreview : "mandatory";
      return contextOf({ now, accounts, organizations, lookUp, options: this.options, laterLevel });
    };
    const ofGroups = new Map<GatheredSubject, ReadonlySet<string>>();
    /** What is found about a group is not told of each of its members. */
    const contentsOf = (group: GatheredSubject): ReadonlySet<string> => {
      let contents = ofGroups.get(group);
      if (contents === undefined) {
        const findings = this.findingsAbout(group.subject, contextAt(group.place));
        ofGroups.set(group, (contents = new Set(findings.map((finding) => contentOf(finding)))));
      }
      return contents;
    };
    return subjects.flatMap((about) => {
      const { subject, place, groups } = about;
      const found = this.findingsAbout(subject, contextAt(place));
      const own =
        groups.length === 0
          ? found
          : found.filter((one) => !groups.some((group) => contentsOf(group).has(contentOf(one))));
      return withoutExcepted(own, subject, exceptions, now).map((finding): Told => {
        const content = `${subject.kind} ${contentOf(finding)}`;
        return { finding, identity: identityOf(content, subject, place), content, about };
      });
    });
  }

  /** As findingsOf; a principal that several resources concern is mostly the same each time. */
  private findingsAbout(subject: Subject, context: RuleContext): readonly Finding[] {
    const key = JSON.stringify(subject);
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    let alone = true;
    const lookUp = answering(context.lookUp, () => {
      alone = false;
    });
    const findings = findingsOf(subject, { ...context, lookUp }, this.rules);
    if (alone) this.kept.set(key, findings);
    return findings;
  }

  /** True when the component that made the principal has been told to claim just this. */
  private isClaimed({ about, content }: Told): boolean {
    return about.component !== undefined && this.ofClaims.has(`${about.component} ${content}`);
  }

  private reading(complete: boolean): Reading {
    const { documents, accounts, allRoles } = this.declarations;
    return { documents, accounts, allRoles, complete };
  }

  private forget(): void {
    this.last = undefined;
    this.end = undefined;
  }
}

/** A key for what a finding says. What names the principal does not count. */
function contentOf({ message: _, later: __, ...finding }: Finding): string {
  return JSON.stringify(Object.entries(finding).sort());
}

/**
 * A key for a finding, equal for each resource that shows it. Principals of one name count as different when different
 * providers make them.
 */
function identityOf(content: string, { name }: Subject, { provider }: Place): string {
  return JSON.stringify([provider, name, content]);
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
