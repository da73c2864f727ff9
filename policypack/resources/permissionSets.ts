/** Reads permission sets of IAM Identity Center and the resource types that attach policies to them. */
import {
  type Attachment,
  boundaryOf,
  documentPolicy,
  holder,
  type ManagedReference,
  type Reader,
  reference,
  unknownPolicy,
} from "./attachment";
import { UNKNOWN } from "./snapshot";
import { type Inputs, listOrUnknown, object, textOr } from "./values";

/** The readers by type. */
export const PERMISSION_SET_READERS: Readonly<Record<string, Reader>> = {
  "aws:ssoadmin/permissionSet:PermissionSet": (inputs, resourceName) => [
    { says: "is", kind: "permission-set", title: textOr(inputs.name, resourceName), policies: [], managed: [] },
  ],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (inputs) => [
    attached(inputs, { policies: [documentPolicy("inline policy", inputs.inlinePolicy)] }),
  ],
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": (inputs) => [
    attached(inputs, { managed: [reference(inputs.managedPolicyArn, "managedPolicyArn")] }),
  ],
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": (inputs) => [
    attached(inputs, {
      managed: listOrUnknown(inputs.managedPolicyArns).map((arn) => reference(arn, "managedPolicyArns")),
    }),
  ],
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": (inputs) => [
    attached(inputs, customerManaged([inputs.customerManagedPolicyReference], "customerManagedPolicyReference")),
  ],
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive": (inputs) => [
    attached(
      inputs,
      customerManaged(listOrUnknown(inputs.customerManagedPolicyReferences), "customerManagedPolicyReferences"),
    ),
  ],
  "aws-native:sso:PermissionSet": native,
};

/**
 * What a resource attaches to a permission set. A boundary that `permissionsBoundaryAttachment` attaches is not
 * counted: it could be removed without this pack seeing it.
 */
function attached(inputs: Inputs, what: Partial<Pick<Attachment, "policies" | "managed">>): Attachment {
  return {
    says: "attaches",
    kind: "permission-set",
    ...holder(inputs.permissionSetArn, "permissionSetArn"),
    policies: [],
    managed: [],
    ...what,
  };
}

function native(inputs: Inputs, resourceName: string): Attachment[] {
  const inline = inputs.inlinePolicy === undefined ? [] : [documentPolicy("inline policy", inputs.inlinePolicy)];
  const customer = customerManaged(
    listOrUnknown(inputs.customerManagedPolicyReferences),
    "customerManagedPolicyReferences",
  );
  const boundary = object(inputs.permissionsBoundary);
  return [
    {
      says: "is",
      kind: "permission-set",
      title: textOr(inputs.name, resourceName),
      policies: [...inline, ...(customer.policies ?? [])],
      managed: [
        ...(customer.managed ?? []),
        ...listOrUnknown(inputs.managedPolicies).map((arn) => reference(arn, "managedPolicies")),
      ],
      ...boundaryOf(boundary.managedPolicyArn, "permissionsBoundary"),
    },
  ];
}

/**
 * Customer managed policies that a permission set refers to by name, without an account. Each account that the
 * permission set is assigned to has its own policy of that name, and this stack shows at most one of them. So only a
 * document that the configuration declares for all accounts counts.
 */
function customerManaged(references: readonly unknown[], property: string): Pick<Attachment, "policies" | "managed"> {
  const managed: ManagedReference[] = [];
  const policies = references.flatMap((entry) => {
    const { name, path } = object(entry);
    if (entry === UNKNOWN || typeof name !== "string" || path === UNKNOWN) return [unknownPolicy(property)];
    managed.push({ arn: `arn:aws:iam::*:policy${textOr(path, "/")}${name}`, property });
    return [];
  });
  return { policies, managed };
}
