/** Grants that a policy of the organization makes void. Pure. */
import { type ControlReason, datedStatements, decideControls, momentsOf, type Organization } from "../policypack/iam";
import { callersOf, type GranteeAccount } from "./admission";
import type { Grantee } from "./grantees";

/**
 * Why the organization lets nobody who is this grantee assume a role, now or later; empty when somebody may, or when that
 * is not known.
 *
 * @param places the accounts in which the grantee's sessions may be; none for one that is not known
 */
export function forbids(
  organization: Organization,
  roleArn: string,
  grantee: Grantee,
  places: readonly GranteeAccount[],
  now: Date,
): readonly ControlReason[] {
  const moments = momentsOf([...datedStatements(organization)], now);
  const callers = places.flatMap((place) => callersOf(grantee, place));
  const decisions = callers.flatMap(({ arns, mfa }) =>
    arns.flatMap((principal) =>
      moments.map((moment) => decideControls(organization, "sts:AssumeRole", roleArn, { principal, mfa, now: moment })),
    ),
  );
  return decisions.every(({ verdict }) => verdict === "forbidden") ? (decisions[0]?.reasons ?? []) : [];
}
