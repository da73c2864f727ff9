import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { readRole } from "../checks/readWritten";
import { inlinePolicies, tierOf, type Tier } from "../documents/inlinePolicies";
import { trustPolicy, type TrustingRole } from "../documents/trustPolicy";
import { publishedRole, type PublishedRole } from "../grants/publishedRole";
import { managedPolicy } from "../policypack/iam";
import type { Account } from "../settings/account";
import { roleArn, roleName } from "../settings/arns";
import type { RoleSettings, RoleUsing } from "../settings/role";
import type { WrittenAccount, WrittenRole } from "../settings/written";
import { entitlements } from "./entitlements";
import { peopleOfRoles, type RolePeople } from "./people";
import { tiedTo, type Renewal } from "./renewal";

/** What a {@link CrossAccountRole} by itself is made from. */
export interface SingleRoleSettings {
  /** The trusting account. Unless given, what the stack's `aws:allowedAccountIds` and `aws:region` say. */
  readonly account?: WrittenAccount;
  /** The role, as in a stack's file. It attaches no shared policies, since there are none. */
  readonly role: WrittenRole;
}

/**
 * What a {@link CrossAccountRole} is made from.
 *
 * @internal
 */
export interface CrossAccountRoleArgs {
  /** The trusting account: the role is in it. */
  readonly account: Account;
  /** Who may assume the role, on which conditions, and what its sessions may do. */
  readonly role: RoleSettings;
  /** The role's key in the settings, by which it is published. */
  readonly key: string;
  /** The role's policies are taken away and made anew when one of these changes. */
  readonly renewals: readonly Renewal[];
  /** All policies that this program declares. */
  readonly declared: DeclaredPolicies;
  /** The ARNs of those that the role attaches: the policies in its setting `policies.shared`. */
  readonly sharedArns: readonly string[];
  /** The people of IAM Identity Center whom the role trusts; undefined for none. */
  readonly people: pulumi.Input<RolePeople | undefined>;
}

/**
 * The customer-managed policies that this program declares, by their ARNs. The ARNs are known before the policies
 * exist.
 *
 * @internal
 */
export type DeclaredPolicies = Readonly<Record<string, { readonly policy: iam.Policy; readonly tier: Tier }>>;

/**
 * A role that principals of other accounts may assume, with its trust policy and its other policies.
 *
 * The component's name is the role's name in IAM. So the ARN is known before the role exists, a policy pack sees which
 * role the component makes, and another key in the settings changes nothing while that name stays.
 */
export class CrossAccountRole extends pulumi.ComponentResource {
  /**
   * What other stacks learn about the role. Resolves once every policy is attached, so that nobody uses a half-made
   * role.
   */
  readonly published: pulumi.Output<PublishedRole>;
  /** The role's name in IAM, once it exists. */
  readonly roleName: pulumi.Output<string>;
  /** The role itself, without its policies. */
  readonly role: iam.Role;

  /**
   * Makes one role by itself. An {@link AccountAccess} also sees to it that no update gives anybody more on its way; one
   * role by itself has only the order of its own policies.
   *
   * @param key the role's key: its name in IAM, unless its settings say another
   * @throws AccessError that lists every problem of the settings
   */
  static of(key: string, settings: SingleRoleSettings, opts?: pulumi.ComponentResourceOptions): CrossAccountRole {
    const { account, role } = readRole(key, settings.role, settings.account, pulumi.runtime.allConfig(), new Date());
    return CrossAccountRole.fromRead(
      roleName(key, role),
      {
        account,
        role,
        key,
        renewals: [],
        declared: {},
        sharedArns: [],
        people: peopleOfRoles({ [key]: role }, undefined, opts).then((found) => found[key]),
      },
      opts,
    );
  }

  /**
   * Makes a role from settings that were read.
   *
   * @internal
   * @param name the role's name in IAM
   */
  static fromRead(name: string, args: CrossAccountRoleArgs, opts?: pulumi.ComponentResourceOptions): CrossAccountRole {
    return new CrossAccountRole(name, args, opts);
  }

