/** Every resource type that brings a policy to a principal, and where in its inputs. */
import { parsePolicy } from "../iam/parse";
import type { SubjectKind } from "../iam/subject";
import type { AttachedPolicy, Subject } from "../rules/rule";
import { hasUnknown, UNKNOWN } from "./snapshot";

/** A managed policy by its ARN, or by the property whose value is not known yet. */
export interface ManagedReference {
  readonly arn?: string;
  /** The property, whose dependencies may tell which policy of the stack is meant. */
  readonly property: string;
}

/** What one resource says about one principal (or about a policy that stands alone). */
export interface Attachment {
  readonly kind: SubjectKind;
  /** The principal's physical name; undefined when it is not known yet. */
  readonly name?: string;
  /** The property that names the principal, whose dependencies may tell which is meant. */
  readonly nameProperty?: string;
  readonly policies: readonly AttachedPolicy[];
  readonly managed: readonly ManagedReference[];
  readonly boundary?: ManagedReference;
  /** Names of inline policies of which the resource says that they are attached, without their documents. */
  readonly inlineNames?: readonly string[];
  /** Facts of the role itself. */
  readonly facts?: Pick<Subject, "trust" | "maxSessionSeconds" | "trustedAccounts" | "mfaExemption" | "review" | "account">;
  readonly tags?: Readonly<Record<string, unknown>>;
}

type Inputs = Readonly<Record<string, unknown>>;
type Reader = (inputs: Inputs, resourceName: string) => Attachment[];

const READERS: Readonly<Record<string, Reader>> = {
  "aws:iam/role:Role": role,
  "cross-account-access:index:CrossAccountRole": component,
  "aws:iam/user:User": (inputs, resourceName) => [{ kind: "user", name: nameOf(inputs.name, resourceName), policies: [], managed: [], ...boundaryOf(inputs.permissionsBoundary) }],
  "aws:iam/policy:Policy": (inputs, resourceName) => {
    const name = nameOf(inputs.name, resourceName);
    return [{ kind: "policy", name, policies: [documentPolicy(name, inputs.policy)], managed: [] }];
  },
  "aws:iam/policyAttachment:PolicyAttachment": policyAttachment,
  ...twins("role"),
  ...twins("user"),
  ...twins("group"),
};

/** Types that attach policies too, but whose documents this pack does not read. */
const UNREAD = /^(aws-native:iam:|aws:ssoadmin\/(permissionSetInlinePolicy|managedPolicyAttachment|customerManagedPolicyAttachment):)/;

/** What a resource attaches; empty for types that attach nothing. `inputs` is a snapshot (see snapshot.ts). */
export function attachmentsOf(type: string, inputs: unknown, resourceName: string): Attachment[] {
  if (Object.hasOwn(READERS, type)) return READERS[type]!(inputs as Inputs, resourceName);
  if (!UNREAD.test(type)) return [];
  const problem = { path: "", message: `resources of type ${type} are not read by this pack. Use the types of aws:iam, or an exception for what is attached here` };
  return [{ kind: "policy", name: resourceName, policies: [{ name: resourceName, problems: [problem] }], managed: [] }];
}

/** A policy whose document is given; unknown or malformed ones carry the problem. */
export function documentPolicy(name: string, document: unknown, kind: "identity" | "trust" = "identity"): AttachedPolicy {
  if (hasUnknown(document)) return unknownPolicy(name);
  const { document: parsed, problems } = parsePolicy(document, kind);
  return problems === undefined ? { name, document: parsed } : { name, problems };
}

/** A policy of which nothing is known yet. */
export function unknownPolicy(name: string): AttachedPolicy {
  const message = "the document is not known at preview, so nothing can be said about it. Build it from known values: explicit names and account ids instead of outputs of resources";
  return { name, problems: [{ path: "", message }] };
}

function role(inputs: Inputs, resourceName: string): Attachment[] {
  const inline = list(inputs.inlinePolicies).map((entry, i) => {
    const position = `inlinePolicies[${i}]`;
    return entry === UNKNOWN ? unknownPolicy(position) : documentPolicy(nameOf((entry as Inputs).name, position), (entry as Inputs).policy ?? '{"Version":"2012-10-17","Statement":[]}');
  });
  const unread = inputs.inlinePolicies === UNKNOWN ? [unknownPolicy("inlinePolicies")] : [];
  const { maxSessionDuration: seconds, assumeRolePolicy: trust, tags } = inputs;
  return [{
    kind: "role",
    name: nameOf(inputs.name, resourceName),
    policies: [...unread, ...inline],
    managed: listOrUnknown(inputs.managedPolicyArns).map((arn) => reference(arn, "managedPolicyArns")),
    ...boundaryOf(inputs.permissionsBoundary),
    facts: {
      ...(typeof seconds === "number" ? { maxSessionSeconds: seconds } : {}),
      ...(trust === undefined ? {} : { trust: documentPolicy("trust policy", trust, "trust") }),
    },
    ...(typeof tags === "object" && tags !== null ? { tags: tags as Record<string, unknown> } : {}),
  }];
}

