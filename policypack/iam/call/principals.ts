/**
 * Does the `Principal` element of a trust policy name this grantee?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { PrincipalEntry, PrincipalListing } from "../document/document";
import { compilePattern, matches } from "../pattern/pattern";
import type { Outcome } from "./conditionCheck";
import { accountOf, type GranteeSession } from "./session";

/** Whether a principal is named. */
export interface PrincipalResult {
  readonly about: "principal";
  readonly outcome: Outcome;
  /** `Principal` or `NotPrincipal` of the statement, where it has one. */
  readonly listing: PrincipalListing | undefined;
  /** The grantee that was looked for. */
  readonly principal: string;
}

/** Evaluates `Principal` or `NotPrincipal` for a grantee. */
export function checkPrincipals(listing: PrincipalListing | undefined, session: GranteeSession): PrincipalResult {
  const done = (outcome: Outcome): PrincipalResult => ({ about: "principal", outcome, listing, principal: session.principal });
  if (listing === undefined) return done("undetermined");
  const outcomes = listing.entries.map((entry) => checkEntry(entry, session));
  if (listing.not) {
    // Account and session entries interplay in NotPrincipal in ways that AWS advises against; only the clear case is decided.
    const clear = outcomes.every((outcome) => outcome === "unmet") && listing.entries.every((e) => accountNamed(e) !== accountOf(session.principal));
    return done(clear ? "met" : outcomes.includes("met") ? "unmet" : "undetermined");
  }
  return done((["met", "required", "undetermined"] as const).find((o) => outcomes.includes(o)) ?? "unmet");
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
