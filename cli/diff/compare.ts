/** Compares two states of the settings by what they mean. Pure. */
import { distinct, permissionsBeyond, type PermissionBeyond } from "../../policypack/iam";
import type { Approval } from "../review/approvals/approval";
import { broaderThan } from "../review/approvals/compare";
import { permissionSetOf } from "../review/evidence/people/wanted";
import { groupBy } from "../shared/groupBy";
import type { Allowed, Difference, DiffVerdict, Unknown, Way } from "./difference";
import { allCalls, anyBeyond, callsBy, callsForPeople } from "./admitted";
import { changedFindings } from "./packFindings";
import { rolesOf, type SideRole } from "./roles";
import type { Side } from "./side";
import { conditionsOf, conditionsOfPeople, trustedBy, trustedPeople, type Trusted } from "./trusted";
import { waysOf, type GrantedWay, type WaysByStack } from "./ways";
import { compareText } from "../shared/compareText";

/** One side, with all that follows from its settings. */
interface Known {
  readonly roles: ReadonlyMap<string, SideRole>;
  readonly byStack: WaysByStack;
  readonly ways: readonly GrantedWay[];
  readonly unknown: readonly Unknown[];
}

/**
 * What the settings of `now` give and take compared with those of `before`.
 *
 * @param base the revision of `before`
 * @param approvals those of `now`
 */
export function difference(
  before: Side,
  now: Side,
  base: string,
  approvals: readonly Approval[],
  at: Date,
): Difference {
  const old = known(before, at);
  const own = known(now, at, { side: before, ways: old.byStack });
  const gains = gained(own, old, at);
  const loses = gained(old, own, at);
  const both = [...new Set([...old.roles.keys(), ...own.roles.keys()])].sort();
  const changedRoles = both.filter((arn) => !isUnchanged(old.roles.get(arn), own.roles.get(arn)));
  const compared = changedRoles.map((arn) => permissionsOf(arn, old.roles.get(arn), own.roles.get(arn), at));
  const permissions = compared.filter(({ more, less }) => more.length + less.length > 0);
  const sessions = both.flatMap((role) => {
    const [a, b] = [old.roles.get(role)?.maxSessionDuration, own.roles.get(role)?.maxSessionDuration];
    return a === undefined || b === undefined || a === b ? [] : [{ role, before: a, after: b }];
  });
  const wider = gains.length > 0 || permissions.some(({ more }) => more.length > 0) || sessions.some(isLonger);
  const changed = loses.length + permissions.length + sessions.length > 0;
  const verdict: DiffVerdict = wider ? "wider" : changed ? "narrower" : "same";
  return {
    version: 1,
    base,
    gains,
    loses,
    permissions: permissions.map(({ role, more, less }) => ({ role, more, less })),
    sessions,
    findings: changedFindings([...old.roles.values()], [...own.roles.values()], at),
    approvals: approvals.flatMap((approval) => lostApproval(approval, old, own, at)),
    unknown: distinct([...own.unknown, ...old.unknown, ...compared.flatMap(({ unknown }) => unknown)]),
    verdict,
  };
}

function known(side: Side, at: Date, other?: Parameters<typeof waysOf>[3]): Known {
  const roles = rolesOf(side);
  const byStack = waysOf(side, roles, at, other);
  const all = [...byStack.values()];
  return { roles, byStack, ways: all.flatMap(({ ways }) => ways), unknown: all.flatMap(({ unknown }) => unknown) };
}

/** Whether nothing of a role was changed, nor of the stack that it is in. */
function isUnchanged(a: SideRole | undefined, b: SideRole | undefined): boolean {
  return a?.stack.settings === b?.stack.settings;
}

function isLonger({ before, after }: Difference["sessions"][number]): boolean {
  return after > before;
}

