/**
 * Does the `Principal` element of a trust policy name this grantee?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { accountIn, parseArn } from "../document/arn";
import type { PrincipalEntry, PrincipalListing } from "../document/document";
import { compilePattern, matches } from "../pattern/pattern";
import type { Outcome } from "./conditionCheck";
import type { GranteeSession } from "./session";

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
  const done = (outcome: Outcome): PrincipalResult => ({
    about: "principal",
    outcome,
    listing,
    principal: session.principal,
  });
  if (listing === undefined) return done("undetermined");
  const outcomes = listing.entries.map((entry) => checkEntry(entry, session));
  if (listing.not) {
    // How NotPrincipal treats accounts and sessions is intricate, and AWS advises against it. Only the clear case is
    // decided.
    const clear =
      outcomes.every((outcome) => outcome === "unmet") &&
      listing.entries.every((e) => accountNamed(e) !== accountIn(session.principal));
    return done(clear ? "met" : outcomes.includes("met") ? "unmet" : "undetermined");
  }
  return done((["met", "required", "undetermined"] as const).find((o) => outcomes.includes(o)) ?? "unmet");
}

/** The account that an `AWS` entry names, by itself or as the account of a principal; undefined when there is none. */
export function accountNamed(entry: PrincipalEntry): string | undefined {
  if (entry.kind !== "AWS") return undefined;
  return /^\d{12}$/.test(entry.value)
    ? entry.value
    : (/^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(entry.value)?.[1] ?? undefined);
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
    const samePartition =
      /^\d{12}$/.test(entry.value) || parseArn(entry.value)?.partition === parseArn(session.principal)?.partition;
    return samePartition && accountNamed(entry) === accountIn(session.principal) ? "met" : "unmet";
  }
  if (entry.value === session.principal) return "met";
  const pattern = compilePattern(session.principal);
  if (!pattern.exact && matches(pattern, entry.value)) return "required";
  return assumedRole(entry.value, session);
}

/** A trust may name one session of a role. Then the grantee's role has to call under that session name. */
function assumedRole(named: string, session: GranteeSession): Outcome {
  const assumed = parseArn(named);
  const caller = parseArn(session.principal);
  const [, role] = /^assumed-role\/([^/]+)\/[^/]+$/.exec(assumed?.resource ?? "") ?? [];
  if (assumed?.service !== "sts" || role === undefined || caller?.resource.startsWith("role/") !== true) return "unmet";
  if (caller.partition !== assumed.partition || caller.account !== assumed.account) return "unmet";
  return matches(compilePattern(caller.resource.split("/").at(-1)!), role) ? "required" : "unmet";
}
