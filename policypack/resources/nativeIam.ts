/** Reads the resource types of `aws-native:iam` that attach a policy to a principal. */
import {
  type Attachment,
  boundaryOf,
  documentPolicy,
  type Facts,
  holder,
  type Reader,
  reference,
  unknownPolicy,
} from "./attachment";
import { UNKNOWN } from "./snapshot";
import { type Inputs, list, listOrUnknown, object, textOr } from "./values";

/** The readers by type. */
export const NATIVE_READERS: Readonly<Record<string, Reader>> = {
  "aws-native:iam:Role": (inputs) => [
    { ...native("role", inputs, inputs.roleName), facts: roleFacts(inputs), ...tagsOf(inputs) },
  ],
  "aws-native:iam:User": (inputs) => [
    {
      ...native("user", inputs, inputs.userName),
      groups: listOrUnknown(inputs.groups).map((name) => holder(name, "groups")),
    },
  ],
  "aws-native:iam:Group": (inputs) => [native("group", inputs, inputs.groupName)],
  ...twin("role"),
  ...twin("user"),
  ...twin("group"),
  "aws-native:iam:ManagedPolicy": (inputs, resourceName) => {
    const name = textOr(inputs.managedPolicyName, resourceName);
    const policies = [documentPolicy(name, inputs.policyDocument)];
    const attached = (["role", "user", "group"] as const).flatMap((kind) =>
      listOrUnknown(inputs[`${kind}s`]).map((value): Attachment => ({
        says: "attaches",
        kind,
        ...holder(value, `${kind}s`),
        policies,
        managed: [],
      })),
    );
    return [{ says: "is", kind: "policy", name, policies, managed: [] }, ...attached];
  },
};

function native(kind: "role" | "user" | "group", inputs: Inputs, name: unknown): Attachment {
  const inline = list(inputs.policies).map((entry, i) => {
    const position = `policies[${i}]`;
    if (entry === UNKNOWN) return unknownPolicy(position);
    const { policyName, policyDocument } = object(entry);
    return documentPolicy(textOr(policyName, position), policyDocument);
  });
  return {
    says: "is",
    kind,
    ...(typeof name === "string" ? { name } : {}),
    policies: [...(inputs.policies === UNKNOWN ? [unknownPolicy("policies")] : []), ...inline],
    managed: listOrUnknown(inputs.managedPolicyArns).map((arn) => reference(arn, "managedPolicyArns")),
    ...boundaryOf(inputs.permissionsBoundary),
  };
}

function roleFacts({ assumeRolePolicyDocument: trust, maxSessionDuration: seconds }: Inputs): Facts {
  return {
    ...(typeof seconds === "number" ? { maxSessionSeconds: seconds } : {}),
    ...(trust === undefined ? {} : { trust: documentPolicy("trust policy", trust, "trust") }),
  };
}

/** Tags are a list of keys and values here. */
function tagsOf({ tags }: Inputs): Pick<Attachment, "tags"> {
  const pairs = list(tags).flatMap((tag) => {
    const { key, value } = object(tag);
    return typeof key === "string" ? [[key, value] as const] : [];
  });
  return { tags: Object.fromEntries(pairs) };
}

function twin(kind: "role" | "user" | "group"): Record<string, Reader> {
  const Kind = kind[0]!.toUpperCase() + kind.slice(1);
  return {
    [`aws-native:iam:${Kind}Policy`]: (inputs, resourceName) => [
      {
        says: "attaches",
        kind,
        ...holder(inputs[`${kind}Name`], `${kind}Name`),
        // An inline policy without a document allows nothing.
        policies:
          inputs.policyDocument === undefined
            ? []
            : [documentPolicy(textOr(inputs.policyName, resourceName), inputs.policyDocument)],
        managed: [],
      },
    ],
  };
}
