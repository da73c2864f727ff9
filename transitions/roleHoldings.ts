import { closingPolicy, closingPolicyName } from "../components/closing";
import { inlinePolicies } from "../components/inlinePolicies";
import { trustPolicy } from "../components/trustPolicy";
import { managedPolicy } from "../policypack/iam/managedPolicies";
import { roleArn, roleName, sharedPolicyArn } from "../settings/arns";
import type { Deployed } from "./deployed";

/** A policy document, as far as it is looked into here. */
export interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Effect: string }[];
}

/** A policy that a role has, or its boundary. */
export interface HeldPolicy {
  /** What stays the same when its content changes: the name of an inline policy, the ARN of a managed one. */
  readonly name: string;
  /** Undefined where the account alone has it. */
  readonly document: Document | undefined;
  /** Whether this program writes the document, and so can put one with a Deny first in and last out. */
  readonly own: boolean;
}

/** What one role gives, and to whom. */
export interface RoleHoldings {
  /** The role's key in the settings. */
  readonly key: string;
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: readonly HeldPolicy[];
  readonly boundary: HeldPolicy | undefined;
}

/** The documents of the policies under `policies`, by their ARNs. */
export function declaredPolicies({ settings: { account, policies } }: Deployed): ReadonlyMap<string, Document> {
  return new Map(Object.entries(policies).map(([name, policy]) => [sharedPolicyArn(name, policy, account), policy.document as Document]));
}

/** What the roles of a stack give, by their names in IAM. */
export function roleHoldings(deployed: Deployed): ReadonlyMap<string, RoleHoldings> {
  const { settings, closed } = deployed;
  const { account, roles, policies } = settings;
  const declared = declaredPolicies(deployed);
  const managed = (name: string): HeldPolicy => ({ name, document: declared.get(name) ?? documentOfAws(name), own: declared.has(name) });
  return new Map(
    Object.entries(roles).map(([key, role]) => {
      const name = roleName(key, role);
      const shared = role.policies.shared.map((policy) => sharedPolicyArn(policy, policies[policy]!, account));
      const inline = Object.entries(inlinePolicies(role, account)).map(([policy, document]): HeldPolicy => ({ name: policy, document, own: true }));
      const closing = closed.includes(name) ? [{ name: closingPolicyName, document: closingPolicy, own: true }] : [];
      return [
        name,
        {
          key,
          arn: roleArn(key, role, account),
          trust: trustPolicy(role, account.partition),
          policies: [...inline, ...closing, ...[...role.policies.managed, ...shared].map(managed)],
          boundary: role.boundary === undefined ? undefined : managed(role.boundary),
        },
      ];
    }),
  );
}

function documentOfAws(arn: string): Document | undefined {
  const text = managedPolicy(arn)?.document;
  return text === undefined ? undefined : (JSON.parse(text) as Document);
}
