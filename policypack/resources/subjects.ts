/** Gathers what all resources of a stack say about each principal. */
import type { AttachedPolicy, Review, Subject } from "../rules/rule";
import { type Attachment, attachmentsOf, documentPolicy, type ManagedReference, unknownPolicy } from "./attachments";
import { managedPoliciesAbout, managedPolicy } from "../iam/managedPolicies";

/** A resource of the stack, as far as it has been seen. `inputs` is a snapshot (see snapshot.ts). */
export interface SeenResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: unknown;
  /** The ARN among its outputs, once known. */
  readonly arn?: string;
  /** The resources that a property was made from; only known at the end. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** How to read a stack. */
export interface Reading {
  /** Documents of managed policies that are declared in the configuration, by ARN. */
  readonly documents: ReadonlyMap<string, AttachedPolicy>;
  /** True at the end, when a reference that is still not known stays so. */
  readonly complete: boolean;
}

/** A subject and the resources that said something about it. */
export interface GatheredSubject {
  readonly subject: Subject;
  readonly urns: readonly string[];
}

/** Tags by which a role that no component declares says who answers for it. */
export const REVIEW_TAGS = { owner: "review-owner", reason: "review-reason", by: "review-by", mfaExemption: "mfa-exemption" } as const;

/** One subject for each principal, with the policies that all resources together attach. */
export function subjectsOf(resources: readonly SeenResource[], reading: Reading): GatheredSubject[] {
  const stack = new Map(resources.map((resource) => [resource.urn, resource]));
  const parts = new Map<string, { kind: Subject["kind"]; name: string; from: { resource: SeenResource; attachment: Attachment }[] }>();
  for (const resource of resources) {
    for (const attachment of attachmentsIn(resource)) {
      const name = attachment.name ?? holderName(attachment, resource, stack);
      if (name === undefined && !reading.complete && attachment.policies.length === 0) continue;
      const shown = name ?? `attached to by ${resource.name}, whose name is not known yet`;
      const key = `${attachment.kind} ${shown}`;
      const part = parts.get(key) ?? { kind: attachment.kind, name: shown, from: [] };
      part.from.push({ resource, attachment });
      parts.set(key, part);
    }
  }
  return [...parts.values()].map(({ kind, name, from }) => ({ subject: subjectOf(kind, name, from, stack, reading), urns: from.map(({ resource }) => resource.urn) }));
}

const known = new WeakMap<object, Attachment[]>();

/** Documents are parsed once, however often the stack is looked at. */
function attachmentsIn(resource: SeenResource): Attachment[] {
  const { inputs } = resource;
  if (typeof inputs !== "object" || inputs === null) return attachmentsOf(resource.type, inputs, resource.name);
  let attachments = known.get(inputs);
  if (attachments === undefined) known.set(inputs, (attachments = attachmentsOf(resource.type, inputs, resource.name)));
  return attachments;
}

function subjectOf(kind: Subject["kind"], name: string, from: readonly { resource: SeenResource; attachment: Attachment }[], stack: ReadonlyMap<string, SeenResource>, reading: Reading): Subject {
  const policies = from.flatMap(({ resource, attachment }) => [
    ...attachment.policies,
    ...attachment.managed.flatMap((reference) => managed(reference, resource, stack, reading) ?? []),
  ]);
  const inline = new Set(policies.map((policy) => policy.name));
  const unseen = reading.complete ? from.flatMap(({ attachment }) => attachment.inlineNames ?? []).filter((one) => !inline.has(one)).map(unseenPolicy) : [];
  const facts = Object.assign({}, ...from.map(({ attachment }) => attachment.facts ?? {})) as NonNullable<Attachment["facts"]>;
  const tags = Object.assign({}, ...from.map(({ attachment }) => attachment.tags ?? {})) as Record<string, unknown>;
  const bound = from.find(({ attachment }) => attachment.boundary !== undefined);
  const boundary = bound === undefined ? undefined : managed(bound.attachment.boundary!, bound.resource, stack, { ...reading, complete: true });
  const arn = from.map(({ resource }) => resource).find((resource) => resource.type === `aws:iam/${kind}:${kind[0]!.toUpperCase()}${kind.slice(1)}`)?.arn;
  return {
    kind,
    name,
    ...(arn === undefined ? {} : { arn, account: arn.split(":")[4]! }),
    ...facts,
    policies: withoutRepeats([...policies, ...unseen]),
    ...(boundary === undefined ? {} : { boundary }),
    ...(facts.review === undefined ? reviewByTags(facts.trust, tags) : {}),
  };
}

