import { inlinePolicies } from "../documents/inlinePolicies";
import { trustPolicy, type TrustingRole } from "../documents/trustPolicy";
import { managedPolicy } from "../policypack/iam";
import { roleArn, roleName, sharedPolicyArn } from "../settings/arns";
import type { RoleSettings, RoleUsing } from "../settings/role";
import { peopleTrust } from "../settings/trust";
import type { Deployed } from "./deployed";

/** A policy document, with the fields that are used here. */
export interface Document {
  readonly Statement: readonly { readonly Effect: string }[];
}

/** The document of a policy or boundary; undefined when neither the settings nor the catalogue of AWS has it. */
export type Held = Document | undefined;

/** What one role allows, and whom it trusts. */
export interface RoleHoldings {
  /** The role's key in the settings. */
  readonly key: string;
  readonly arn: string;
  readonly trust: unknown;
  /** The people of IAM Identity Center who are entitled to the role, each with the application. */
  readonly people: readonly string[];
  /** The policies, by name for inline ones and by ARN for managed ones. */
  readonly policies: ReadonlyMap<string, Held>;
  readonly boundary: { readonly arn: string; readonly document: Held } | undefined;
}

/** The documents of the policies under `policies`, by their ARNs. */
export function declaredPolicies({ settings: { account, policies } }: Deployed): ReadonlyMap<string, Document> {
  return new Map(
    Object.entries(policies).map(([name, policy]) => [
      sharedPolicyArn(name, policy, account),
      policy.document as Document,
    ]),
  );
}

/** The settings of a role that decide what it allows and whom it trusts. */
type Giving = RoleUsing<
  keyof TrustingRole | "policies" | "boundary" | "revokeSessionsBefore" | "name" | "namePrefix" | "path",
  { description: "words"; tags: "words"; review: "words" }
>;

/** What the roles of a stack allow, by their names in IAM. */
export function roleHoldings(deployed: Deployed): ReadonlyMap<string, RoleHoldings> {
  const { account, roles, policies } = deployed.settings;
  const declared = declaredPolicies(deployed);
  const documentOf = (arn: string) => declared.get(arn) ?? documentOfAws(arn);
  return new Map(
    Object.entries<Giving>(roles).map(([key, role]) => {
      const shared = role.policies.shared.map((policy) => sharedPolicyArn(policy, policies[policy]!, account));
      const held: [string, Held][] = [
        ...Object.entries(inlinePolicies(role, account)),
        ...[...role.policies.managed, ...shared].map((arn): [string, Held] => [arn, documentOf(arn)]),
      ];
      const { boundary } = role;
      return [
        roleName(key, role),
        {
          key,
          arn: roleArn(key, role, account),
          trust: trustPolicy(role, account.partition),
          people: entitled(role),
          policies: new Map(held),
          boundary: boundary === undefined ? undefined : { arn: boundary, document: documentOf(boundary) },
        },
      ];
    }),
  );
}

function entitled(role: Pick<RoleSettings, "trusts">): string[] {
  const { identityCenter } = peopleTrust(role) ?? {};
  if (identityCenter === undefined) return [];
  const { application, users, groups } = identityCenter;
  return Object.entries({ users, groups }).flatMap(([kind, names]) =>
    names.map((name) => JSON.stringify([application, kind, name])),
  );
}

function documentOfAws(arn: string): Held {
  const text = managedPolicy(arn)?.document;
  return text === undefined ? undefined : (JSON.parse(text) as Document);
}