function policyAttachment(inputs: Inputs, resourceName: string): Attachment[] {
  const managed = [reference(inputs.policyArn, "policyArn")];
  const attached = (["role", "user", "group"] as const).flatMap((kind) =>
    listOrUnknown(inputs[`${kind}s`]).map((name): Attachment => ({ kind, ...(typeof name === "string" ? { name } : { nameProperty: `${kind}s` }), policies: [], managed })));
  // Attached to nobody yet, it is judged as a policy that stands alone.
  return attached.length > 0 ? attached : [{ kind: "policy", name: nameOf(inputs.name, resourceName), policies: [], managed }];
}

/** The component of this project: its inputs show the whole role before anything of it exists. */
function component(inputs: Inputs, resourceName: string): Attachment[] {
  const settings = object(inputs.role);
  const policies = object(settings.policies);
  const inline = object(policies.inline);
  const mfa = object(settings.mfa);
  const review = object(settings.review);
  const account = object(inputs.account).id;
  return [{
    kind: "role",
    name: resourceName,
    policies: Object.keys(inline).map((name) => documentPolicy(name, inline[name])),
    managed: listOrUnknown(policies.managed).map((arn) => reference(arn, "role")),
    ...boundaryOf(settings.boundary),
    facts: {
      ...(typeof account === "string" ? { account } : {}),
      trustedAccounts: list(settings.trusts).flatMap((trust) => (typeof object(trust).account === "string" ? [object(trust).account as string] : [])),
      ...(mfa.required === false && typeof mfa.reason === "string" ? { mfaExemption: mfa.reason } : {}),
      review: texts({ owner: review.owner, reason: review.reason, by: review.by }),
    },
  }];
}

function twins(kind: "role" | "user" | "group"): Record<string, Reader> {
  const Kind = kind[0]!.toUpperCase() + kind.slice(1);
  const holder = (value: unknown, property: string): Pick<Attachment, "kind" | "name" | "nameProperty"> => ({ kind, ...(typeof value === "string" ? { name: value } : { nameProperty: property }) });
  return {
    [`aws:iam/${kind}Policy:${Kind}Policy`]: (inputs, resourceName) => [
      { ...holder(inputs[kind], kind), policies: [documentPolicy(nameOf(inputs.name, resourceName), inputs.policy)], managed: [] },
    ],
    [`aws:iam/${kind}PolicyAttachment:${Kind}PolicyAttachment`]: (inputs) => [
      { ...holder(inputs[kind], kind), policies: [], managed: [reference(inputs.policyArn, "policyArn")] },
    ],
    [`aws:iam/${kind}PolicyAttachmentsExclusive:${Kind}PolicyAttachmentsExclusive`]: (inputs) => [
      { ...holder(inputs[`${kind}Name`], `${kind}Name`), policies: [], managed: listOrUnknown(inputs.policyArns).map((arn) => reference(arn, "policyArns")) },
    ],
    [`aws:iam/${kind}PoliciesExclusive:${Kind}PoliciesExclusive`]: (inputs) => [
      {
        ...holder(inputs[`${kind}Name`], `${kind}Name`),
        policies: inputs.policyNames === UNKNOWN ? [unknownPolicy("policyNames")] : [],
        managed: [],
        inlineNames: list(inputs.policyNames).flatMap((name) => (typeof name === "string" ? [name] : [])),
      },
    ],
  };
}

function reference(arn: unknown, property: string): ManagedReference {
  return typeof arn === "string" ? { arn, property } : { property };
}

function boundaryOf(arn: unknown): { boundary?: ManagedReference } {
  return arn === undefined || arn === null || arn === "" ? {} : { boundary: reference(arn, "permissionsBoundary") };
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === UNKNOWN) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function listOrUnknown(value: unknown): readonly unknown[] {
  return value === UNKNOWN ? [UNKNOWN] : list(value);
}

function object(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}

function nameOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function texts<K extends string>(values: Record<K, unknown>): { [key in K]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string")) as { [key in K]?: string };
}
