/** Every role of the accounts, with whom its trust policy names, and which of them a review is about. Pure. */
import {
  identityWays,
  type IdentityWay,
  parsePolicy,
  type PolicyDocument,
  type Problem,
} from "../../../policypack/iam";
import type { AccountEvidence, IamRole } from "../evidence/evidence";
import { assumption } from "./assumption";
import type { Caller, Governing } from "./callers";
import { OpenRoles } from "./possible";
import { letsOthersIn, trustedSide, type TrustedSide } from "./trust";

/** A role that may be reviewed. */
export interface Candidate {
  readonly role: IamRole;
  readonly account: AccountEvidence;
  /** Undefined where the trust policy cannot be read. */
  readonly trust?: PolicyDocument;
  /** Why it cannot be read. */
  readonly problem?: Problem;
  readonly side: TrustedSide;
  /** Whom it lets in who is neither a user nor a role. */
  readonly identities: readonly IdentityWay[];
  /** Whom the trust policy lets in likewise, and the organization forbids it; `why` is in words. */
  readonly barred: readonly BarredIdentities[];
}

/** Identities whom a resource control policy keeps out. */
export interface BarredIdentities {
  readonly way: IdentityWay;
  readonly why: readonly string[];
}

/** The roles of an account whose IAM is known. @param governing the organization, where one was read */
export function candidatesOf(account: AccountEvidence, now: Date, governing?: Governing): Candidate[] {
  return (account.iam?.roles ?? []).map((role) => {
    const { document: trust, problems } = parsePolicy(role.trust, "trust");
    if (trust === undefined) return { role, account, problem: problems[0]!, side: nobody, identities: [], barred: [] };
    const ways = identityWays(trust, now).map((way) => ({
      way,
      why: governing?.forbidsIdentities(way, role.arn, now) ?? [],
    }));
    return {
      role,
      account,
      trust,
      side: trustedSide(trust, account.id, now),
      identities: ways.filter(({ why }) => why.length === 0).map(({ way }) => way),
      barred: ways.filter(({ why }) => why.length > 0),
    };
  });
}

const nobody: TrustedSide = { accounts: [], named: [], stale: [], everybody: false };

/** What deciding about the candidates needs. */
export interface Deciding {
  readonly candidates: readonly Candidate[];
  /** All users and roles of the accounts that were read, by account. */
  readonly callers: ReadonlyMap<string, readonly Caller[]>;
  readonly isDeclared: (role: IamRole) => boolean;
  /** Whether a session may do everything in its account, so that the roles there give it nothing more. */
  readonly isAdministrator: (candidate: Candidate) => boolean;
  readonly now: Date;
}

/**
 * The roles that a review is about: those that a stack declares, that let in somebody who is no principal of their own
 * account, or whose trust policy cannot be read; and every role that sessions of these can assume. A role is taken once,
 * so that a circle of roles ends.
 */
export function underReview({
  candidates,
  callers,
  isDeclared,
  isAdministrator,
  now,
}: Deciding): ReadonlySet<Candidate> {
  const chosen = new Set(
    candidates.filter(
      ({ role, account, trust, side, identities, barred }) =>
        trust === undefined ||
        isDeclared(role) ||
        letsOthersIn(side, account.id) ||
        identities.length + barred.length > 0,
    ),
  );
  const open = new OpenRoles(
    candidates.filter((one) => !chosen.has(one) && one.side.accounts.includes(one.account.id)),
  );
  const sessions = new Map([...callers.values()].flat().map((caller) => [caller.arn, caller]));
  // A set that grows while it is walked also walks what was added.
  for (const one of chosen) {
    const caller = sessions.get(one.role.arn);
    if (caller === undefined || isAdministrator(one)) continue;
    for (const other of open.forCaller(caller)) {
      const role = { arn: other.role.arn, account: other.account.id, trust: other.trust! };
      const { state } = assumption(role, caller, now);
      if (state !== "able" && state !== "unknown") continue;
      open.close(other);
      chosen.add(other);
    }
  }
  return chosen;
}
