/** The roles that a stack's settings declare, with their documents. Pure. */
import { inlinePolicies } from "../../../documents/inlinePolicies";
import type { PolicyDocument } from "../../../documents/policyDocument";
import { trustPolicy, type TrustingRole } from "../../../documents/trustPolicy";
import { roleArn, sharedPolicyArn } from "../../../settings/arns";
import type { SharedPolicySettings } from "../../../settings/policies";
import type { RoleSettings, RoleUsing } from "../../../settings/role";
import type { Settings } from "../../../settings/settings";
import type { RoleDocuments } from "../evidence/evidence";
import { roleDocuments } from "../evidence/roleDocuments";

/** The settings of a role that decide who gets what from it, and why the others are not compared. */
type Compared = RoleUsing<
  keyof TrustingRole | "policies" | "boundary" | "revokeSessionsBefore" | "name" | "namePrefix" | "path",
  { description: "gives nobody anything"; tags: "give nobody anything"; review: "is judged by its date" }
>;

/** A role and what would be deployed for it. */
export interface DeclaredRole {
  readonly key: string;
  readonly arn: string;
  readonly settings: RoleSettings;
  readonly trust: PolicyDocument;
  readonly documents: RoleDocuments;
}

type Declaring = Pick<Settings, "account" | "policies" | "roles">;

/** The roles of a stack, in the order of its settings. */
export function declaredRoles({ account, policies, roles }: Declaring): readonly DeclaredRole[] {
  const shared = (name: string) => sharedPolicyArn(name, policies[name]!, account);
  return Object.entries<RoleSettings & Compared>(roles).map(([key, settings]) => {
    const trust = trustPolicy(settings, account.partition);
    const documents = roleDocuments({
      trust,
      maxSessionDuration: settings.session.maxDuration,
      boundary: settings.boundary,
      inline: inlinePolicies(settings, account),
      managed: [...settings.policies.managed, ...settings.policies.shared.map(shared)],
    });
    return { key, arn: roleArn(key, settings, account), settings, trust, documents };
  });
}

/** The documents of a stack's shared policies, by their ARNs. */
export function declaredPolicies({
  account,
  policies,
}: Declaring): Readonly<Record<string, SharedPolicySettings["document"]>> {
  return Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => [sharedPolicyArn(name, policy, account), policy.document]),
  );
}
