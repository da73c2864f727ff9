import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { audience } from "../credentials";
import { purposes, roleName, rolePath, type Purpose } from "../names";
import { boundaryArn, boundaryName, boundaryPolicy, descriptionOf, policyOf, trustOf } from "./policies";
import type { PipelineSettings } from "./settings";

/** Seconds. A deployment asks for new credentials with each process, so the least is enough. */
const longestSession = 3600;

/**
 * The roles with which a pipeline works in one account, each for the jobs of one environment of one repository, and the
 * boundary of all roles that the pipeline deploys there.
 */
export class PipelineRoles extends pulumi.ComponentResource {
  /** The roles' ARNs, once their policies are attached. */
  readonly roles: pulumi.Output<Record<Purpose, string>>;
  /** The ARN that deployed roles name as their `boundary`. */
  readonly boundary: pulumi.Output<string>;
  /** What policypack.config.json declares of that policy, for all accounts; empty where this program does not make it. */
  readonly declarations: { readonly policies: Readonly<Record<string, object>> };

  constructor(name: string, settings: PipelineSettings, opts?: pulumi.ComponentResourceOptions) {
    super("cross-account-access:index:PipelineRoles", name, settings, opts);
    const { account, issuer, provider, boundary } = settings;
    const own = { parent: this, deleteBeforeReplace: true };
    const providerArn = `arn:${account.partition}:iam::${account.id}:oidc-provider/${issuer}`;
    const dependsOn =
      provider === "existing"
        ? []
        : [new iam.OpenIdConnectProvider(name, { url: `https://${issuer}`, clientIdLists: [audience] }, own)];
    const limit =
      boundary !== undefined
        ? undefined
        : new iam.Policy(
            boundaryName,
            { name: boundaryName, path: rolePath, policy: JSON.stringify(boundaryPolicy(settings)) },
            own,
          );
    const roles = purposes.map((purpose) => {
      const role = new iam.Role(
        roleName(purpose),
        {
          name: roleName(purpose),
          path: rolePath,
          description: descriptionOf(purpose),
          assumeRolePolicy: JSON.stringify(trustOf(purpose, providerArn, settings)),
          maxSessionDuration: longestSession,
        },
        { ...own, dependsOn },
      );
      const policy = new iam.RolePolicy(
        roleName(purpose),
        { role: role.name, name: purpose, policy: JSON.stringify(policyOf(purpose, settings)) },
        own,
      );
      return pulumi.all([role.arn, policy.id]).apply(([arn]) => [purpose, arn] as const);
    });
    this.roles = pulumi.all(roles).apply((all) => Object.fromEntries(all) as Record<Purpose, string>);
    const everywhere = boundaryArn({ boundary, account: { ...account, id: "*" } });
    this.declarations = { policies: boundary === undefined ? { [everywhere]: boundaryPolicy(settings) } : {} };
    this.boundary = limit?.arn ?? pulumi.output(boundaryArn(settings));
    this.registerOutputs({ roles: this.roles, boundary: this.boundary, declarations: this.declarations });
  }
}
