import * as iam from "@pulumi/aws/iam";
import { PermissionSetInlinePolicy } from "@pulumi/aws/ssoadmin/permissionSetInlinePolicy";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../documents/policyDocument";
import { tiedTo, type Renewal } from "./renewal";

/** What an {@link AssumeRoleGrant} is made from. */
export interface AssumeRoleGrantArgs {
  /** Whether the grantee is a group, a user, a role or a permission set of IAM Identity Center. */
  readonly kind: "group" | "user" | "role" | "permission-set";
  /** The grantee's name, for a permission set its ARN; an output when this program creates the grantee. */
  readonly name: pulumi.Input<string>;
  /** The ARN of the instance of IAM Identity Center that a permission set is of. */
  readonly instanceArn?: string;
  /** The name of the grantee's inline policy; a permission set's has none that one could choose. */
  readonly policyName: string;
  /**
   * The policy is taken away and made anew when one of these changes.
   *
   * @internal
   */
  readonly renewals?: readonly Renewal[];
  /** The policy document; see `grantPolicy`. */
  readonly policy: PolicyDocument;
  /**
   * The URNs that the policy may have from earlier versions of this program.
   *
   * @internal
   */
  readonly formerly?: readonly pulumi.Input<pulumi.URN>[];
}

/**
 * Lets one principal of the trusted account assume roles of other accounts, by one inline policy for all of its grants.
 *
 * A grant is one half of the access, and the role's trust policy is the other. IAM needs both.
 */
export class AssumeRoleGrant extends pulumi.ComponentResource {
  /** Resolves once the grantee has its policy. */
  readonly attached: pulumi.Output<string>;

  /** @param opts `dependsOn` is also applied to the policy */
  constructor(name: string, args: AssumeRoleGrantArgs, opts?: pulumi.ComponentResourceOptions) {
    const { renewals = [], formerly = [], ...inputs } = args;
    super("cross-account-access:index:AssumeRoleGrant", name, inputs, opts);
    const { kind, policyName } = inputs;
    const grantee = tiedTo(renewals, inputs.name);
    const policy = JSON.stringify(args.policy);
    // IAM cannot rename a policy. The old one is deleted first, so that no failure leaves both.
    const options: pulumi.CustomResourceOptions = {
      parent: this,
      aliases: [...formerly],
      deleteBeforeReplace: true,
      ...(opts?.dependsOn !== undefined && { dependsOn: opts.dependsOn }),
    };
    const resource = (() => {
      switch (kind) {
        case "group":
          return new iam.GroupPolicy(name, { group: grantee, name: policyName, policy }, options);
        case "user":
          return new iam.UserPolicy(name, { user: grantee, name: policyName, policy }, options);
        case "role":
          return new iam.RolePolicy(name, { role: grantee, name: policyName, policy }, options);
        case "permission-set":
          // The plugin provisions it anew in all accounts after each change, the deletion included.
          return new PermissionSetInlinePolicy(
            name,
            { instanceArn: inputs.instanceArn!, permissionSetArn: grantee, inlinePolicy: policy },
            options,
          );
      }
    })();
    this.attached = resource.id;
    this.registerOutputs({ attached: this.attached });
  }
}
