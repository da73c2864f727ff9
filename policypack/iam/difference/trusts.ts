/**
 * Does the trust policy of now let anybody in whom the approved one does not? The comparison is by meaning, as in
 * policies.ts. Each Allow must be covered by approved Allow statements for the same principals and actions, whose
 * conditions follow from its own. Each approved Deny must still be there. What cannot be decided counts as let in.
 */
import { accountNamed, namesWholeAccount } from "../call/principals";
import { denyForce } from "../condition/denyForce";
import { ALWAYS_PRESENT, PRESENT_ANYWAY } from "../condition/keys";
import { allowLimits } from "../condition/allowLimits";
import type { AnalysedSubject } from "../condition/subject";
import { accountIn, parseArn } from "../document/arn";
import type {
  ConditionEntry,
  Listing,
  PolicyVersion,
  PrincipalEntry,
  PrincipalListing,
  Statement,
} from "../document/document";
import { parsePolicy } from "../document/parse";
import { compilePattern } from "../pattern/pattern";
import { apart, within } from "../pattern/relations";
import { Symbols } from "./symbols";
import { type Calls, combinations, type Condition, conditionOf, excludes, implies } from "./conditions";
import type { Unreadable } from "./findings";
import { sameValue } from "./sameValue";

/** Something that is let in now and was not before. */
export type TrustBeyond =
  | Unreadable
  /** Nobody approved this principal; `others` are the approved principals of the same account. */
  | {
      readonly kind: "principal";
      readonly principal: Named;
      readonly account?: string;
      readonly others: readonly string[];
    }
  /** An action that was not approved for the principal. */
  | { readonly kind: "action"; readonly principal: Named; readonly account?: string; readonly action: Action }
  /** An approved condition that the statement of now no longer asks for; `now` are its conditions on the same key. */
  | {
      readonly kind: "condition";
      readonly principal: Named;
      readonly account?: string;
      readonly approved: ConditionEntry;
      readonly now: readonly ConditionEntry[];
    }
  /** An approved Deny that is gone or covers less. */
  | {
      readonly kind: "denied";
      readonly principal: Named;
      readonly account?: string;
      readonly actions: readonly Action[];
      readonly conditions: readonly ConditionEntry[];
    };

interface Rule {
  readonly statement: Statement;
  readonly conditions: readonly Condition[];
}

/**
 * What `now` lets in from `at` on that `approved` does not; empty when nothing. Each entry once, in no particular
 * order.
 * @param roleArn the role that both trust policies belong to
 */
