import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { roleName, sharedPolicyArn } from "../settings/arns";
import { AccessError } from "./accessError";
import { AssumeRoleGrant } from "./assumeRoleGrant";
import { CrossAccountRole, type DeclaredPolicies } from "./crossAccountRole";
import { formerPolicies } from "./formerPolicies";
import { grantedGrantees, type GrantedGrantee } from "./grantees";
import { planGrants, type GrantPlan } from "./grantPlan";
import type { PublishedRole } from "./publishedRole";
import { publishedStacks } from "./publishedStacks";

/**
 * All that one account has to do with cross-account access: the roles it offers to others, and the grants by which
 * its own people may assume the roles of others. The settings decide which of the two it has; it may have both.
 */
export class AccountAccess extends pulumi.ComponentResource {
  /** The roles that this account offers, by their keys. */
  readonly roles: pulumi.Output<Record<string, PublishedRole>>;
  /** The ARNs of the roles that each grant allows to assume, by the grant's name, once every grantee has its policy. */
  readonly grants: pulumi.Output<Record<string, readonly string[]>>;
  /** What has to hold for each grant to be of use, as far as anything has to; a preview shows it when it changes. */
  readonly conditions: pulumi.Output<Record<string, readonly string[]>>;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:AccountAccess", name, settings, opts);
    const { account } = settings;
    const declared: DeclaredPolicies = Object.fromEntries(
      Object.entries(settings.policies).map(([key, policy]) => [sharedPolicyArn(key, policy, account), this.policy(key, policy)]),
    );
    const roles = mapValues(settings.roles, (role, key) => {
      const shared = role.policies.shared.map((policy) => sharedPolicyArn(policy, settings.policies[policy]!, account));
      return new CrossAccountRole(roleName(key, role), { account, role, key }, declared, shared, { parent: this });
    });
    this.roles = pulumi.output(mapValues(roles, ({ published }) => published));
    const plan = this.plan(settings);
    const groups = mapValues(settings.groups, (group, key) => this.group(key, group, plan));
    const grantees = grantedGrantees(settings.grants);
    const attached = grantees.map((grantee) => this.grant(grantee, plan, settings, { groups, roles }).attached);
    this.grants = pulumi.all([plan, pulumi.all(attached)]).apply(([{ arns }]) => ({ ...arns }));
    this.conditions = plan.apply(({ conditions }) => ({ ...conditions }));
    this.registerOutputs({ roles: this.roles, grants: this.grants, conditions: this.conditions });
  }

  private policy(name: string, { document, description, path, tags }: Settings["policies"][string]): iam.Policy {
    return new iam.Policy(name, { name, path, description, policy: JSON.stringify(document), tags }, { parent: this, deleteBeforeReplace: true });
  }

  private group(name: string, { members, path, renamedFrom }: Settings["groups"][string], plan: pulumi.Output<GrantPlan>): iam.Group {
    const options = { parent: this, aliases: formerNames({ renamedFrom }) };
    // After the plan: where grants are refused, no group is made for them either, even when nobody previews.
    const group = new iam.Group(name, { name: plan.apply(() => name), path }, { ...options, deleteBeforeReplace: true });
    new iam.GroupMembership(name, { name, group: group.name, users: members }, options);
    return group;
  }

  /** What the grants come to. Nothing is created for them unless every one of them can work. */
  private plan(settings: Settings): pulumi.Output<GrantPlan> {
    return publishedStacks(settings.grants, this).apply((stacks) => {
      const plan = planGrants(settings, stacks, new Date());
      if (plan.problems.length > 0) throw new AccessError(`The grants of this stack have ${plan.problems.length === 1 ? "a problem" : `${plan.problems.length} problems`}.`, plan.problems);
      for (const warning of plan.warnings) void pulumi.log.warn(warning, this);
      return plan;
    });
  }

  private grant(grantee: GrantedGrantee, plan: pulumi.Output<GrantPlan>, settings: Settings, created: Created): AssumeRoleGrant {
    const { key, kind, name, policyName } = grantee;
    const renamedFrom = kind === "group" && Object.hasOwn(settings.groups, name) ? settings.groups[name]!.renamedFrom : undefined;
    const policy = plan.apply(({ policies }) => policies[key]!);
    const options = { parent: this, aliases: renamedFrom !== undefined ? [{ name: `${kind}-${renamedFrom}` }] : [] };
    return new AssumeRoleGrant(key, { kind, name: holderName(grantee, settings, created), policyName, policy }, formerPolicies(grantee, settings, this), options);
  }
}

/** What this program creates that may be granted to. */
interface Created {
  readonly groups: Readonly<Record<string, iam.Group>>;
  readonly roles: Readonly<Record<string, CrossAccountRole>>;
}

/** The grantee's name, from what is created here where it is: that has to exist before its policy. */
function holderName({ kind, name }: GrantedGrantee, settings: Settings, { groups, roles }: Created): pulumi.Input<string> {
  if (kind === "group" && Object.hasOwn(groups, name)) return groups[name]!.name;
  const key = kind === "role" ? Object.keys(settings.roles).find((role) => roleName(role, settings.roles[role]!) === name) : undefined;
  return key !== undefined ? roles[key]!.roleName : name;
}

function formerNames({ renamedFrom }: { readonly renamedFrom?: string | undefined }): pulumi.Alias[] {
  return renamedFrom !== undefined ? [{ name: renamedFrom }] : [];
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, convert: (value: In, key: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, key)]));
}
