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
  /** Earlier grants of a role to somebody, by how old the MFA may be. */
  const earlier = new Map<string, Map<number | undefined, number[]>>();
  granted.forEach((one, at) => {
    /** With which earlier grants somebody is shared, and the first who is. */
    const sharedWith = new Map<number, Grantee>();
    for (const who of reaches(one)) {
      const key = JSON.stringify([one.role.arn, who.kind, who.name]);
      const ages = earlier.get(key) ?? new Map<number | undefined, number[]>();
      earlier.set(key, ages);
      for (const [age, others] of ages)
        if (age !== one.role.mfaMaxAge)
          for (const other of others) if (!sharedWith.has(other)) sharedWith.set(other, who);
      const alike = ages.get(one.role.mfaMaxAge);
      if (alike === undefined) ages.set(one.role.mfaMaxAge, [at]);
      else alike.push(at);
    }
    for (const [index, shared] of [...sharedWith].sort(([first], [second]) => first - second)) {
      const other = granted[index]!;
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
