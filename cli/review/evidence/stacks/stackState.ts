/** Reads what a stack deployed from the engine's export. Pure. */
import { stackProblemText } from "../../../../grants/grantProblemTexts";
import { permissionSetPolicyName } from "../../../../grants/grantees";
import { readOffer, readOfferedRole, type OfferedRole } from "../../../../grants/offeredRole";
import { documentOf } from "../documents";
import type { AccessDocuments, GrantDocument, RoleDocuments, StackState } from "../evidence";
import { roleDocuments } from "../roleDocuments";

/** The fields of an exported resource that are used. */
interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What an export contains: nothing deployed, or the state and a problem with parts of it. */
export type ReadState =
  { readonly deployed: false } | { readonly deployed: true; readonly state: StackState; readonly problem?: string };

/**
 * Reads the output of `pulumi stack export`. Secret values stay encrypted and are not documents.
 *
 * @param stack the stack's name, for the problem's text
 * @param account the account of its settings; roles of other accounts are not accepted
 * @throws when it is not an export
 */
export function readState(stack: string, exported: unknown, account: string): ReadState {
  const resources = resourcesOf(exported);
  if (resources.length === 0) return { deployed: false };
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  const { roles, problems } = offeredRoles(stack, outputs["roles"], account);
  return {
    deployed: true,
    state: { roles, documents: documentsOf(resources) },
    ...(problems.length > 0 && { problem: problems.join("\n") }),
  };
}

/** The roles of the account that have the right form; the others become problems. */
function offeredRoles(
  stack: string,
  output: unknown,
  account: string,
): { readonly roles: Readonly<Record<string, OfferedRole>>; readonly problems: readonly string[] } {
  // The engine writes a secret as an object with this key. Its encrypted value is not shown.
  const offer = readOffer(
    stack,
    Object.hasOwn(object(output), "4dabf18193072939515e22adb298388d") ? "[secret]" : output,
  );
  if (offer.problem !== undefined) return { roles: {}, problems: [stackProblemText(offer.problem)] };
  const read = [...offer.roles].map(([key, entry]) => {
    const found = readOfferedRole(entry);
    const foreign = found.role !== undefined && found.role.accountId !== account;
    return [
      key,
      foreign
        ? {
            problems: [
              {
                path: "arn",
                message: `found "${found.role.arn}", expected a role of ${account}, the account of the stack's settings`,
              },
            ],
          }
        : found,
    ] as const;
  });
  return {
    roles: Object.fromEntries(read.flatMap(([key, { role }]) => (role !== undefined ? [[key, role]] : []))),
    problems: read.flatMap(([key, { problems }]) =>
      problems !== undefined
        ? [stackProblemText({ where: "stack", stack, kind: "role-form", role: key, problems })]
        : [],
    ),
  };
}

function resourcesOf(exported: unknown): Resource[] {
  const { deployment } = object(exported);
  if (typeof deployment !== "object") throw new Error("the engine printed no deployment");
  const { resources } = object(deployment);
  return (Array.isArray(resources) ? resources : []).map(object).flatMap((resource) => {
    // A resource that is only read, that waits for its deletion after a replacement, or that was deleted and not made
    // again since the update was interrupted, is not deployed by the stack.
    const gone = ["external", "delete", "pendingReplacement"].some((mark) => resource[mark] === true);
    if (gone) return [];
    return [{ urn: String(resource["urn"]), type: String(resource["type"]), outputs: object(resource["outputs"]) }];
  });
}

/** The types in a URN: the resource's own last, its parents' before. */
function typesOf(urn: string): string[] {
  return (urn.split("::")[2] ?? "").split("$");
}

