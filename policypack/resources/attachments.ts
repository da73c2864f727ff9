/** Every resource type that brings a policy to a principal, and where in its inputs. */
import { parsePolicy } from "../iam/parse";
import type { AttachedPolicy, Subject } from "../rules/rule";
import { hasUnknown, UNKNOWN } from "./snapshot";

/** One principal (or a policy that stands alone) and what one resource attaches to it. */
export type Attachment = Pick<Subject, "kind" | "name"> & { readonly policies: readonly AttachedPolicy[] };

type Inputs = Readonly<Record<string, unknown>>;
type Reader = (inputs: Inputs, resourceName: string) => Attachment[];

const READERS: Readonly<Record<string, Reader>> = {
  "aws:iam/role:Role": (inputs, resourceName) => {
    const name = nameOf(inputs.name, resourceName);
    const inline = list(inputs.inlinePolicies).map((entry, i) =>
      entry === UNKNOWN ? unknownPolicy(`inlinePolicies[${i}]`) : documentPolicy(nameOf((entry as Inputs).name, `inlinePolicies[${i}]`), (entry as Inputs).policy));
    const managed = list(inputs.managedPolicyArns).map((arn) => managedPolicy(arn));
    return [{ kind: "role", name, policies: [...inline, ...managed] }];
  },
  "aws:iam/policy:Policy": (inputs, resourceName) => [
    { kind: "policy", name: nameOf(inputs.name, resourceName), policies: [documentPolicy(nameOf(inputs.name, resourceName), inputs.policy)] },
  ],
  "aws:iam/policyAttachment:PolicyAttachment": (inputs, resourceName) =>
    (["role", "user", "group"] as const).flatMap((kind) =>
      list(inputs[`${kind}s`]).map((name): Attachment => ({ kind, name: nameOf(name, resourceName), policies: [managedPolicy(inputs.policyArn)] }))),
  ...twins("role"),
  ...twins("user"),
  ...twins("group"),
};

/** What a resource attaches; empty for types that attach nothing. `inputs` is a snapshot (see snapshot.ts). */
export function attachmentsOf(type: string, inputs: unknown, resourceName: string): Attachment[] {
  return Object.hasOwn(READERS, type) ? READERS[type]!(inputs as Inputs, resourceName) : [];
}

function twins(kind: "role" | "user" | "group"): Record<string, Reader> {
  const Kind = kind[0]!.toUpperCase() + kind.slice(1);
  return {
    [`aws:iam/${kind}Policy:${Kind}Policy`]: (inputs, resourceName) => [
      { kind, name: nameOf(inputs[kind], resourceName), policies: [documentPolicy(nameOf(inputs.name, resourceName), inputs.policy)] },
    ],
    [`aws:iam/${kind}PolicyAttachment:${Kind}PolicyAttachment`]: (inputs, resourceName) => [
      { kind, name: nameOf(inputs[kind], resourceName), policies: [managedPolicy(inputs.policyArn)] },
    ],
    [`aws:iam/${kind}PolicyAttachmentsExclusive:${Kind}PolicyAttachmentsExclusive`]: (inputs, resourceName) => [
      { kind, name: nameOf(inputs[`${kind}Name`], resourceName), policies: list(inputs.policyArns).map((arn) => managedPolicy(arn)) },
    ],
  };
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function nameOf(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function documentPolicy(name: string, document: unknown): AttachedPolicy {
  if (hasUnknown(document)) return unknownPolicy(name);
  const { document: parsed, problems } = parsePolicy(document, "identity");
  return problems === undefined ? { name, document: parsed } : { name, problems };
}

/** Provisional: only the four AWS managed policies that allow half of all actions or more are told apart. */
function managedPolicy(arn: unknown): AttachedPolicy {
  if (typeof arn !== "string") return unknownPolicy("a managed policy");
  const administrative = /:aws:policy\/(aws-service-role\/|service-role\/)?(AdministratorAccess|PowerUserAccess|AWSMcpServiceActionsFullAccess|AIDevOpsAgentActionsPolicy)$/.test(arn);
  const document = { Version: "2012-10-17", Statement: administrative ? [{ Effect: "Allow", Action: "*", Resource: "*" }] : [] };
  return documentPolicy(arn, document);
}

function unknownPolicy(name: string): AttachedPolicy {
  const message = "the document is not known at preview, so nothing can be said about it. Build it from known values: explicit names and account ids instead of outputs of resources";
  return { name, problems: [{ path: "", message }] };
}
