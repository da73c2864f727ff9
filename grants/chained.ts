/** Grants that make a narrow trust wide: their grantee is a role of this stack that lets many others in. Pure. */
import { evaluateTrust, momentsOf, type PolicyDocument } from "../policypack/iam";
import { roleName } from "../settings/arns";
import type { Settings } from "../settings/settings";
import { accountTrusts } from "../settings/trust";

/** Whom a role lets in that others cannot name one by one. */
export interface WideTrust {
  /** Its key in the settings. */
  readonly key: string;
  /** Each account, and the patterns of its principals; none for all of its principals. */
  readonly accounts: readonly { readonly account: string; readonly patterns: readonly string[] }[];
}

/**
 * Whom the grantee role lets in, where a role's trust policy names the principals of this account one by one and the
 * grantee does not do so with its own: whoever gets into the grantee then gets into the other role too. Undefined where
 * the trust is wide itself, or the grantee narrow, or not of this stack.
 *
 * @param trust the trust policy of the role that is granted
 * @param grantee the name of the role that it is granted to
 */
export function widened(
  trust: PolicyDocument,
  grantee: string,
  { account, roles }: Pick<Settings, "account" | "roles">,
  now: Date,
): WideTrust | undefined {
  const [key, own] = Object.entries(roles).find(([key, role]) => roleName(key, role) === grantee) ?? [];
  if (key === undefined || own === undefined) return undefined;
  const accounts = accountTrusts(own).flatMap((one) => {
    const patterns = one.principals?.filter((principal) => /[*?]/.test(principal));
    return patterns?.length === 0 ? [] : [{ account: one.account, patterns: patterns ?? [] }];
  });
  return accounts.length > 0 && isNarrow(trust, account, now) ? { key, accounts } : undefined;
}

/** A name that nobody gives: a trust that admits it admits others than it names. */
const nobody = "nobody-has-this-name-8d1f5a";

function isNarrow(trust: PolicyDocument, { id, partition }: Settings["account"], now: Date): boolean {
  return ["user", "role"].every((kind) =>
    momentsOf(trust.statements, now).every((moment) => {
      const principal = `arn:${partition}:iam::${id}:${kind}/${nobody}`;
      const mfa = kind === "user" ? ("possible" as const) : ("never" as const);
      return evaluateTrust(trust, { principal, mfa, now: moment }).verdict === "refused";
    }),
  );
}

/** The warning, in words. */
export function widenedText(grant: string, arn: string, { key, accounts }: WideTrust): string {
  const who = accounts.map(({ account, patterns }) =>
    patterns.length > 0
      ? `${patterns.join(" and ")} of ${account}`
      : `every principal of ${account} that is granted it`,
  );
  return (
    `grants.${grant}: the trust policy of ${arn} names its principals one by one, and roles.${key} of this stack, which ` +
    `is one of them, trusts ${who.join(" and ")}. So all of these get into ${arn} through it, in sessions of at most ` +
    `1 h. Name them one by one in roles.${key}.trusts too, or grant ${arn} to another role.`
  );
}
