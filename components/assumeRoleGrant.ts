import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PublishedRole } from "./publishedRole";
import type { PolicyDocument } from "./trustPolicy";

/** Who receives a grant: one group, user or role of this account. */
export interface Grantee {
  readonly kind: "group" | "user" | "role";
  /** Its name; an output where this program creates it. */
  readonly name: pulumi.Input<string>;
}

/** What an {@link AssumeRoleGrant} is made from. */
export interface AssumeRoleGrantArgs {
  /** The grantees by a key that stays the same when others come or go. */
  readonly grantees: Readonly<Record<string, Grantee>>;
  /** The roles that they may assume. */
  readonly roles: pulumi.Input<readonly PublishedRole[]>;
}

/**
 * Lets principals of the trusted account assume roles of other accounts: one inline policy per grantee, named as the grant.
 *
 * A grant is half of the access. The role's trust policy is the other; IAM needs both.
 */
export class AssumeRoleGrant extends pulumi.ComponentResource {
  /** The ARNs of the granted roles, once every grantee has its policy. */
  readonly roleArns: pulumi.Output<string[]>;

  constructor(name: string, args: AssumeRoleGrantArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:AssumeRoleGrant", name, args, opts);
    const roles = pulumi.output(args.roles);
    const policy = roles.apply((granted) => JSON.stringify(grantPolicy(granted)));
    const attached = Object.entries(args.grantees).map(([key, { kind, name: grantee }]) => {
      const child = `${name}-${key}`;
      // The name is ours, so a replacement has to wait until the old policy is gone.
      const options = { parent: this, deleteBeforeReplace: true };
      switch (kind) {
        case "group":
          return new iam.GroupPolicy(child, { group: grantee, name, policy }, options);
        case "user":
          return new iam.UserPolicy(child, { user: grantee, name, policy }, options);
        case "role":
          return new iam.RolePolicy(child, { role: grantee, name, policy }, options);
      }
    });
    const ids = pulumi.all(attached.map((resource) => resource.id));
    this.roleArns = pulumi.all([roles, ids]).apply(([granted]) => granted.map(({ arn }) => arn));
    this.registerOutputs({ roleArns: this.roleArns });
  }
}

/**
 * The identity policy of a grant: the actions that the roles' trusts speak of, on exactly these roles.
 *
 * A session that carries a source identity or tags needs those actions on both sides; a role whose trust does not
 * allow them does not get them here either, so roles of one form share a statement.
 */
export function grantPolicy(roles: readonly PublishedRole[]): PolicyDocument {
  const byActions = new Map<string, string[]>();
  for (const { arn, trustPolicy } of roles) {
    const actions = [...new Set(trustPolicy.Statement.flatMap(({ Action }) => Action))].sort().join(" ");
    byActions.set(actions, [...(byActions.get(actions) ?? []), arn]);
  }
  return {
    Version: "2012-10-17",
    Statement: [...byActions].map(([actions, arns], at) => ({
      Sid: `AssumeRoles${at > 0 ? at + 1 : ""}`,
      Effect: "Allow",
      Action: actions.split(" "),
      Resource: arns.toSorted(),
    })),
  };
}
