/** The customer managed policies of a stack, of either provider. */
import { type Inputs, object } from "./values";

/** What a resource says of the managed policy that it is. Any part may be unknown. */
export interface CustomerPolicy {
  readonly name: unknown;
  readonly path: unknown;
  readonly document: unknown;
}

const FORMS: Readonly<Record<string, (inputs: Inputs) => CustomerPolicy>> = {
  "aws:iam/policy:Policy": ({ name, path = "/", policy }) => ({ name, path, document: policy }),
  "aws-native:iam:ManagedPolicy": ({ managedPolicyName, path = "/", policyDocument }) => ({
    name: managedPolicyName,
    path,
    document: policyDocument,
  }),
};

/** True for a resource that is a customer managed policy. */
export function isCustomerPolicy(type: string): boolean {
  return Object.hasOwn(FORMS, type);
}

/** The policy that a resource is. Only for a type of {@link isCustomerPolicy}. */
export function customerPolicy({ type, inputs }: { readonly type: string; readonly inputs: unknown }): CustomerPolicy {
  return FORMS[type]!(object(inputs));
}
