import type { GrantedRole } from "../documents/grantPolicy";
import type { Settings } from "../settings/settings";
import type { GrantedGrantee, Grantee } from "./grantees";
import type { Contradiction } from "./grantProblems";

/** One grant gives one role to one grantee. */
export interface Granted {
  readonly grant: string;
  readonly grantee: GrantedGrantee;
  readonly role: GrantedRole;
}

/**
 * Finds pairs of grants that give one role to the same people but ask for MFA differently. IAM adds policies up, so the
 * laxer grant would silently undo the stricter one.
 *
 * @param groups the groups of this stack; only their members are known
 */
export function contradictions(granted: readonly Granted[], groups: Settings["groups"]): Contradiction[] {
  const reaches = ({ grantee: { kind, name } }: Granted): Grantee[] => {
    const members = kind === "group" && Object.hasOwn(groups, name) ? groups[name]!.members : [];
    return [{ kind, name }, ...members.map((member): Grantee => ({ kind: "user", name: member }))];
  };
  const problems: Contradiction[] = [];
  granted.forEach((one, at) => {
    for (const other of granted.slice(0, at)) {
      if (other.role.arn !== one.role.arn || other.role.mfaMaxAge === one.role.mfaMaxAge) continue;
      const others = reaches(other);
      const shared = reaches(one).find(({ kind, name }) =>
        others.some((who) => who.kind === kind && who.name === name),
      );
      if (shared === undefined) continue;
      const ages = { maxAge: one.role.mfaMaxAge, otherMaxAge: other.role.mfaMaxAge };
      problems.push({
        where: "grant",
        kind: "contradiction",
        grant: one.grant,
        other: other.grant,
        arn: one.role.arn,
        shared,
        ...ages,
      });
    }
  });
  return problems;
}
