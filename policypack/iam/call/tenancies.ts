/**
 * Providers of OpenID Connect whose identities anybody can get, and what names one tenant among them. A claim is a
 * condition key without the provider's name; the expression is what the beginning of a pattern has to be. Without an
 * expression only a whole value counts.
 */
export type Tenancy =
  /** Its address names one tenant. */
  | { readonly sharing: "own" }
  | {
      readonly sharing: "shared";
      readonly claims: readonly (readonly [claim: string, beginning?: RegExp])[];
      /** The value of the claim `amr` of those who signed in, where guests get tokens too. */
      readonly signedIn?: string;
    }
  | { readonly sharing: "unknown" };

const shared = (...claims: readonly (readonly [string, RegExp?])[]): Tenancy => ({ sharing: "shared", claims });

/** By the provider's address without `https://`. */
const TENANCIES: Readonly<Record<string, Tenancy>> = Object.assign(Object.create(null) as Record<string, never>, {
  // https://docs.github.com/en/actions/reference/security/oidc
  "token.actions.githubusercontent.com": shared(
    ["sub", /^(?:repo|repository):[^/]+\/|^(?:repository_owner|repository_owner_id|repository_id|enterprise):[^:]+:/],
    ["repository", /^[^/]+\//],
    ["job_workflow_ref", /^[^/]+\//],
    ["repository_id"],
    ["repository_owner"],
    ["repository_owner_id"],
    ["enterprise"],
    ["enterprise_id"],
  ),
  // https://docs.gitlab.com/ci/cloud_services/
  "gitlab.com": shared(
    ["sub", /^(?:project_path|namespace_path|group_path):[^/:]+[/:]/],
    ["project_path", /^[^/]+\//],
    ["namespace_path", /^[^/]+\//],
    ["project_id"],
    ["namespace_id"],
  ),
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials
  "app.terraform.io": shared(["sub", /^organization:[^:]+:/], ["terraform_organization_id"]),
  // https://buildkite.com/docs/pipelines/security/oidc
  "agent.buildkite.com": shared(["sub", /^organization:[^:]+:/], ["organization_id"]),
  "oidc.codefresh.io": shared(["sub", /^account:[^:]+:/]),
  "oidc.scalr.io": shared(["sub", /^account:[^:]+:/]),
  // https://www.pulumi.com/docs/administration/access-identity/oidc-client/aws/
  "api.pulumi.com/oidc": shared(["sub", /^pulumi:[^:]+:org:[^:]+:/], ["aud"]),
  // https://vercel.com/docs/oidc/reference
  "oidc.vercel.com": shared(["sub", /^owner:[^:]+:/], ["aud"]),
  "accounts.google.com": shared(["aud"], ["sub"], ["oaud"], ["email"]),
  "www.amazon.com": shared(["app_id"], ["user_id"]),
  "graph.facebook.com": shared(["app_id"], ["id"]),
  // https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
  "cognito-identity.amazonaws.com": { ...shared(["aud"], ["sub"]), signedIn: "authenticated" },
});

/** Providers whose address names the tenant after a fixed beginning. */
const OWN = [
  /^oidc\.circleci\.com\/org\/[^/]+/,
  /^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\//,
  /^oidc\.fly\.io\/[^/]+/,
  /^oidc\.vercel\.com\/[^/]+/,
  /^token\.actions\.githubusercontent\.com\/[^/]+/,
  /^(?:login\.microsoftonline\.com|sts\.windows\.net)\/[0-9a-f-]{36}(?:\/|$)/i,
  /^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/id\/[^/]+/,
  /^cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/[^/]+/,
];

/** Who shares a provider. */
export function tenancyOf(host: string): Tenancy {
  const name = host.toLowerCase().replace(/\/$/, "");
  return TENANCIES[name] ?? { sharing: OWN.some((own) => own.test(name)) ? "own" : "unknown" };
}
