/** Reads every resource type of IAM that attaches a policy to a principal. */
import {
  type Attachment,
  boundaryOf,
  documentPolicy,
  type GroupReference,
  holder,
  type Reader,
  reference,
  unknownPolicy,
} from "./attachment";
import { COMPONENT, componentClaims } from "./component";
import { NATIVE_READERS } from "./nativeIam";
import { PERMISSION_SET_READERS } from "./permissionSets";
import { RESOURCE_POLICY_READERS } from "./resourcePolicies";
import { SHARE_READERS } from "./shares";
import { UNKNOWN } from "./snapshot";
import { type Inputs, list, listOrUnknown, object, textOr } from "./values";

const READERS: Readonly<Record<string, Reader>> = {
  "aws:iam/role:Role": role,
  "aws:iam/user:User": (inputs) => [
    {
      says: "is",
      kind: "user",
      ...knownName(inputs.name),
      policies: [],
      managed: [],
      ...boundaryOf(inputs.permissionsBoundary),
    },
  ],
  "aws:iam/group:Group": (inputs) => [
    { says: "is", kind: "group", ...knownName(inputs.name), policies: [], managed: [] },
  ],
  "aws:iam/policy:Policy": (inputs, resourceName) => {
    const name = textOr(inputs.name, resourceName);
    return [{ says: "is", kind: "policy", name, policies: [documentPolicy(name, inputs.policy)], managed: [] }];
  },
  "aws:iam/policyAttachment:PolicyAttachment": policyAttachment,
  [COMPONENT]: componentClaims,
  ...twins("role"),
  ...twins("user"),
  ...twins("group"),
  "aws:iam/groupMembership:GroupMembership": ({ group, users }) =>
    listOrUnknown(users).map((user) => member(user, "users", [holder(group, "group")])),
  "aws:iam/userGroupMembership:UserGroupMembership": ({ user, groups }) => [
    member(
      user,
      "user",
      listOrUnknown(groups).map((group) => holder(group, "groups")),
    ),
  ],
  ...PERMISSION_SET_READERS,
  ...NATIVE_READERS,
  ...RESOURCE_POLICY_READERS,
  ...SHARE_READERS,
};

/** Types that attach no policy to anybody. */
const HARMLESS =
  /^aws-native:iam:(?:InstanceProfile|OidcProvider|SamlProvider|ServerCertificate|ServiceLinkedRole|VirtualMfaDevice)$/;

/** Types that may attach policies, but that this pack does not read. */
const UNREAD = /^aws-native:iam:/;

/** What a resource attaches; empty for types that attach nothing. `inputs` is a snapshot (see snapshot.ts). */
export function attachmentsOf(type: string, inputs: unknown, resourceName: string): Attachment[] {
  if (Object.hasOwn(READERS, type)) return READERS[type]!(object(inputs), resourceName);
  if (!UNREAD.test(type) || HARMLESS.test(type)) return [];
  const problem = {
    path: "",
    message: `resources of type ${type} are not read by this pack. Use the types of aws:iam, or an exception for what is attached here`,
  };
  return [
    {
      says: "is",
      kind: "policy",
      name: resourceName,
      policies: [{ name: resourceName, problems: [problem] }],
      managed: [],
    },
  ];
}

/** True for a type whose resources this pack reads. */
export function readsType(type: string): boolean {
  return Object.hasOwn(READERS, type);
}

function role(inputs: Inputs): Attachment[] {
  const inline = list(inputs.inlinePolicies).map((entry, i) => {
    const position = `inlinePolicies[${i}]`;
    return entry === UNKNOWN
      ? unknownPolicy(position)
      : documentPolicy(
          textOr(object(entry).name, position),
          object(entry).policy ?? '{"Version":"2012-10-17","Statement":[]}',
        );
  });
  const unread = inputs.inlinePolicies === UNKNOWN ? [unknownPolicy("inlinePolicies")] : [];
  const { maxSessionDuration: seconds, assumeRolePolicy: trust, tags } = inputs;
  return [
    {
      says: "is",
      kind: "role",
      ...knownName(inputs.name),
      policies: [...unread, ...inline],
      managed: listOrUnknown(inputs.managedPolicyArns).map((arn) => reference(arn, "managedPolicyArns")),
      ...boundaryOf(inputs.permissionsBoundary),
      facts: {
        ...(typeof seconds === "number" ? { maxSessionSeconds: seconds } : {}),
        ...(trust === undefined ? {} : { trust: documentPolicy("trust policy", trust, "trust") }),
      },
      ...(typeof tags === "object" && tags !== null ? { tags: tags as Record<string, unknown> } : {}),
    },
  ];
}

function policyAttachment(inputs: Inputs, resourceName: string): Attachment[] {
  const managed = [reference(inputs.policyArn, "policyArn")];
  const attached = (["role", "user", "group"] as const).flatMap((kind) =>
    listOrUnknown(inputs[`${kind}s`]).map((name): Attachment => ({
      says: "attaches",
      kind,
      ...holder(name, `${kind}s`),
      policies: [],
      managed,
    })),
  );
  // It is attached to nobody yet, so the policy is judged by itself.
  return attached.length > 0
    ? attached
    : [{ says: "is", kind: "policy", name: textOr(inputs.name, resourceName), policies: [], managed }];
}

function twins(kind: "role" | "user" | "group"): Record<string, Reader> {
  const Kind = kind[0]!.toUpperCase() + kind.slice(1);
  const to = (value: unknown, property: string): Pick<Attachment, "says" | "kind" | "name" | "nameProperty"> => ({
    says: "attaches",
    kind,
    ...holder(value, property),
  });
  return {
    [`aws:iam/${kind}Policy:${Kind}Policy`]: (inputs, resourceName) => [
      {
        ...to(inputs[kind], kind),
        policies: [documentPolicy(textOr(inputs.name, resourceName), inputs.policy)],
        managed: [],
      },
    ],
    [`aws:iam/${kind}PolicyAttachment:${Kind}PolicyAttachment`]: (inputs) => [
      { ...to(inputs[kind], kind), policies: [], managed: [reference(inputs.policyArn, "policyArn")] },
    ],
    [`aws:iam/${kind}PolicyAttachmentsExclusive:${Kind}PolicyAttachmentsExclusive`]: (inputs) => [
      {
        ...to(inputs[`${kind}Name`], `${kind}Name`),
        policies: [],
        managed: listOrUnknown(inputs.policyArns).map((arn) => reference(arn, "policyArns")),
      },
    ],
    [`aws:iam/${kind}PoliciesExclusive:${Kind}PoliciesExclusive`]: (inputs) => [
      {
        ...to(inputs[`${kind}Name`], `${kind}Name`),
        policies: inputs.policyNames === UNKNOWN ? [unknownPolicy("policyNames")] : [],
        managed: [],
        inlineNames: list(inputs.policyNames).map((name) => (typeof name === "string" ? name : undefined)),
      },
    ],
  };
}

function member(user: unknown, property: string, groups: readonly GroupReference[]): Attachment {
  return { says: "attaches", kind: "user", ...holder(user, property), policies: [], managed: [], groups };
}

function knownName(value: unknown): Pick<Attachment, "name"> {
  return typeof value === "string" ? { name: value } : {};
}