/** Owner, reason and date from tags; asked for only where another account is trusted. */
function reviewByTags(trust: AttachedPolicy | undefined, tags: Readonly<Record<string, unknown>>): Pick<Subject, "review" | "mfaExemption"> {
  const text = (key: string): string | undefined => (typeof tags[key] === "string" ? tags[key] : undefined);
  const exemption = text(REVIEW_TAGS.mfaExemption);
  const accounts = trust?.document?.statements.some((s) => s.effect === "Allow" && s.principals?.entries.some((e) => e.kind === "AWS" || e.kind === "*")) === true;
  if (!accounts) return {};
  const review: Review = Object.fromEntries((["owner", "reason", "by"] as const).flatMap((key) => (text(REVIEW_TAGS[key]) === undefined ? [] : [[key, text(REVIEW_TAGS[key])]])));
  return { review, ...(exemption === undefined ? {} : { mfaExemption: exemption }) };
}

/** The name of the principal that a property was made from. */
function holderName(attachment: Attachment, resource: SeenResource, stack: ReadonlyMap<string, SeenResource>): string | undefined {
  const type = `aws:iam/${attachment.kind}:`;
  const holder = (resource.dependencies?.[attachment.nameProperty ?? ""] ?? []).map((urn) => stack.get(urn)).find((one) => one?.type.startsWith(type) === true);
  return holder === undefined ? undefined : attachmentsIn(holder)[0]?.name ?? holder.name;
}

/** The document of a managed policy; undefined while it may still become known. */
function managed(reference: ManagedReference, resource: SeenResource, stack: ReadonlyMap<string, SeenResource>, reading: Reading): AttachedPolicy | undefined {
  const { arn } = reference;
  if (arn === undefined) {
    const made = (resource.dependencies?.[reference.property] ?? []).map((urn) => stack.get(urn)).filter((one) => one?.type === POLICY);
    if (made.length === 1) return documentPolicy(policyName(made[0]!), (made[0]!.inputs as { policy?: unknown }).policy);
    return reading.complete ? unknownPolicy(`of ${resource.name}`) : undefined;
  }
  const declared = reading.documents.get(arn);
  if (declared !== undefined) return declared;
  const catalogued = managedPolicy(arn);
  if (catalogued !== undefined) return documentPolicy(arn, catalogued.document);
  const own = [...stack.values()].find((one) => one.type === POLICY && (one.arn === arn || arn.endsWith(`:policy${policyPath(one)}${policyName(one)}`)));
  if (own !== undefined) return { ...documentPolicy(arn, (own.inputs as { policy?: unknown }).policy), name: arn };
  const { updated } = managedPoliciesAbout();
  const what = /^arn:[^:]*:iam::aws:/.test(arn) ? `is not in the catalogue of AWS managed policies of ${updated}` : "is neither in this stack nor declared";
  return { name: arn, problems: [{ path: "", message: `${what}, so what it allows is not known. Declare its document in the pack's configuration: declarations.policies["${arn}"]` }] };
}

const POLICY = "aws:iam/policy:Policy";

function policyName(resource: SeenResource): string {
  const { name } = resource.inputs as { name?: unknown };
  return typeof name === "string" ? name : resource.name;
}

function policyPath(resource: SeenResource): string {
  const { path } = resource.inputs as { path?: unknown };
  return typeof path === "string" ? path : "/";
}

function unseenPolicy(name: string): AttachedPolicy {
  return { name, problems: [{ path: "", message: "is listed as attached, but no resource of this stack has its document. Manage it here as a RolePolicy, or take it off the list" }] };
}

/** A component and its children say the same policy twice. */
function withoutRepeats(policies: readonly AttachedPolicy[]): AttachedPolicy[] {
  return [...new Map(policies.map((policy) => [JSON.stringify(policy), policy])).values()];
}
