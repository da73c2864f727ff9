import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { readWritten } from "../checks/readWritten";
import { unknownActionWarnings } from "../checks/unknownActions";
import { tierOf } from "../documents/inlinePolicies";
import { ownerMark } from "../documents/ownedPolicy";
import { grantsError } from "../grants/grantProblemTexts";
import { planGrants, type GrantPlan } from "../grants/grantPlan";
import { grantedGrantees } from "../grants/grantees";
import type { PublishedRole } from "../grants/publishedRole";
import { AccessError } from "../settings/accessError";
import { roleName, sharedPolicyArn } from "../settings/arns";
import type { Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import type { WrittenSettings } from "../settings/written";
import { deployedText, everything, formerSets, type Deployed, type GranteePolicy } from "../transitions/deployed";
import { deployedBy, planFrom, type Update } from "../transitions/update";
import { boundaryText, entangledText, renewalText, unrecordedText } from "../transitions/words";
import { AssumeRoleGrant } from "./assumeRoleGrant";
import { CrossAccountRole, type DeclaredPolicies } from "./crossAccountRole";
import { existence } from "./existence";
import { formerPolicies } from "./formerPolicies";
import { grantArgs, type Created } from "./grantArgs";
import { GroupWithMembers } from "./groupWithMembers";
import { peopleOfRoles, type RolePeople } from "./people";
import { ownOutputs, publishedStacks } from "./publishedStacks";
import { organizationFile } from "./organization";
import { permissionSets, type PermissionSets } from "./permissionSets";
import { gate, Renewal } from "./renewal";

/**
 * What an {@link AccountAccess} is asked for with.
 *
 * @internal
 */
export interface AccountAccessSettings {
  readonly settings: Settings;
  /** Tells the file and the line of a setting; unless given, problems have none. */
  readonly where?: Where;
}

/**
 * What an {@link AccountAccess} is made from.
 *
 * @internal
 */
export interface AccountAccessArgs {
  readonly settings: Settings;
  /** The grants, checked against what other stacks offer. It must have no problems. */
  readonly plan: GrantPlan;
  /** The steps from the last update to this one. */
  readonly update: Update;
  /** The permission sets that are granted to. */
  readonly sets: PermissionSets;
  /** The mark of this stack in their inline policies: see `ownerMark`. */
  readonly mark: string;
  /** The people of IAM Identity Center whom roles trust, by the roles' keys. */
  readonly people: Readonly<Record<string, RolePeople | undefined>>;
}

/**
 * The cross-account access of one account: the roles that it offers to others, and the grants by which its own people
 * may assume roles of others. The settings decide whether it has one of the two or both.
 */
export class AccountAccess extends pulumi.ComponentResource {
  /** The roles that this account offers, by their keys. */
  readonly roles: pulumi.Output<Record<string, PublishedRole>>;
  /** The ARNs of the roles that each grant allows to assume, by the grant's name, once every grantee has its policy. */
  readonly grants: pulumi.Output<Record<string, readonly string[]>>;
  /** The conditions under which each grant can be used, by the grant's name. A grant without conditions is left out. */
  readonly conditions: pulumi.Output<Record<string, readonly string[]>>;
  /**
   * What this update makes, as a text for the next one: see `transitions/deployed.ts`. Known once all of it is made.
   */
  readonly deployed: pulumi.Output<string>;

  /** All outputs. The program has to export them under these names: the next update and other stacks read them. */
  get outputs(): AccountAccessOutputs {
    const { roles, grants, conditions, deployed } = this;
    return { roles, grants, conditions, deployed };
  }

  /**
   * Reads settings, checks that everything can be made, and then makes it. It registers no resource before all checks
   * have passed. A stack can have one, since the stack's outputs are what the next update and other stacks read.
   *
   * @param written the settings, as in a stack's file
   * @throws AccessError that lists every problem of the settings, whatever does not exist, every grant that cannot work,
   *   or what IAM would refuse in this update
   */
  static async of(
    name: string,
    written: WrittenSettings,
    opts?: pulumi.ComponentResourceOptions,
  ): Promise<AccountAccess> {
    const settings = readWritten(written, pulumi.runtime.allConfig(), new Date());
    return AccountAccess.fromRead(name, { settings }, opts);
  }

  /**
   * Checks that everything can be made, and then makes it. It registers no resource before all checks have passed.
   *
   * @internal
   * @throws AccessError that lists whatever does not exist, every grant that cannot work, or what IAM would refuse in
   *   this update
   */
  static async fromRead(
    name: string,
    { settings, where }: AccountAccessSettings,
    opts?: pulumi.ComponentResourceOptions,
  ): Promise<AccountAccess> {
    const now = new Date();
    const read = [ownOutputs(), publishedStacks(settings.grants, where), existence(settings, where, opts)] as const;
    const [last, stacks, outside] = await Promise.all(read);
    if (outside.headline !== undefined) throw new AccessError(outside.headline, outside.problems);
    const former = formerSets(last["deployed"]);
    const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
    const mark = former.mark ?? ownerMark(stack);
    const sets = await permissionSets(settings, former.names, mark, where, opts);
    const people = await peopleOfRoles(settings.roles, where, opts);
    const { organization, assigned, warnings } = organizationFile(settings, now);
    const plan = planGrants(settings, stacks, now, organization, assigned);
    if (plan.problems.length > 0) throw grantsError(plan.problems, where);
    const update = planFrom(last["deployed"], deployedBy(settings, plan), now);
    if (update.boundaries.length > 0)
      throw new AccessError(
        "IAM would refuse this update half-way; nothing was changed.",
        update.boundaries.map(boundaryText),
      );
    const access = new AccountAccess(name, { settings, plan, update, sets, mark, people }, opts);
    const unrecorded =
      !update.recorded &&
      [last["roles"], last["grants"]].some((output) => Object.keys((output as object | undefined) ?? {}).length > 0);
    const told = [
      ...(unrecorded ? [unrecordedText] : []),
      ...outside.warnings,
      ...warnings,
      ...plan.warnings,
      ...unknownActionWarnings(settings),
      ...update.entangled.map(entangledText),
    ];
    for (const warning of told) void pulumi.log.warn(warning, access);
    for (const renewed of update.renewed) void pulumi.log.info(renewalText(renewed), access);
    return access;
  }

  private constructor(
    name: string,
    { settings: asked, plan, update: { wanted, groups: steps }, sets, mark, people }: AccountAccessArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("cross-account-access:index:AccountAccess", name, asked, opts);
    const { settings, grantees, renewals } = wanted;
    const { account } = settings;
    const renewal = (key: string, aliases: pulumi.Alias[] = []) =>
      new Renewal(key, renewals[key] ?? 0, { parent: this, aliases });
    const all = renewal(everything);
    const ofRoles = mapValues(settings.roles, (role, key) => renewal(`role ${roleName(key, role)}`));
    const rolesRenewed = gate(
      "roles renewed",
      [all, ...Object.values(ofRoles)].map(({ stash }) => stash),
      this,
    );
    const { declared, rolesMade } = this.policies(wanted, rolesRenewed);
    const roles = mapValues(settings.roles, (role, key) => {
      const shared = role.policies.shared.map((policy) => sharedPolicyArn(policy, settings.policies[policy]!, account));
      return CrossAccountRole.fromRead(
        roleName(key, role),
        { account, role, key, renewals: [all, ofRoles[key]!], declared, sharedArns: shared, people: people[key] },
        { parent: this },
      );
    });
    rolesMade(
      gate(
        "roles made",
        Object.values(roles).map(({ role }) => role),
        this,
      ),
    );
    const ofGroups = Object.entries(steps).map(
      ([group, { renamedFrom }]) =>
        [
          `group-${group}`,
          renewal(`group-${group}`, renamedFrom === undefined ? [] : [{ name: `group-${renamedFrom}` }]),
        ] as const,
    );
    const ofGrantees = new Map<string, Renewal>(ofGroups);
    for (const { key } of grantees) if (!ofGrantees.has(key)) ofGrantees.set(key, renewal(key));
    // Nobody gains anything before everything that is renewed has been taken away.
    const first = gate(
      "grants renewed",
      [all, ...ofGrantees.values()].map(({ stash }) => stash),
      this,
    );
    const policyOf = new Map<string, AssumeRoleGrant>();
    const groups = mapValues(settings.groups, (group, name) => {
      const key = `group-${name}`;
      return new GroupWithMembers(
        name,
        {
          settings: group,
          steps: steps[name]!,
          renewals: [all, ofGrantees.get(key)!],
          policy: () => policyOf.get(key),
          first,
        },
        { parent: this },
      );
    });
    const created: Created = {
      sets,
      mark,
      groups,
      roles: new Map(Object.entries(settings.roles).map(([key, role]) => [roleName(key, role), roles[key]!])),
      formerly: new Map(
        grantedGrantees(asked.grants).map((granted) => [granted.key, formerPolicies(granted, asked, this)]),
      ),
    };
    const grants = grantees.map((grantee) => {
      const grant = this.grant(grantee, created, [all, ofGrantees.get(grantee.key)!], first);
      policyOf.set(grantee.key, grant);
      return grant;
    });
    this.roles = pulumi.output(mapValues(roles, ({ published }) => published));
    const attached = pulumi.all(grants.map((grant) => grant.attached));
    this.grants = attached.apply(() => ({ ...plan.arns }));
    this.conditions = pulumi.output({ ...plan.conditions });
    const members = Object.values(groups).map(({ complete }) => complete);
    this.deployed = pulumi
      .all([this.roles, attached, pulumi.all(members)])
      .apply(() => deployedText(sets.size > 0 ? { ...wanted, mark } : wanted));
    this.registerOutputs({
      roles: this.roles,
      grants: this.grants,
      conditions: this.conditions,
      deployed: this.deployed,
    });
  }

  /**
   * Makes the policies under `policies`. A policy that roles attach changes after the trusts of the roles: so a
   * principal that is no longer trusted never has the new document. A boundary is made before the roles, which need it.
   */
  private policies(
    { settings: { account, roles, policies } }: Deployed,
    rolesRenewed: pulumi.Resource,
  ): { declared: DeclaredPolicies; rolesMade: (gate: pulumi.Resource) => void } {
    let rolesMade: (gate: pulumi.Resource) => void = () => {};
    const made = new Promise<pulumi.Resource>((resolve) => (rolesMade = resolve));
    const boundaries = new Set(Object.values(roles).map(({ boundary }) => boundary));
    const declared = Object.entries(policies).map(([name, policy]) => {
      const { document, description, path, tags } = policy;
      const arn = sharedPolicyArn(name, policy, account);
      const dependsOn = boundaries.has(arn) ? rolesRenewed : made;
      const resource = new iam.Policy(
        name,
        { name, path, description, policy: JSON.stringify(document), tags },
        { parent: this, deleteBeforeReplace: true, dependsOn },
      );
      return [arn, { policy: resource, tier: tierOf(document) }] as const;
    });
    return { declared: Object.fromEntries(declared), rolesMade };
  }

  private grant(
    grantee: GranteePolicy,
    created: Created,
    renewals: readonly Renewal[],
    first: pulumi.Resource,
  ): AssumeRoleGrant {
    const { beforePolicy, ...args } = grantArgs(grantee, created);
    return new AssumeRoleGrant(
      grantee.key,
      { ...args, renewals },
      { parent: this, dependsOn: [first, ...beforePolicy] },
    );
  }
}

/** What a stack with an {@link AccountAccess} has to export, under these names. */
export type AccountAccessOutputs = Pick<AccountAccess, "roles" | "grants" | "conditions" | "deployed">;

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  convert: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, key)]));
}
