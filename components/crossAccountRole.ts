import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../settings";
import { revocationPolicyName } from "../settings/limits";
import type { RoleSettings } from "../settings/role";
import { publishedRole, type PublishedRole } from "./publishedRole";
import { trustPolicy, type PolicyDocument } from "./trustPolicy";

/** What a {@link CrossAccountRole} is made from. */
export interface CrossAccountRoleArgs {
  /** The trusting account, which the role is in. */
  readonly account: Account;
  /** Who may assume the role, on which conditions, and what its sessions may do. */
  readonly role: RoleSettings;
}

/**
 * A role that principals of other accounts may assume: its trust policy, its policies and nothing else.
 *
 * The component's name is the role's physical name, so that its ARN is known before it exists.
 */
export class CrossAccountRole extends pulumi.ComponentResource {
  /** What other stacks may know. It resolves once every policy is attached, so nobody meets a half-made role. */
  readonly published: pulumi.Output<PublishedRole>;

  constructor(name: string, args: CrossAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:CrossAccountRole", name, args, opts);
    const { account, role: settings } = args;
    const role = new iam.Role(
      name,
      {
        name,
        description: settings.description,
        assumeRolePolicy: JSON.stringify(trustPolicy(settings, account.partition)),
        maxSessionDuration: settings.session.maxDuration,
        permissionsBoundary: settings.boundary,
      },
      explicitlyNamed(this),
    );
    const inline = Object.entries(settings.policies.inline).map(
      ([policy, document]) => new iam.RolePolicy(`${name}-${policy}`, { role: role.name, name: policy, policy: JSON.stringify(document) }, explicitlyNamed(this)),
    );
    const managed = settings.policies.managed.map(
      (arn) => new iam.RolePolicyAttachment(`${name}-${arn.split(":").slice(4).join(":")}`, { role: role.name, policyArn: arn }, { parent: this }),
    );
    const revocation = settings.revokeSessionsBefore
      ? [
          new iam.RolePolicy(
            `${name}-${revocationPolicyName}`,
            { role: role.name, name: revocationPolicyName, policy: JSON.stringify(revocationPolicy(settings.revokeSessionsBefore)) },
            explicitlyNamed(this),
          ),
        ]
      : [];
    const attached = pulumi.all([...inline, ...managed, ...revocation].map((policy) => policy.id));
    this.published = pulumi.all([role.arn, attached]).apply(([arn]) => publishedRole(name, settings, arn, account.id, account.partition));
    this.registerOutputs({ published: this.published });
  }
}

/** A name that we chose is taken until its holder is gone, so a replacement cannot be made first. */
function explicitlyNamed(parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return { parent, deleteBeforeReplace: true };
}

/**
 * Denies everything to sessions issued before a moment. Taking a trust away does not end the sessions it let in.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
function revocationPolicy(before: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: "RevokeSessions", Effect: "Deny", Action: "*", Resource: "*", Condition: { DateLessThan: { "aws:TokenIssueTime": before } } }],
  };
}
