import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { GrantSettings } from "../settings/grant";
import { AccessError } from "./accessError";
import { admission, type NamedGrantee } from "./admission";
import { AssumeRoleGrant } from "./assumeRoleGrant";
import { CrossAccountRole } from "./crossAccountRole";
import { readPublishedRoles, type PublishedRole } from "./publishedRole";

/**
 * All that one account has to do with cross-account access: the roles it offers to others, and the grants by which
 * its own people may assume the roles of others. The settings decide which of the two it has; it may have both.
 */
export class AccountAccess extends pulumi.ComponentResource {
  /** The roles that this account offers, by their names. */
  readonly roles: pulumi.Output<Record<string, PublishedRole>>;
  /** The ARNs of the roles that each grant allows to assume, by the grant's name. */
  readonly grants: pulumi.Output<Record<string, string[]>>;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:AccountAccess", name, settings, opts);
    this.roles = pulumi.output(
      mapValues(settings.roles, (role, key) => new CrossAccountRole(key, { account: settings.account, role }, { parent: this }).published),
    );
    const groups = mapValues(settings.groups, ({ members }, key) => {
      const group = new iam.Group(key, { name: key }, { parent: this, deleteBeforeReplace: true });
      new iam.GroupMembership(key, { name: key, group: group.name, users: members }, { parent: this });
      return group;
    });
    const published = publishedRoles(this);
    this.grants = pulumi.output(
      mapValues(settings.grants, (grant, key) => {
        const grantees = namedGrantees(grant);
        const admit = (role: PublishedRole) => {
          for (const [, grantee] of grantees) this.requireAdmission(key, role, grantee, settings);
          return role;
        };
        const roles = pulumi.all(grant.roles.map(({ stack, role }) => published(stack).apply((offered) => admit(pick(offered, role, stack)))));
        // A group that is created here has to exist before its policy.
        const created = (grantee: NamedGrantee) => (grantee.kind === "group" && Object.hasOwn(groups, grantee.name) ? groups[grantee.name] : undefined);
        const named = Object.fromEntries(grantees.map(([child, grantee]) => [child, { ...grantee, name: created(grantee)?.name ?? grantee.name }]));
        return new AssumeRoleGrant(key, { grantees: named, roles }, { parent: this }).roleArns;
      }),
    );
    this.registerOutputs({ roles: this.roles, grants: this.grants });
  }

  /** A grant that the role's trust policy can never honour stops the deployment; one that leaves some out is said. */
  private requireAdmission(grant: string, role: PublishedRole, grantee: NamedGrantee, { account, groups }: Settings): void {
    const { refusals, left } = admission(role, grantee, account, groups, new Date());
    const where = `grants.${grant}: the trust policy of ${role.arn}`;
    if (refusals.length > 0) {
      throw new AccessError(
        [
          `${where} does not admit the ${grantee.kind} ${grantee.name} of ${account.id}, so this grant would do nothing:`,
          ...refusals.map((reason) => `  ${reason}`),
          "Let the trusting stack trust them (its setting roles.….trusts) and deploy it first, or remove the role from this grant.",
        ].join("\n"),
      );
    }
    if (left.length > 0) void pulumi.log.warn(`${where} does not admit ${left.join(", ")} of the group ${grantee.name}; the others it does.`, this);
  }
}

/** Reads what other stacks publish, each stack once. */
function publishedRoles(parent: pulumi.Resource): (stack: string) => pulumi.Output<Readonly<Record<string, PublishedRole>>> {
  const read = new Map<string, pulumi.Output<Readonly<Record<string, PublishedRole>>>>();
  return (stack) => {
    const name = qualified(stack);
    const roles = read.get(name) ?? new pulumi.StackReference(name, { name }, { parent }).getOutput("roles").apply((output) => readPublishedRoles(name, output));
    read.set(name, roles);
    return roles;
  };
}

/** `organization/project/stack`, what is missing taken from the stack that is being deployed. */
function qualified(stack: string): string {
  const parts = stack.split("/");
  return [...[pulumi.getOrganization(), pulumi.getProject()].slice(0, 3 - parts.length), ...parts].join("/");
}

function pick(offered: Readonly<Record<string, PublishedRole>>, role: string, stack: string): PublishedRole {
  const found = Object.hasOwn(offered, role) ? offered[role] : undefined;
  if (!found) {
    throw new AccessError(
      `The stack ${qualified(stack)} offers no role ${role}; it offers ${Object.keys(offered).sort().join(", ") || "none"}. ` +
        "Correct the grant, or deploy that stack with the role first.",
    );
  }
  return found;
}

/** The grantees of a grant, each by a key of its own. */
function namedGrantees({ to }: GrantSettings): [string, NamedGrantee][] {
  const kind = (of: NamedGrantee["kind"], names: readonly string[]) => names.map((name): [string, NamedGrantee] => [`${of}-${name}`, { kind: of, name }]);
  return [...kind("group", to.groups), ...kind("user", to.users), ...kind("role", to.roles)];
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, convert: (value: In, key: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, key)]));
}
