/** What is not known about one role. Pure. */
import type { MissingEvidence, RolePeople } from "../evidence/evidence";
import type { Candidate } from "./candidates";
import type { Permissions } from "./permissions";

/** Everything that is not known of it, apart from its principals and from accounts that are not reviewed. */
export function gapsOf(
  { role, account, problem, identities }: Pick<Candidate, "role" | "account" | "problem" | "identities">,
  permissions: Permissions,
  people?: RolePeople,
): MissingEvidence[] {
  const gap = (what: string, why: string, next: string): MissingEvidence => ({
    what: `${what} (${role.arn})`,
    account: account.id,
    why,
    next,
  });
  const unproven =
    permissions.verdict === "unprovable" ? permissions.findings.filter(({ level }) => level === "mandatory") : [];
  return [
    ...(people?.missing ?? []),
    ...identities.flatMap(({ kind, provider, bound, key }) => {
      if (provider === "*")
        return [
          gap(
            `who of all providers of identities can assume the role ${role.name}`,
            "the trust policy names everybody for an action of SAML or OpenID Connect",
            "Name the provider in the trust policy instead of everybody.",
          ),
        ];
      // Its entitlements say who gets in, whatever the trust policy asks.
      const isUnknown = kind === "account-access" ? people === undefined : bound === "unknown";
      if (!isUnknown) return [];
      return [
        kind === "account-access"
          ? gap(
              `who of IAM Identity Center can assume the role ${role.name}`,
              "the trust policy lets in account access manager, whose entitlements this review does not read",
              "Look at the role's entitlements in account access manager (account-access:ListEntitlements).",
            )
          : gap(
              `whose identities of ${provider} can assume the role ${role.name}`,
              "no condition names an audience or a subject, and nobody here knows who can sign in there",
              `Add a condition on ${key} to the trust policy that names your own.`,
            ),
      ];
    }),
    ...(problem === undefined
      ? []
      : [
          gap(
            `whom the role ${role.name} trusts`,
            `its trust policy cannot be read: ${problem.path === "" ? "" : `${problem.path}: `}${problem.message}`,
            "Write the trust policy in the form that IAM documents.",
          ),
        ]),
    ...(role.maxSessionDuration === undefined
      ? [
          gap(
            `how long a session of the role ${role.name} may last`,
            "ListRoles did not tell it",
            "Let the review call iam:ListRoles.",
          ),
        ]
      : []),
    ...unproven.map(({ message }) =>
      gap(
        `what a session of the role ${role.name} may do`,
        message,
        "Change the policy so that what it allows can be proven, or detach it.",
      ),
    ),
  ];
}