export function trustBeyond(now: unknown, approved: unknown, roleArn: string, at: Date): readonly TrustBeyond[] {
  if (now !== undefined && sameValue(now, approved)) return [];
  const ours = parsePolicy(now, "trust");
  const theirs = parsePolicy(approved, "trust");
  if (ours.problems !== undefined) return [{ kind: "unreadable", side: "now", problem: ours.problems[0]! }];
  if (theirs.problems !== undefined) return [{ kind: "unreadable", side: "approved", problem: theirs.problems[0]! }];
  const symbols = new Symbols();
  const read = ({ document }: typeof ours, effect: Statement["effect"]): Rule[] =>
    document.statements
      .filter((statement) => statement.effect === effect && counts(statement, document.version, at))
      .map((statement) => ({
        statement,
        conditions: statement.conditions.map((entry) => conditionOf(entry, document.version, symbols)),
      }));
  const sides: Sides = {
    allows: read(theirs, "Allow"),
    denies: read(theirs, "Deny"),
    ownDenies: read(ours, "Deny"),
    partition: parseArn(roleArn)?.partition ?? "aws",
    account: accountIn(roleArn),
    at,
  };
  const found = read(ours, "Allow").flatMap((rule) =>
    principalsOf(rule.statement.principals).flatMap((principal) => [
      ...letIn(rule, principal, sides),
      ...undenied(rule, principal, sides),
    ]),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

interface Sides {
  readonly allows: readonly Rule[];
  readonly denies: readonly Rule[];
  /** The Deny statements of now. */
  readonly ownDenies: readonly Rule[];
  readonly partition: string;
  /** The role's account. */
  readonly account: string;
  readonly at: Date;
}

/** False for a statement that nobody can meet any more, such as one whose window is over. */
function counts(statement: Statement, version: PolicyVersion, now: Date): boolean {
  const anybody: AnalysedSubject = { kind: "policy", name: "", policies: [], now };
  const present = principalsOf(statement.principals).every(signs) ? ALWAYS_PRESENT : PRESENT_ANYWAY;
  return statement.effect === "Allow"
    ? allowLimits(statement, version, anybody, present).void === undefined
    : denyForce(statement, version, anybody, present) !== "never";
}

/** True for users, roles and accounts: they sign their calls, and the signature tells who they are. */
function signs(principal: Named): boolean {
  return "entry" in principal && principal.entry.kind === "AWS" && principal.entry.value !== "*";
}

/** One entry of `Principal`; or, as one, everybody whom a `NotPrincipal` does not list. */
export type Named = { readonly entry: PrincipalEntry } | { readonly excepted: readonly PrincipalEntry[] };

function principalsOf(listing: PrincipalListing | undefined): Named[] {
  if (listing === undefined) return [];
  return listing.not ? [{ excepted: listing.entries }] : listing.entries.map((entry) => ({ entry }));
}

function letIn({ statement, conditions }: Rule, principal: Named, sides: Sides): TrustBeyond[] {
  const named = nameOf(principal);
  const about = sides.allows.filter((rule) => coversPrincipal(rule.statement.principals!, principal, sides));
  if (about.length === 0)
    return [
      {
        kind: "principal",
        ...named,
        others: sides.allows.flatMap((rule) => approvedIn(rule.statement, named.account)),
      },
    ];
  const calls = callsOf(principal, sides);
  return combinations(conditions).flatMap((given) =>
    actionsOf(statement.actions).flatMap((action): TrustBeyond[] => {
      const met = about.filter((rule) => rule.conditions.every((condition) => implies(given, condition, calls)));
      if (
        coversAction(
          met.map((rule) => rule.statement.actions),
          action,
        )
      )
        return [];
      const [nearest] = about
        .filter((rule) => coversAction([rule.statement.actions], action))
        .map((rule) => rule.conditions.filter((condition) => !implies(given, condition, calls)))
        .sort((a, b) => a.length - b.length);
      if (nearest === undefined) return [{ kind: "action", ...named, action }];
      return nearest.map(({ entry, key }) => ({
        kind: "condition",
        ...named,
        approved: entry,
        now: given.filter((one) => one.key === key).map((one) => one.entry),
      }));
    }),
  );
}

/** Approved Deny statements that concern what a statement lets in, and that are gone. */
function undenied(rule: Rule, principal: Named, sides: Sides): TrustBeyond[] {
  return sides.denies
    .filter((deny) => mayTouch(deny, rule, principal, sides))
    .flatMap((deny): TrustBeyond[] => {
      const given = [...rule.conditions, ...deny.conditions];
      const still = sides.ownDenies.some(
        (own) =>
          principalsOf(deny.statement.principals).every((one) =>
            coversPrincipal(own.statement.principals!, one, { ...sides, account: "" }),
          ) &&
          actionsOf(deny.statement.actions).every((action) => coversAction([own.statement.actions], action)) &&
          own.conditions.every((condition) => implies(given, condition, callsOf(principal, sides))),
      );
      if (still) return [];
      return [
        {
          kind: "denied",
          ...nameOf(principal),
          actions: actionsOf(deny.statement.actions),
          conditions: deny.statement.conditions,
        },
      ];
    });
}

function callsOf(principal: Named, { at }: Sides): Calls {
  return { at, present: signs(principal) ? ALWAYS_PRESENT : PRESENT_ANYWAY };
}

function mayTouch(deny: Rule, rule: Rule, principal: Named, sides: Sides): boolean {
  if (deny.conditions.some((condition) => excludes(rule.conditions, condition, callsOf(principal, sides))))
    return false;
  const disjoint = principalsOf(deny.statement.principals).every(
    (other) => "entry" in other && "entry" in principal && separate(other.entry, principal.entry),
  );
  return (
    !disjoint &&
    actionsOf(rule.statement.actions).some((one) =>
      actionsOf(deny.statement.actions).some((other) => mayShare(one, other)),
    )
  );
}

/** True when nobody can be both principals: they are in different accounts. */
function separate(a: PrincipalEntry, b: PrincipalEntry): boolean {
  const [one, other] = [accountNamed(a), accountNamed(b)];
  return one !== undefined && other !== undefined && one !== other;
}

function coversPrincipal(approved: PrincipalListing, principal: Named, { partition, account }: Sides): boolean {
  const texts = (entries: readonly PrincipalEntry[]): string[] => entries.map((entry) => canonical(entry, partition));
  if ("excepted" in principal) {
    const excepted = texts(principal.excepted);
    return approved.not
      ? texts(approved.entries).every((text) => excepted.includes(text))
      : texts(approved.entries).includes("*");
  }
  if (approved.not) return false;
  const text = canonical(principal.entry, partition);
  const of = accountNamed(principal.entry);
  return approved.entries.some((entry) => {
    const other = canonical(entry, partition);
    if (other === "*" || other === text) return true;
    // Naming a principal of the role's own account lets it in without a policy of its own; naming the account does not.
    return (
      namesWholeAccount(entry) &&
      of !== undefined &&
      of !== account &&
      accountNamed(entry) === of &&
      parseArn(text)?.partition === parseArn(other)?.partition
    );
  });
}

/** An entry as text; entries that name the same principal have the same text. */
function canonical({ kind, value }: PrincipalEntry, partition: string): string {
  if (value === "*" && (kind === "*" || kind === "AWS")) return "*";
  return kind === "AWS" ? (/^\d{12}$/.test(value) ? `arn:${partition}:iam::${value}:root` : value) : `${kind} ${value}`;
}

/** An action pattern, or all actions but some. */
export type Action = { readonly pattern: string } | { readonly but: readonly string[] };

function actionsOf({ not, values }: Listing): Action[] {
  return not ? [{ but: values }] : values.map((pattern) => ({ pattern }));
}

function coversAction(listings: readonly Listing[], action: Action): boolean {
  const patterns = listings.flatMap(({ not, values }) => (not ? [] : values.map(lowerPattern)));
  if ("but" in action) {
    if (within(compilePattern("*"), patterns)) return true;
    return listings.some(
      ({ not, values }) => not && values.every((value) => within(lowerPattern(value), action.but.map(lowerPattern))),
    );
  }
  const own = lowerPattern(action.pattern);
  return (
    within(own, patterns) ||
    listings.some(({ not, values }) => not && values.every((value) => apart(own, lowerPattern(value))))
  );
}

function mayShare(a: Action, b: Action): boolean {
  if ("but" in a || "but" in b) return true;
  return !apart(lowerPattern(a.pattern), lowerPattern(b.pattern));
}

function lowerPattern(value: string): ReturnType<typeof compilePattern> {
  return compilePattern(value.toLowerCase());
}

function nameOf(principal: Named): { principal: Named; account?: string } {
  const account = "entry" in principal ? accountNamed(principal.entry) : undefined;
  return { principal, ...(account !== undefined && { account }) };
}

function approvedIn(statement: Statement, account: string | undefined): string[] {
  return statement.principals!.not || account === undefined
    ? []
    : statement.principals!.entries.filter((entry) => accountNamed(entry) === account).map(({ value }) => value);
}