  private constructor(name: string, args: CrossAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { renewals, declared, sharedArns, people, ...inputs } = args;
    super("cross-account-access:index:CrossAccountRole", name, inputs, opts);
    const { account, role: settings, key } = inputs;
    const boundary =
      settings.boundary && Object.hasOwn(declared, settings.boundary) ? [declared[settings.boundary]!.policy] : [];
    const role = new iam.Role(
      name,
      { name, ...ownInputs(settings, account) },
      { ...explicitlyNamed(this), dependsOn: [...renewals.map(({ stash }) => stash), ...boundary] },
    );
    const holder = tiedTo(renewals, role.name);
    const inline = ([policy, document]: readonly [string, object], dependsOn: pulumi.Resource[]) =>
      new iam.RolePolicy(
        `${name}-${policy}`,
        { role: holder, name: policy, policy: JSON.stringify(document) },
        { ...explicitlyNamed(this), dependsOn },
      );
    const attach = (arn: string, dependsOn: pulumi.Resource[]) => {
      // The ARN is made from the policy's name, which a preview knows, not from its output `arn`, which a preview of a
      // new policy does not know. So a policy pack sees which policy is attached. The dependency on the policy also
      // makes the engine detach it before it is replaced.
      const policyArn = Object.hasOwn(declared, arn) ? declared[arn]!.policy.name.apply(() => arn) : arn;
      return new iam.RolePolicyAttachment(
        `${name}-${arn.split(":").slice(4).join(":")}`,
        { role: holder, policyArn },
        { parent: this, dependsOn, deleteBeforeReplace: true },
      );
    };
    const documents = Object.entries(inlinePolicies(settings, account)).map(([policy, document]) => ({
      tier: tierOf(document),
      make: (after: pulumi.Resource[]) => inline([policy, document], after),
    }));
    const arns = [...settings.policies.managed, ...sharedArns].map((arn) => ({
      tier: declared[arn]?.tier ?? tierOfManaged(arn),
      make: (after: pulumi.Resource[]) => attach(arn, after),
    }));
    // Policies that deny are made before the policies that they limit, and deleted after them.
    const made: pulumi.CustomResource[] = [];
    for (const tier of ["denies", "both", "allows"] as const) {
      const earlier = [...made];
      made.push(...[...documents, ...arns].filter((policy) => policy.tier === tier).map(({ make }) => make(earlier)));
    }
    const attached = pulumi.all(made.map((policy) => policy.id));
    const arn = roleArn(key, settings, account);
    const entitled = pulumi.output(people).apply((found) =>
      found === undefined
        ? []
        : entitlements(
            {
              name,
              arn: tiedTo(
                renewals,
                role.name.apply(() => arn),
              ),
              parent: this,
              dependsOn: [role, ...made],
            },
            found as RolePeople,
          ),
    );
    this.role = role;
    this.roleName = role.name;
    this.published = pulumi.all([role.arn, attached, entitled]).apply(() => publishedRole(key, settings, arn, account));
    this.registerOutputs({ published: this.published, roleName: this.roleName });
  }
}

/** The settings that the IAM role itself is made from, and why the others are not among them. */
type Own = RoleUsing<
  keyof TrustingRole | "path" | "description" | "boundary" | "tags",
  {
    name: "is the component's name";
    namePrefix: "is in the component's name";
    policies: "are resources of their own";
    revokeSessionsBefore: "is a policy of its own";
    review: "is published";
  }
>;

function ownInputs({ path, description, session, boundary, tags, ...role }: Own, { partition }: Account): iam.RoleArgs {
  return {
    path,
    description,
    assumeRolePolicy: JSON.stringify(trustPolicy({ session, ...role }, partition)),
    maxSessionDuration: session.maxDuration,
    permissionsBoundary: boundary,
    tags,
  };
}

/** IAM allows a name only once. So a replacement under the same name cannot be made before the old one is deleted. */
function explicitlyNamed(parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return { parent, deleteBeforeReplace: true };
}

/** The tier of a managed policy. One that AWS owns is read from the catalogue; any other is assumed to allow only. */
function tierOfManaged(arn: string): Tier {
  const { document } = managedPolicy(arn) ?? {};
  return document === undefined ? "allows" : tierOf(JSON.parse(document) as Parameters<typeof tierOf>[0]);
}