function documentsOf(resources: readonly Resource[]): AccessDocuments {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const attachments = of("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  const rolePolicies = of("aws:iam/rolePolicy:RolePolicy");
  const roles = of("aws:iam/role:Role").map(
    ({ outputs }) => [text(outputs["arn"]), text(outputs["name"]), roleOf(outputs, attachments, rolePolicies)] as const,
  );
  const own = new Set(roles.map(([, name]) => name));
  // A grant to a role of the same stack is both: a policy of the role, and a grant of the stack.
  const roleGrants = rolePolicies.filter(
    ({ urn, outputs }) =>
      !own.has(text(outputs["role"])) || typesOf(urn).includes("cross-account-access:index:AssumeRoleGrant"),
  );
  const grants = [
    ...of("aws:iam/groupPolicy:GroupPolicy").map(({ outputs }) => grantOf("group", outputs)),
    ...of("aws:iam/userPolicy:UserPolicy").map(({ outputs }) => grantOf("user", outputs)),
    ...roleGrants.map(({ outputs }) => grantOf("role", outputs)),
    ...of("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy").flatMap(grantOfSet),
  ];
  return {
    roles: Object.fromEntries(roles.map(([arn, , role]) => [arn, role])),
    groups: groupsOf(of("aws:iam/group:Group"), of("aws:iam/groupMembership:GroupMembership")),
    grants: Object.fromEntries(grants.map((grant) => [`${grant.kind}/${grant.name}/${grant.policyName}`, grant])),
    policies: Object.fromEntries(
      of("aws:iam/policy:Policy").map(({ outputs }) => [text(outputs["arn"]), documentOf(outputs["policy"])]),
    ),
  };
}

function roleOf(
  outputs: Resource["outputs"],
  attachments: readonly Resource[],
  rolePolicies: readonly Resource[],
): RoleDocuments {
  const name = text(outputs["name"]);
  const boundary = outputs["permissionsBoundary"];
  const mine = (resource: Resource) => text(resource.outputs["role"]) === name;
  return roleDocuments({
    trust: documentOf(outputs["assumeRolePolicy"]),
    maxSessionDuration: Number(outputs["maxSessionDuration"] ?? 3600),
    boundary: typeof boundary === "string" && boundary !== "" ? boundary : undefined,
    inline: Object.fromEntries(
      rolePolicies.filter(mine).map(({ outputs: policy }) => [text(policy["name"]), documentOf(policy["policy"])]),
    ),
    managed: attachments
      .filter(mine)
      .map(({ outputs: attachment }) => text(attachment["policyArn"]))
      .sort(),
  });
}

function groupsOf(groups: readonly Resource[], memberships: readonly Resource[]): AccessDocuments["groups"] {
  const names = new Set([
    ...groups.map(({ outputs }) => text(outputs["name"])),
    ...memberships.map(({ outputs }) => text(outputs["group"])),
  ]);
  return Object.fromEntries(
    [...names].map((name) => {
      const users = memberships
        .filter(({ outputs }) => text(outputs["group"]) === name)
        .flatMap(({ outputs }) => (Array.isArray(outputs["users"]) ? (outputs["users"] as unknown[]).map(text) : []));
      return [name, { members: [...new Set(users)].sort() }];
    }),
  );
}

function grantOf(kind: Exclude<GrantDocument["kind"], "permission-set">, outputs: Resource["outputs"]): GrantDocument {
  return {
    kind,
    name: text(outputs[kind]),
    policyName: text(outputs["name"]),
    document: documentOf(outputs["policy"]),
  };
}

/** The state has the ARN of a permission set alone. Its name is in the name of the component that grants to it. */
function grantOfSet({ urn, outputs }: Resource): GrantDocument[] {
  const name = /^permission-set-(.+)$/.exec(urn.split("::").at(-1) ?? "")?.[1];
  if (name === undefined || !typesOf(urn).includes("cross-account-access:index:AssumeRoleGrant")) return [];
  const document = documentOf(outputs["inlinePolicy"]);
  return [{ kind: "permission-set", name, policyName: permissionSetPolicyName, document }];
}

/** Names and ARNs are strings. Any other value is a secret or has a wrong form, and matches nothing. */
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
