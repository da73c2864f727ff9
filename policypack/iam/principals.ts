/**
 * Does the `Principal` element of a trust policy name this grantee?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { Outcome } from "./conditionCheck";
import type { PrincipalEntry, PrincipalListing } from "./document";
import { compilePattern, matches } from "./pattern";
import { accountOf, type GranteeSession } from "./session";

/** Whether a principal is named, and what was looked for. */
export interface PrincipalResult {
  readonly outcome: Outcome;
  readonly found: string;
  readonly expected: string;
}

/** Evaluates `Principal` or `NotPrincipal` for a grantee. */
export function checkPrincipals(listing: PrincipalListing | undefined, session: GranteeSession): PrincipalResult {
  const named = listing?.entries.map((entry) => entry.value).join(", ") ?? "nobody";
  const expected = `${listing?.not === true ? "a principal other than" : "the principal"} ${named}`;
  const found = session.principal;
  if (listing === undefined) return { outcome: "undetermined", found, expected };
  const outcomes = listing.entries.map((entry) => checkEntry(entry, session));
  if (listing.not) {
    // Account and session entries interplay in NotPrincipal in ways that AWS advises against; only the clear case is decided.
    const clear = outcomes.every((outcome) => outcome === "unmet") && listing.entries.every((e) => accountNamed(e) !== accountOf(session.principal));
    return { outcome: clear ? "met" : outcomes.includes("met") ? "unmet" : "undetermined", found, expected };
  }
  const outcome = (["met", "required", "undetermined"] as const).find((o) => outcomes.includes(o)) ?? "unmet";
  return { outcome, found, expected };
}

/** The account an `AWS` entry names, as the account itself or a principal in it. */
export function accountNamed(entry: PrincipalEntry): string | undefined {
  if (entry.kind !== "AWS") return undefined;
  return /^\d{12}$/.test(entry.value) ? entry.value : (/^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(entry.value)?.[1] ?? undefined);
}

/** True when an `AWS` entry names a whole account. */
export function namesWholeAccount(entry: PrincipalEntry): boolean {
  return entry.kind === "AWS" && (/^\d{12}$/.test(entry.value) || /^arn:[^:]*:iam::\d{12}:root$/.test(entry.value));
}

function checkEntry(entry: PrincipalEntry, session: GranteeSession): Outcome {
  if (entry.kind === "*" || (entry.kind === "AWS" && entry.value === "*")) return "met";
  // A user or role is never a service, a federated principal or a canonical user.
  if (entry.kind !== "AWS") return "unmet";
  if (namesWholeAccount(entry)) {
    const samePartition = /^\d{12}$/.test(entry.value) || entry.value.split(":")[1] === session.principal.split(":")[1];
    return samePartition && accountNamed(entry) === accountOf(session.principal) ? "met" : "unmet";
  }
  if (entry.value === session.principal) return "met";
  const pattern = compilePattern(session.principal);
  if (!pattern.exact && matches(pattern, entry.value)) return "required";
  return assumedRole(entry.value, session);
}

/** A trust may name one session of a role: the grantee's role then has to call under that session name. */
function assumedRole(named: string, session: GranteeSession): Outcome {
  const session0 = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(named);
  const [, partition, , , account, resource] = session.principal.split(":");
  if (session0 === null || partition !== session0[1] || account !== session0[2] || resource?.startsWith("role/") !== true) return "unmet";
  return matches(compilePattern(resource.split("/").at(-1)!), session0[3]!) ? "required" : "unmet";
}