/** Who can do with `now` what they could not do with `before`: named by grants, or by a trust alone. */
function gained(now: Known, before: Known, at: Date): Way[] {
  const persons = groupBy(now.ways, wayKey);
  const former = groupBy(before.ways, wayKey);
  const granted = [...persons].flatMap(([key, ways]): Way[] => {
    const [{ role, principal, account }] = ways as [GrantedWay];
    const covered = former.get(key) ?? [];
    const more = givesMore(ways, now.roles.get(role), covered, before.roles.get(role), at);
    return more ? [{ role, principal, account, conditions: conditionsOfAll(ways) }] : [];
  });
  const trusted = [...now.roles.values()].flatMap((role) => {
    const old = before.roles.get(role.arn);
    if (isUnchanged(role, old)) return [];
    return trustedBy(role)
      .filter((one) => anyBeyond(callsBy(one, role), old === undefined ? [] : allCalls(old, one), role, at))
      .filter((one) => !granted.some((way) => speaksFor(way, one, old)))
      .map((one): Way => ({ ...one, conditions: conditionsOf(one, role, at) }));
  });
  const people = [...now.roles.values()].flatMap((role) => peopleGained(role, before.roles.get(role.arn), at));
  return distinct([...granted, ...trusted, ...people]).sort((a, b) => compareText(sortKey(a), sortKey(b)));
}

/** Which people of IAM Identity Center get into a role, and did not before or not on these conditions. */
function peopleGained(role: SideRole, before: SideRole | undefined, at: Date): Way[] {
  if (isUnchanged(role, before)) return [];
  const former = before === undefined ? [] : trustedPeople(before).map(wayKey);
  const all = anyBeyond(callsForPeople(role), before === undefined ? [] : callsForPeople(before), role, at);
  return trustedPeople(role)
    .filter((one) => all || !former.includes(wayKey(one)))
    .map((one): Way => ({ ...one, conditions: conditionsOfPeople(role) }));
}

/**
 * Whether a gain of somebody who is granted the role says what there is to say of a trust: it is about the same
 * principal, or the trust named the same before and only its conditions changed.
 */
function speaksFor(way: Way, one: Trusted, before: SideRole | undefined): boolean {
  if (way.role !== one.role || way.account !== one.account) return false;
  if (way.principal === one.principal) return true;
  return before !== undefined && trustedBy(before).some((other) => wayKey(other) === wayKey(one));
}

/** Whether somebody gets more by the grants of now than by those of before. */
function givesMore(
  ways: readonly GrantedWay[],
  role: SideRole | undefined,
  covered: readonly GrantedWay[],
  before: SideRole | undefined,
  at: Date,
): boolean {
  // Of another project's role, only its grants are known.
  if (role === undefined) return ways.some((way) => !covered.some((other) => isWithin(way, other)));
  const calls = (all: readonly GrantedWay[], of: SideRole) =>
    [...new Set(all.map(({ mfaMaxAge }) => mfaMaxAge))].flatMap((age) => callsBy(all[0]!, of, age));
  if (isUnchanged(role, before) && ways.every((way) => covered.some((other) => isWithin(way, other)))) return false;
  return anyBeyond(calls(ways, role), before === undefined ? [] : calls(covered, before), role, at);
}

/** Whether a grant asks for no less than another one of the same role to the same person. */
function isWithin(way: GrantedWay, other: GrantedWay): boolean {
  return (way.mfaMaxAge ?? Infinity) <= (other.mfaMaxAge ?? Infinity);
}

/** The conditions of the way that asks the least; several ways are alternatives. */
function conditionsOfAll(ways: readonly GrantedWay[]): readonly string[] {
  return [...ways].sort((a, b) => a.conditions.length - b.conditions.length)[0]!.conditions;
}

interface ComparedPermissions {
  readonly role: string;
  readonly more: readonly Allowed[];
  readonly less: readonly Allowed[];
  readonly unknown: readonly Unknown[];
}

/** What sessions of a role may do more and less. A role that is not there allows nothing. */
function permissionsOf(
  role: string,
  before: SideRole | undefined,
  now: SideRole | undefined,
  at: Date,
): ComparedPermissions {
  const [own, old] = withoutShared(policiesOf(now, role), policiesOf(before, role));
  const more = permissionsBeyond(own, old, at);
  const less = permissionsBeyond(old, own, at);
  const { name } = (now ?? before)!.judged;
  return {
    role,
    more: more.flatMap(allowed),
    less: less.flatMap(allowed),
    unknown: [...more, ...less].some(({ kind }) => kind !== "allowed")
      ? [{ what: `what sessions of ${name} may do more or less`, why: whyUnknown([...more, ...less]) }]
      : [],
  };
}

