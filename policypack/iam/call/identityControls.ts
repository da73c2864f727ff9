/**
 * What the resource control policies (RCPs) of an organization say about identities of providers that assume a role, or
 * about a service that does so for people or certificates. They hold for sts:AssumeRoleWithSAML and
 * sts:AssumeRoleWithWebIdentity as for sts:AssumeRole; service control policies do not, since such a caller is a principal
 * of no account. Pure.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
import { accountIn } from "../document/arn";
import type { IdentityWay } from "./identities";
import { isForbidding, judge, organizationFacts, type ControlDecision, type Organization } from "./organization";
import type { ContextValue, GranteeSession } from "./session";

/** Decides whether anybody who comes one way may assume a role. */
export function decideIdentityControls(
  organization: Organization,
  way: Pick<IdentityWay, "kind" | "provider">,
  roleArn: string,
  now: Date,
): ControlDecision {
  const account = accountIn(roleArn);
  const facts = organizationFacts(organization, roleArn, roleArn);
  const session: GranteeSession = {
    // The provider is in the role's account. Nothing else of the principal is known: see `keyOf`.
    principal: roleArn,
    mfa: "never",
    now,
    resourceAccount: account,
    resourceOrganizationId: facts.resourceOrganizationId,
    resourceOrganizationPath: facts.resourceOrganizationPath,
    keys: (key) => keyOf(way, key),
  };
  const reasons = judge(organization, "resource-control", account, actionOf(way.kind), roleArn, session);
  const forbids = reasons.filter(isForbidding);
  if (forbids.length > 0) return { verdict: "forbidden", reasons: forbids };
  return { verdict: reasons.length > 0 ? "open" : "allowed", reasons };
}

function actionOf(kind: IdentityWay["kind"]): string {
  if (kind === "saml") return "sts:AssumeRoleWithSAML";
  return kind === "oidc" ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
}

/** The keys that say the same in every request: the evaluator knows them as it does for users and roles. */
const usual = /^aws:(?:currenttime|epochtime|securetransport|resource(?:account|orgid|orgpaths))$/;

/** What is known of a key beside the usual ones. A claim of another provider is in no request; all else is open. */
function keyOf({ kind, provider }: Pick<IdentityWay, "kind" | "provider">, key: string): ContextValue | undefined {
  const lower = key.toLowerCase();
  if (usual.test(lower)) return undefined;
  // Calls that nobody signs, as those with a token or an assertion are, may lack the key.
  if (lower === "aws:principalisawsservice" && kind !== "saml" && kind !== "oidc")
    return { state: "values", values: ["true"] };
  const open: ContextValue = { state: "unknown", supplied: false };
  if (provider === "*") return open;
  // Each claim has the host of its provider before the colon, and no other key has a dot there.
  const host = /^([^:]*\.[^:]*):[^:]*$/.exec(lower)?.[1];
  const absent: ContextValue = { state: "absent", why: `identities of ${provider} have no such claim` };
  if (host !== undefined) return kind === "oidc" && ownHost(provider, host) ? open : absent;
  return lower.startsWith("saml:") && kind !== "saml" ? absent : open;
}

/** Whether claims with this host are those of a provider. The host of one in an account may have a path. */
function ownHost(provider: string, host: string): boolean {
  const own = provider.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//, "").toLowerCase();
  return own === host || own.split("/")[0] === host.split("/")[0];
}
