/** Finds the document of a managed policy by its ARN, or by the property that will hold the ARN. */
import { isAwsManagedPolicy, managedPoliciesAbout, managedPolicy, parseIamArn } from "../iam";
import type { AttachedPolicy } from "../rules/rule";
import { documentPolicy, type ManagedReference, unknownPolicy } from "./attachment";
import { customerPolicy, isCustomerPolicy } from "./customerPolicies";
import { samePlace } from "./places";
import { madeFrom, type SeenResource, type Stack } from "./stack";
import { textOr } from "./values";

/**
 * All policies that a reference may mean. Mostly that is one. It is none while the reference may still become known,
 * and several when it is not clear which one is meant.
 */
export function managedPoliciesOf(reference: ManagedReference, resource: SeenResource, stack: Stack): AttachedPolicy[] {
  const { arn, property } = reference;
  if (arn !== undefined) return byArn(arn, resource, stack);
  const made = madeFrom(resource, property, stack).filter((one) => isCustomerPolicy(one.type));
  if (made.length > 0 && made.every((one) => samePlace(one.place, resource.place)))
    return made.map((one) => documentOf(one, textOr(customerPolicy(one).name, one.name)));
  return stack.complete ? [unknownPolicy(`of ${resource.name}`)] : [];
}

/** The policy that a boundary refers to. When several may be meant, the result has a problem instead of a document. */
export function boundaryPolicy(reference: ManagedReference, resource: SeenResource, stack: Stack): AttachedPolicy {
  const found = managedPoliciesOf(reference, resource, { ...stack, complete: true });
  if (found.length === 1) return found[0]!;
  const name = reference.arn ?? `of ${resource.name}`;
  return {
    name,
    problems: [
      {
        path: "",
        message:
          "several policies of the stack may be meant by the permissions boundary, so none of them is counted on. " +
          "Give each policy a name of its own",
      },
    ],
  };
}

function byArn(arn: string, resource: SeenResource, stack: Stack): AttachedPolicy[] {
  const { sure, possible } = ofStack(arn, resource, stack);
  if (sure.length > 0) return sure.map((one) => documentOf(one, arn));
  const declared = stack.documents.get(arn) ?? stack.documents.get(inEveryAccount(arn));
  if (declared !== undefined) return [declared];
  const found = catalogued(arn);
  if (found !== undefined) return [found];
  return [
    ...possible.map((one) => documentOf(one, arn)),
    { name: arn, problems: [{ path: "", message: notFound(arn, possible) }] },
  ];
}

/** By what somebody declares a policy of this name that every account has. */
function inEveryAccount(arn: string): string {
  return arn.replace(/^(arn:[\w-]+:iam::)\d{12}(:policy\/)/, "$1*$2");
}

const kept = new Map<string, AttachedPolicy>();

/** A policy of AWS. Many roles have the same ones, so each is looked for and parsed once. */
function catalogued(arn: string): AttachedPolicy | undefined {
  let policy = kept.get(arn);
  if (policy === undefined) {
    const found = managedPolicy(arn);
    if (found === undefined) return undefined;
    kept.set(arn, (policy = documentPolicy(arn, found.document)));
  }
  return policy;
}

/**
 * The policies of the stack that an ARN surely or possibly means. A policy's name does not say which account it is in.
 */
function ofStack(
  arn: string,
  { place }: SeenResource,
  stack: Stack,
): { sure: SeenResource[]; possible: SeenResource[] } {
  const [sure, possible]: [SeenResource[], SeenResource[]] = [[], []];
  const named = parseIamArn(arn);
  const account = named?.kind === "policy" ? named.account : undefined;
  for (const one of account === undefined ? [] : stack.policies) {
    if (one.physical?.arn !== undefined) {
      if (one.physical.arn === arn) sure.push(one);
      continue;
    }
    const { name, path } = customerPolicy(one);
    if (typeof name !== "string" || typeof path !== "string" || !arn.endsWith(`:policy${path}${name}`)) continue;
    // A principal can only have policies of its own account attached.
    const its = one.place.account;
    if (its === account || (its === undefined && samePlace(one.place, place))) sure.push(one);
    else if (its === undefined) possible.push(one);
  }
  return { sure, possible };
}

function documentOf(policy: SeenResource, name: string): AttachedPolicy {
  return documentPolicy(name, customerPolicy(policy).document);
}

function notFound(arn: string, possible: readonly SeenResource[]): string {
  const declare = `Declare its document in the pack's configuration: declarations.policies["${arn}"]`;
  if (possible.length > 0)
    return `may be a policy of this stack or another: its provider does not say in which account it is. Set allowedAccountIds. ${declare}`;
  const what = isAwsManagedPolicy(arn)
    ? `is not in the catalogue of AWS managed policies of ${managedPoliciesAbout().updated}`
    : arn.startsWith("arn:aws:iam::*:")
      ? "is another policy in each account that the permission set comes to"
      : "is neither in this stack nor declared";
  return `${what}, so what it allows is not known. ${declare}`;
}