type Policies = Parameters<typeof permissionsBeyond>[0];

function policiesOf(role: SideRole | undefined, arn: string): Policies {
  if (role === undefined) return { arn, policies: [] };
  const { policies, boundary } = role;
  return {
    arn,
    policies: policies.map(({ name, raw }) => ({ name, document: raw })),
    ...(boundary !== undefined && { boundary: { name: boundary.name, document: boundary.raw } }),
  };
}

/**
 * Both sides without the policies whose documents are not known and that both have: what differs is elsewhere. Without
 * them more may count as new than is, and never less.
 */
function withoutShared(a: Policies, b: Policies): readonly [Policies, Policies] {
  const isShared = (name: string) =>
    [a, b].every(({ policies }) => policies.some((one) => one.name === name && one.document === undefined));
  const sameBoundary =
    a.boundary !== undefined && a.boundary.document === undefined && a.boundary.name === b.boundary?.name;
  const rest = ({ boundary, ...side }: Policies): Policies => ({
    ...side,
    policies: side.policies.filter(({ name }) => !isShared(name)),
    ...(boundary !== undefined && !sameBoundary && { boundary }),
  });
  return [rest(a), rest(b)];
}

function allowed(found: PermissionBeyond): Allowed[] {
  return found.kind === "allowed" ? [{ action: found.action, resource: found.resource }] : [];
}

function whyUnknown(found: readonly PermissionBeyond[]): string {
  const unread = found.find(({ kind }) => kind === "unreadable");
  return unread?.kind === "unreadable"
    ? `the document of ${unread.policy} is not known`
    : "the patterns of its policies are too many or too intricate";
}

/** An approval that covered the role's settings before and does not cover them now. */
function lostApproval(approval: Approval, before: Known, now: Known, at: Date): Difference["approvals"] {
  const [own, old] = [now.roles.get(approval.arn), before.roles.get(approval.arn)];
  if (own === undefined) return [];
  const people = peopleBeyond(approval, now);
  // What the settings of its stack say of the role is covered as it was. Others may be granted it.
  if (isUnchanged(own, old) && people.length === 0) return [];
  const wasCovered = (role: SideRole) =>
    peopleBeyond(approval, before).length === 0 && settingsBeyond(approval, role, at).length === 0;
  if (old !== undefined && !wasCovered(old)) return [];
  const beyond = [...new Set([...people, ...settingsBeyond(approval, own, at)])];
  return beyond.length > 0 ? [{ role: approval.arn, beyond }] : [];
}

/** Who is granted the role and is not approved. */
function peopleBeyond({ arn, principals }: Approval, { ways }: Known): readonly string[] {
  const names = principals.map(nameOfPrincipal);
  return ways
    .filter((way) => way.role === arn && !names.includes(`${way.account} ${way.principal}`))
    .map(({ principal, account }) => `${principal} of ${account}`);
}

/** What the role's own settings give beyond what was approved. */
function settingsBeyond(approval: Approval, role: SideRole, at: Date): readonly string[] {
  const { trust, maxSessionDuration, arn } = role;
  const { policies, boundary } = policiesOf(role, arn);
  const access = { arn, trust, maxSessionDuration, policies, principals: [], ...(boundary && { boundary }) };
  const found = broaderThan(approval, access, at);
  return [...found.trust, ...found.permissions, ...found.session];
}

/**
 * `222222222222 user/alice` for `arn:aws:iam::222222222222:user/team/alice`: settings do not say paths. A role of a
 * permission set is `222222222222 sso/Deployers`.
 */
function nameOfPrincipal(arn: string): string {
  const [, account, kind, name] = /^arn:[^:]*:iam::(\d{12}):(\w+)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const set = permissionSetOf(arn);
  return set === undefined ? `${account} ${kind}/${name}` : `${account} sso/${set}`;
}

function wayKey({ role, account, principal }: Trusted): string {
  return JSON.stringify([role, account, principal]);
}

function sortKey({ role, account, principal }: Way): string {
  return [role, account, principal].join("\n");
}
