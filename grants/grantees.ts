import type { Settings } from "../settings/settings";

/**
 * A group, user or role of the trusted account that is granted roles; or a permission set of the IAM Identity Center
 * that this account administers, whose sessions are in whatever accounts it is assigned in.
 */
export interface Grantee {
  readonly kind: "group" | "user" | "role" | "permission-set";
  readonly name: string;
}

/** A grantee in words. */
export function granteeText({ kind, name }: Grantee): string {
  return `${kind === "permission-set" ? "permission set" : kind} ${name}`;
}

/** A grantee, with all grants that name it. */
export interface GrantedGrantee extends Grantee {
  /** Kind and name, as in `group-deployers`. It does not depend on other grantees. */
  readonly key: string;
  /** The names of its grants, in the order of the settings. */
  readonly grants: readonly string[];
  /** The name of its inline policy; it gets exactly one. */
  readonly policyName: string;
}

/** The name of a grantee's policy, unless a grant gives another one. */
const defaultPolicyName = "cross-account-access";
/** The name that the roles of a permission set have its inline policy under. Nobody can give another one. */
export const permissionSetPolicyName = "AwsSSOInlinePolicy";

/**
 * All grantees, each once. Each gets one policy for all of its grants. IAM limits the characters of all inline policies
 * of a grantee together, and one statement with many roles needs the fewest.
 *
 * The policy's name does not depend on its content. Otherwise a change of the content would rename the policy, and a
 * policy under an old name could be left behind.
 */
export function grantedGrantees(grants: Settings["grants"]): GrantedGrantee[] {
  const found = new Map<string, Grantee & { grants: string[]; policyName: string | undefined }>();
  for (const [grant, { to, policyName }] of Object.entries(grants)) {
    for (const [kind, names] of [
      ["group", to.groups],
      ["user", to.users],
      ["role", to.roles],
      ["permission-set", to.permissionSets],
    ] as const) {
      for (const name of names) {
        const key = `${kind}-${name}`;
        const known = found.get(key);
        const own = kind === "permission-set" ? permissionSetPolicyName : policyName;
        if (known === undefined) found.set(key, { kind, name, grants: [grant], policyName: own });
        else {
          known.grants.push(grant);
          known.policyName ??= own;
        }
      }
    }
  }
  return [...found].map(([key, { policyName, ...grantee }]) => ({
    ...grantee,
    key,
    policyName: policyName ?? defaultPolicyName,
  }));
}

/** The grantees that each grant names, by the grant's name. Each names somebody. */
export function granteesOfGrants(grantees: readonly GrantedGrantee[]): ReadonlyMap<string, readonly GrantedGrantee[]> {
  const named = grantees.flatMap((grantee) => [...new Set(grantee.grants)].map((grant) => ({ grant, grantee })));
  return groupedBy(
    named,
    ({ grant }) => grant,
    ({ grantee }) => grantee,
  );
}

/** Values by a key of theirs, in their order. */
export function groupedBy<One, Value>(
  all: readonly One[],
  keyOf: (one: One) => string,
  valueOf: (one: One) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [valueOf(one)]);
    else group.push(valueOf(one));
  }
  return groups;
}

/** Who a grantee stands for: a group for its members, where the settings say them. */
export function peopleOf(grantee: Grantee, groups: Settings["groups"]): readonly Grantee[] {
  if (grantee.kind !== "group") return [grantee];
  const members = Object.hasOwn(groups, grantee.name) ? (groups[grantee.name]?.members ?? []) : [];
  return members.length === 0 ? [grantee] : members.map((name) => ({ kind: "user", name }));
}
