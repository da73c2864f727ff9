import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { roleName, sharedPolicyArn } from "../settings/arns";
import { deployedText, readDeployed, type Deployed, type GranteePolicy } from "../transitions/deployed";
import type { GroupSteps } from "../transitions/groupSteps";
import { deployedBy, planUpdate, type Update } from "../transitions/update";
import { AccessError } from "./accessError";
import { AssumeRoleGrant } from "./assumeRoleGrant";
import { CrossAccountRole, type DeclaredPolicies } from "./crossAccountRole";
import { existence } from "./existence";
import { formerPolicies } from "./formerPolicies";
import { grantedGrantees } from "./grantees";
import { planGrants, type GrantPlan } from "./grantPlan";
import { GroupWithMembers } from "./groupWithMembers";
import { denies } from "./inlinePolicies";
import type { PublishedRole } from "./publishedRole";
import { ownOutputs, publishedStacks } from "./publishedStacks";
import { obstacleTexts } from "./updateWords";

/** What an {@link AccountAccess} is made from: the settings, and what was made of them. */
export interface AccountAccessArgs {
  readonly settings: Settings;
  readonly plan: GrantPlan;
  readonly update: Update;
}

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
  /** What this update made, for the next one: see `transitions/deployed.ts`. Known once all of it is there. */
  readonly deployed: pulumi.Output<string>;

  /**
   * Makes all of it, once it is known that all of it can be: nothing is registered before.
   *
   * @param narrow whether to take the first of two steps only, where one update cannot do it
   * @throws AccessError that lists all that does not exist, every grant that cannot work, or what is in the way of the update
   */
  static async of(name: string, settings: Settings, narrow = false, opts?: pulumi.ComponentResourceOptions): Promise<AccountAccess> {
    const now = new Date();
    const read = [ownOutputs("deployed", "roles", "grants"), publishedStacks(settings.grants), existence(settings, opts)] as const;
    const [last, stacks, outside] = await Promise.all(read);
    if (outside.headline !== undefined) throw new AccessError(outside.headline, outside.problems);
    const plan = planGrants(settings, stacks, now);
    if (plan.problems.length > 0) throw new AccessError(`The grants of this stack have ${plan.problems.length === 1 ? "a problem" : `${plan.problems.length} problems`}.`, plan.problems);
    const before = readDeployed(last.deployed);
    const update = planUpdate(before, deployedBy(settings, plan), narrow, now);
    if (update.obstacles.length > 0) throw new AccessError("One update cannot do this; nothing was changed.", obstacleTexts(update.obstacles, pulumi.getStack()));
    const access = new AccountAccess(name, { settings, plan, update }, opts);
    const unrecorded = before === undefined && [last.roles, last.grants].some((output) => Object.keys((output as object | undefined) ?? {}).length > 0);
    const warnings = [
      ...(unrecorded ? ["An earlier version of this program made the last update and did not record it. So this update is not held against it: see that it does not widen and narrow at once."] : []),
      ...outside.warnings,
      ...plan.warnings,
    ];
    for (const warning of warnings) void pulumi.log.warn(warning, access);
    return access;
  }

  private constructor(name: string, { settings: asked, plan, update: { wanted, groups: steps } }: AccountAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:AccountAccess", name, asked, opts);
    const { settings, grantees, closed } = wanted;
    const { account } = settings;
    const { declared, rolesMade } = this.policies(wanted);
    const roles = mapValues(settings.roles, (role, key) => {
      const name = roleName(key, role);
      const shared = role.policies.shared.map((policy) => sharedPolicyArn(policy, settings.policies[policy]!, account));
      return new CrossAccountRole(name, { account, role, key, closed: closed.includes(name) }, declared, shared, { parent: this });
    });
    rolesMade(Object.values(roles).map(({ role }) => role));
    const policyOf = new Map<string, AssumeRoleGrant>();
    const groups = mapValues(settings.groups, (group, key) => new GroupWithMembers(key, group, steps[key] ?? asItIs, () => policyOf.get(`group-${key}`), this));
    const grants = grantees.map((grantee) => {
      const grant = this.grant(grantee, asked, { groups, roles });
      policyOf.set(grantee.key, grant);
      return grant;
    });
    this.roles = pulumi.output(mapValues(roles, ({ published }) => published));
    const attached = pulumi.all(grants.map((grant) => grant.attached));
    this.grants = attached.apply(() => ({ ...plan.arns }));
    this.conditions = pulumi.output({ ...plan.conditions });
    const members = Object.values(groups).map(({ complete }) => complete);
    this.deployed = pulumi.all([this.roles, attached, pulumi.all(members)]).apply(() => deployedText(wanted));
    this.registerOutputs({ roles: this.roles, grants: this.grants, conditions: this.conditions, deployed: this.deployed });
  }

  /**
   * The policies under `policies`. A role's trust changes before a policy that it attaches, so that who goes does not see
   * the new document; a boundary is there before the roles.
   */
  private policies({ settings: { account, roles, policies } }: Deployed): { declared: DeclaredPolicies; rolesMade: (roles: pulumi.Resource[]) => void } {
    let rolesMade: (roles: pulumi.Resource[]) => void = () => {};
    const made = new Promise<pulumi.Resource[]>((resolve) => (rolesMade = resolve));
    const boundaries = new Set(Object.values(roles).map(({ boundary }) => boundary));
    const declared = Object.entries(policies).map(([name, policy]) => {
      const { document, description, path, tags } = policy;
      const arn = sharedPolicyArn(name, policy, account);
      const after = boundaries.has(arn) ? {} : { dependsOn: made };
      const resource = new iam.Policy(name, { name, path, description, policy: JSON.stringify(document), tags }, { parent: this, deleteBeforeReplace: true, ...after });
      return [arn, { policy: resource, denies: denies(document) }] as const;
    });
    return { declared: Object.fromEntries(declared), rolesMade };
  }

  private grant(grantee: GranteePolicy, asked: Settings, created: Created): AssumeRoleGrant {
    const { key, kind, name, policyName, policy } = grantee;
    const formerly = grantedGrantees(asked.grants).filter((granted) => granted.key === key);
    const group = kind === "group" && Object.hasOwn(created.groups, name) ? created.groups[name] : undefined;
    return new AssumeRoleGrant(
      key,
      { kind, name: group?.group.name ?? holderName(grantee, asked, created), policyName, policy },
      formerly.flatMap((granted) => formerPolicies(granted, asked, this)),
      { parent: this, ...(group !== undefined && { dependsOn: group.beforePolicy }) },
    );
  }
}

/** What this program creates that may be granted to. */
interface Created {
  readonly groups: Readonly<Record<string, GroupWithMembers>>;
  readonly roles: Readonly<Record<string, CrossAccountRole>>;
}

const asItIs: GroupSteps = { renamedFrom: undefined, policyFirst: false };

/** The name of a role that this program makes comes from the role itself, which has to exist before its policy. */
function holderName({ kind, name }: GranteePolicy, settings: Settings, { roles }: Created): pulumi.Input<string> {
  const key = kind === "role" ? Object.keys(settings.roles).find((role) => roleName(role, settings.roles[role]!) === name) : undefined;
  return key !== undefined && Object.hasOwn(roles, key) ? roles[key]!.roleName : name;
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, convert: (value: In, key: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, key)]));
}
