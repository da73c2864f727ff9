/**
 * Which callers can come into question for a role at all, found without looking at every pair of the two: an account
 * may have thousands of each. Pure.
 */
import { compilePattern, namesAction, type PolicyDocument } from "../../../policypack/iam";
import { compareText } from "../../shared/compareText";
import { groupBy } from "../../shared/groupBy";
import type { Caller } from "./callers";

/** The principals that a trust policy names by themselves. */
export interface NamedPrincipals {
  /** ARNs of users and roles. */
  readonly single: readonly string[];
  /** Whether it names anything besides single users and roles, such as an account. */
  readonly more: boolean;
  /** Whether it names somebody, beyond the single ones, whom it lets in without a policy of their own: everybody, say. */
  readonly anybody: boolean;
}

/** Reads whom the Allow statements of a trust policy name, whatever their conditions. */
export function namedPrincipals({ statements }: PolicyDocument): NamedPrincipals {
  const single = new Set<string>();
  let [more, anybody] = [false, false];
  for (const { effect, actions, principals } of statements) {
    if (effect !== "Allow" || !namesAction(actions, "sts:AssumeRole")) continue;
    if (principals === undefined || principals.not) [more, anybody] = [true, true];
    else
      for (const { kind, value } of principals.entries) {
        if (kind !== "AWS" && kind !== "*") continue;
        if (/^arn:[^:*?]*:iam::\d{12}:(?:user|role)\/[^*?]+$/.test(value)) single.add(value);
        else if (/^(?:arn:[^:*?]*:iam::)?\d{12}(?::root)?$/.test(value)) more = true;
        else [more, anybody] = [true, true];
      }
  }
  return { single: [...single], more, anybody };
}

/** The roles that a caller's policies name one by one; undefined where they may allow others too. */
export function namedRoles({ policies, unknown }: Pick<Caller, "policies" | "unknown">): readonly string[] | undefined {
  if (unknown.length > 0) return undefined;
  const named: string[] = [];
  for (const { effect, resources } of policies.flatMap(({ document }) => document.statements)) {
    if (effect !== "Allow") continue;
    if (resources === undefined || resources.not) return undefined;
    for (const value of resources.values) {
      if (value.includes("${") || !compilePattern(value).exact) return undefined;
      named.push(value);
    }
  }
  return named;
}

/** The callers of the accounts that were read, to be found by what they may ask for. */
export class CallerIndex {
  private readonly byArn: ReadonlyMap<string, Caller>;
  /** By account: those whose policies may allow any role. */
  private readonly wide: ReadonlyMap<string, readonly Caller[]>;
  /** By role: those whose policies name it. */
  private readonly naming: ReadonlyMap<string, readonly { readonly caller: Caller }[]>;

  constructor(private readonly callers: ReadonlyMap<string, readonly Caller[]>) {
    const all = [...callers.values()].flat();
    this.byArn = new Map(all.map((caller) => [caller.arn, caller]));
    const named = all.map((caller) => ({ caller, roles: namedRoles(caller) }));
    this.wide = groupBy(
      named.flatMap(({ caller, roles }) => (roles === undefined ? [caller] : [])),
      ({ account }) => account,
    );
    this.naming = groupBy(
      named.flatMap(({ caller, roles }) => [...new Set(roles)].map((role) => ({ role, caller }))),
      ({ role }) => role,
    );
  }

  /**
   * Those who can come into question, in the order of their accounts and ARNs. Nobody else can assume the role: the
   * trust policy does not name them, or neither it nor a policy of theirs allows it.
   *
   * @param accounts the accounts that the trust policy names; `*` for all
   */
  forRole(role: { arn: string; account: string; trust: PolicyDocument }, accounts: readonly string[]): Caller[] {
    const { single, more, anybody } = namedPrincipals(role.trust);
    const named = single.flatMap((arn) => this.byArn.get(arn) ?? []);
    const found = new Set(named);
    if (more) {
      const naming = this.naming.get(role.arn) ?? [];
      for (const id of accounts.includes("*") ? this.callers.keys() : accounts) {
        for (const caller of this.wide.get(id) ?? []) found.add(caller);
        for (const { caller } of naming) if (caller.account === id) found.add(caller);
        if (anybody && id === role.account) for (const caller of this.callers.get(id) ?? []) found.add(caller);
      }
    }
    return [...found].sort((a, b) => compareText(a.account, b.account) || compareText(a.arn, b.arn));
  }
}

/** A role that somebody of its own account may assume. */
interface OwnRole {
  readonly role: { readonly arn: string };
  readonly account: { readonly id: string };
  readonly trust?: PolicyDocument;
}

/** Roles that nobody was found yet to reach, to be found by who may. Each lets in principals of its own account alone. */
export class OpenRoles<Role extends OwnRole> {
  private readonly open: Set<Role>;
  private readonly byArn: ReadonlyMap<string, Role>;
  private readonly byNamed: ReadonlyMap<string, readonly { readonly role: Role }[]>;
  /** By account: those that a policy of somebody may reach, and those that need none. */
  private readonly more: ReadonlyMap<string, readonly Role[]>;
  private readonly anybody: ReadonlyMap<string, readonly Role[]>;

  constructor(roles: readonly Role[]) {
    this.open = new Set(roles);
    this.byArn = new Map(roles.map((role) => [role.role.arn, role]));
    const named = roles.map((role) => ({ role, ...namedPrincipals(role.trust!) }));
    this.byNamed = groupBy(
      named.flatMap(({ role, single }) => single.map((arn) => ({ role, arn }))),
      ({ arn }) => arn,
    );
    const byAccount = (some: typeof named) =>
      groupBy(
        some.map(({ role }) => role),
        ({ account }) => account.id,
      );
    this.more = byAccount(named.filter(({ more }) => more));
    this.anybody = byAccount(named.filter(({ anybody }) => anybody));
  }

  /** Takes a role out, once somebody is found. */
  close(role: Role): void {
    this.open.delete(role);
  }

  /** Those that a caller may reach. It cannot reach any other: see {@link CallerIndex.forRole}. */
  forCaller(caller: Caller): Role[] {
    const roles = namedRoles(caller);
    const granted =
      roles === undefined
        ? (this.more.get(caller.account) ?? [])
        : roles.flatMap((arn) => this.byArn.get(arn) ?? []).filter(({ account }) => account.id === caller.account);
    const named = (this.byNamed.get(caller.arn) ?? []).map(({ role }) => role);
    const found = new Set([...named, ...granted, ...(this.anybody.get(caller.account) ?? [])]);
    return [...found].filter((role) => this.open.has(role));
  }
}
