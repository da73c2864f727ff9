/** Who can assume each role directly: the trust policy together with the policies of everybody it names. Pure. */
import type { MissingEvidence } from "../evidence/evidence";
import { assumption, type AssumableRole, type Assumption } from "./assumption";
import type { Caller } from "./callers";
import type { Candidate } from "./candidates";
import { accountRoot } from "./outside";
import { CallerIndex } from "./possible";

/** Somebody who can assume a role. */
export interface AblePrincipal {
  readonly caller: Caller;
  readonly assumption: Extract<Assumption, { readonly state: "able" }>;
}

/** Somebody whom both sides let assume a role, and whom the organization forbids it. */
export interface ForbiddenPrincipal {
  readonly caller: Caller;
  readonly assumption: Extract<Assumption, { readonly state: "forbidden" }>;
}

/** Who can assume a role, and of whom that is not known. */
export interface Principals {
  readonly able: readonly AblePrincipal[];
  readonly forbidden: readonly ForbiddenPrincipal[];
  readonly missing: readonly MissingEvidence[];
}

/** Who can assume which role. A role's principals are worked out when somebody asks for them, and once. */
export class Entrances {
  private readonly candidates: ReadonlyMap<string, Candidate>;
  private readonly known = new Map<string, Principals>();
  private readonly index: CallerIndex;

  constructor(
    candidates: readonly Candidate[],
    private readonly callers: ReadonlyMap<string, readonly Caller[]>,
    private readonly now: Date,
  ) {
    this.candidates = new Map(candidates.map((one) => [one.role.arn, one]));
    this.index = new CallerIndex(callers);
  }

  /** The users and roles who can assume a role; undefined for one that no account has. */
  principals(arn: string): Principals | undefined {
    const one = this.candidates.get(arn);
    if (one === undefined) return undefined;
    const known = this.known.get(arn);
    if (known !== undefined) return known;
    const role = one.trust && { arn, account: one.account.id, trust: one.trust };
    const found =
      role === undefined
        ? { able: [], forbidden: [], missing: [] }
        : principalsOf(role, this.index.forRole(role, one.side.accounts), this.now);
    this.known.set(arn, found);
    return found;
  }

  /** Others whom a role's trust policy lets in: providers, services, and roots of accounts that were not read. */
  others(arn: string): readonly string[] {
    const one = this.candidates.get(arn);
    if (one === undefined) return [];
    return [
      ...one.identities.map(({ provider }) => provider),
      ...one.side.accounts
        .filter((id) => !this.callers.has(id))
        .map((id) => (id === "*" ? id : accountRoot(id, one.account.partition))),
    ];
  }
}

function principalsOf(role: AssumableRole, candidates: readonly Caller[], now: Date): Principals {
  const able: AblePrincipal[] = [];
  const forbidden: ForbiddenPrincipal[] = [];
  const missing: MissingEvidence[] = [];
  for (const caller of candidates) {
    const found = assumption(role, caller, now);
    if (found.state === "able") able.push({ caller, assumption: found });
    else if (found.state === "forbidden") forbidden.push({ caller, assumption: found });
    else if (found.state === "unknown") {
      missing.push({
        what: `whether ${caller.arn} can assume ${role.arn}`,
        account: caller.account,
        why: found.why.join("; "),
        next: "Attach a policy whose document can be read, or let the review read it (iam:GetAccountAuthorizationDetails).",
      });
    }
  }
  return { able, forbidden, missing };
}
