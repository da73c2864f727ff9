import type { Settings } from "../settings/settings";

/** Somebody in the trusted account who is granted roles. */
export interface Grantee {
  readonly kind: "group" | "user" | "role";
  readonly name: string;
}

/** A grantee with all the grants that name it. */
export interface GrantedGrantee extends Grantee {
  /** `group-deployers`: stays the same when others come or go. */
  readonly key: string;
  /** The names of its grants, in the settings' order. */
  readonly grants: readonly string[];
  /** The name of the one inline policy that it gets. */
  readonly policyName: string;
}

/** The name of a grantee's policy unless a grant names it. */
const defaultPolicyName = "cross-account-access";

/**
 * Who is granted anything, each once: IAM's limit is on all inline policies of a grantee together, so one policy that
 * names many roles in one statement goes furthest.
 *
 * The policy's name does not follow what is in it: a policy under a name that nothing says any more is one that stays.
 */
export function grantedGrantees(grants: Settings["grants"]): GrantedGrantee[] {
  const found = new Map<string, Grantee & { grants: string[]; policyName?: string | undefined }>();
  for (const [grant, { to, policyName }] of Object.entries(grants)) {
    for (const [kind, names] of [["group", to.groups], ["user", to.users], ["role", to.roles]] as const) {
      for (const name of names) {
        const key = `${kind}-${name}`;
        const known = found.get(key) ?? { kind, name, grants: [] };
        found.set(key, { ...known, grants: [...known.grants, grant], policyName: known.policyName ?? policyName });
      }
    }
  }
  return [...found].map(([key, { policyName, ...grantee }]) => ({ ...grantee, key, policyName: policyName ?? defaultPolicyName }));
}
