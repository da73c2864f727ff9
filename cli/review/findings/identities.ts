/** Findings about whom a trust policy lets in who is neither a user nor a role. */
import type { IdentityWay } from "../../../policypack/iam";
import type { ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { coversPrincipals, type Standing } from "./approval";
import { error, warning } from "./finding";

/** Identities that anybody can get, and those of the account's own providers without a condition that AWS advises. */
export function identityFindings({ role, account, identities }: ReviewedRole, standing: Standing): Finding[] {
  return identities.flatMap((way): Finding[] => {
    const { bound, provider, statement, key } = way;
    const base = {
      account: account.id,
      role: role.arn,
      document: `the trust policy of the role ${role.name}, ${statement}`,
    };
    if (bound === "anybody") {
      const covered = coversPrincipals(standing, [provider]) && (standing.broader?.trust ?? []).length === 0;
      return [
        (covered ? warning : error)("open-identities", {
          ...base,
          message:
            `The role ${role.name} lets in ${identitiesText(way)}, and anybody can get one: ` +
            `${key === undefined ? "the statement names no provider" : `no condition on ${key} says whose it has to be`}` +
            `${covered ? `. ${standing.approval!.by} approved it as it is` : ""}.`,
          remedy:
            key === undefined
              ? "Name the provider in the trust policy, and whose identities are meant."
              : `Add a condition on ${key} that names your own (StringEquals, or StringLike with a beginning that ` +
                "nobody else can have), or delete the role.",
        }),
      ];
    }
    if (bound !== "weak") return [];
    return [
      warning("loose-identities", {
        ...base,
        message: `The role ${role.name} lets in ${identitiesText(way)} without a condition on ${key}.`,
        remedy: `Add a condition on ${key}, as AWS advises.`,
      }),
    ];
  });
}

/** Those who get in one way, such as `identities of accounts.google.com`. */
export function identitiesText({ kind, provider }: Pick<IdentityWay, "kind" | "provider">): string {
  if (provider === "*") return "identities of every provider";
  if (kind === "roles-anywhere") return "holders of certificates of IAM Roles Anywhere";
  if (kind === "account-access") return "people of IAM Identity Center through account access manager";
  const name = providerName(provider);
  return /^AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE$/.test(name) ? "people of IAM Identity Center" : `identities of ${name}`;
}

/** The name of a provider without what its ARN says besides. */
function providerName(provider: string): string {
  return provider.replace(/^arn:[^:]*:iam::\d*:(?:saml|oidc)-provider\//, "");
}
