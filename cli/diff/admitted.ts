/** The calls that the trust policy of a role admits, in a form in which two sides are compared. Pure. */
import type { Condition, PolicyDocument, Statement } from "../../documents/policyDocument";
import { defaultMfaMaxAge } from "../../documents/mfaMaxAge";
import { mfaOf, trustPolicy } from "../../documents/trustPolicy";
import { trustBeyond } from "../../policypack/iam";
import { accountTrusts, peopleTrust, type AccountTrust, type MfaSettings } from "../../settings/trust";
import type { SideRole } from "./roles";
import { settingOf, trustsAbout, type Trusted } from "./trusted";

/** Calls of sts:AssumeRole, as the statements that allow them. What a call has besides it is a condition on it. */
export type Calls = readonly Statement[];

/** Whether some calls of `now` are none of `before`. What cannot be decided counts as such. */
export function anyBeyond(now: Calls, before: Calls, { arn }: SideRole, at: Date): boolean {
  return now.length > 0 && trustBeyond(document(now), document(before), arn, at).length > 0;
}

function document(calls: Calls): PolicyDocument {
  return { Version: "2012-10-17", Statement: calls.map((call, place) => ({ ...call, Sid: `Call${place}` })) };
}

/** All calls of users and roles that a role admits, as they are for calls of one of them. */
export function allCalls(role: SideRole, one: Trusted): Calls {
  return callsOf(calledBy(one, role), accountTrusts(role.settings));
}

/** The calls that a role admits of account access manager, for each of the people whom it lets in. */
export function callsForPeople({ settings, stack }: SideRole): Calls {
  const people = peopleTrust(settings);
  return people === undefined
    ? []
    : trustPolicy({ ...settings, trusts: [people] }, stack.settings.account.partition).Statement;
}

/**
 * The calls of one principal that a role admits.
 *
 * @param grantAge the oldest MFA sign-in that the principal's grant takes, in seconds; undefined when it asks for none
 */
export function callsBy(one: Trusted, role: SideRole, grantAge?: number): Calls {
  const own = settingOf(one);
  const trusts = trustsAbout(one, role).map(({ principals, ...trust }): AccountTrust => ({
    ...trust,
    mfa: atMost(mfaOf(role.settings, trust), grantAge),
    ...(own !== "*" && { principals: principals?.flatMap((pattern) => narrowed(pattern, own)) ?? anyPath(own) }),
  }));
  return callsOf(calledBy(one, role), trusts);
}

/** The role as it is for one user: what asks for the user's name asks for this one. */
function calledBy({ principal }: Trusted, role: SideRole): SideRole {
  const [, name] = /^user\/(?:[^*?]*\/)?([^/*?]+)$/.exec(principal) ?? [];
  if (name === undefined) return role;
  const { namePattern, sourceIdentity } = role.settings.session;
  const named = (pattern: string): string => pattern.replaceAll("${aws:username}", name);
  const session = {
    ...role.settings.session,
    ...(namePattern !== undefined && { namePattern: named(namePattern) }),
    ...(typeof sourceIdentity === "object" && { sourceIdentity: { matching: named(sourceIdentity.matching) } }),
  };
  return { ...role, settings: { ...role.settings, session } };
}

/** What asks for MFA at least as strictly as both. */
function atMost(mfa: MfaSettings, age: number | undefined): MfaSettings {
  if (age === undefined) return mfa;
  return { required: true, maxAge: mfa.required ? Math.min(mfa.maxAge ?? defaultMfaMaxAge, age) : age };
}

/** A user or role by its name, whatever its path; a pattern as it is. */
function anyPath(principal: string): string[] {
  const [, kind, name] = /^(user|role)\/([^/*?]+)$/.exec(principal) ?? [];
  return kind === undefined ? [principal] : [principal, `${kind}/*/${name}`];
}

/**
 * What a pattern that ends in `*` has for one user, role or permission set, whatever its path. Other patterns as they are: that counts
 * others in, the same on both sides.
 */
function narrowed(pattern: string, principal: string): string[] {
  if (principal.startsWith("sso/"))
    return /^[^*?]*\*$/.test(pattern) && permissionSets.startsWith(pattern.slice(0, -1)) ? [principal] : [pattern];
  const isPattern = anyPath(principal).length === 1;
  const start = pattern.slice(0, -1);
  const last = start.slice(start.lastIndexOf("/") + 1);
  if (isPattern || !pattern.endsWith("*") || /[*?]/.test(last)) return [pattern];
  const own = principal.slice(principal.indexOf("/") + 1);
  // A `*` matches slashes, too.
  return [`${pattern}/${own}`, ...(own.startsWith(last) ? [`${start}${own.slice(last.length)}`] : [])];
}

/** Where the roles of all permission sets are. */
const permissionSets = "role/aws-reserved/sso.amazonaws.com";

function callsOf({ settings, stack }: SideRole, trusts: readonly AccountTrust[]): Calls {
  const { namePattern, sourceIdentity, tags } = settings.session;
  const named = [namePattern, typeof sourceIdentity === "object" ? sourceIdentity.matching : undefined];
  const byUserName = named.some((pattern) => pattern?.includes("${aws:username}"));
  const able = trusts.flatMap((trust): AccountTrust[] => {
    if (!byUserName && !mfaOf(settings, trust).required) return [trust];
    // Only users sign in with MFA, and only they have a user name.
    const principals = (trust.principals ?? ["user/*"]).filter((pattern) => pattern.startsWith("user/"));
    return principals.length > 0 ? [{ ...trust, principals }] : [];
  });
  const { Statement } = trustPolicy({ ...settings, trusts: able }, stack.settings.account.partition);
  return Statement.filter(({ Action }) => [Action].flat().includes("sts:AssumeRole")).map((statement) => ({
    ...statement,
    Action: "sts:AssumeRole",
    Condition: withTags(statement.Condition ?? {}, tags),
  }));
}

/** Says of tags that no call can have that it has none. */
function withTags(condition: Condition, tags: SideRole["settings"]["session"]["tags"]): Condition {
  const { "ForAllValues:StringEquals": lists = {}, ...rest } = condition;
  const { "sts:TransitiveTagKeys": transitive, ...others } = lists;
  const none = [
    ...(tags ? [] : ["aws:TagKeys"]),
    ...((tags?.transitive.length ?? 0) > 0 ? [] : ["sts:TransitiveTagKeys"]),
  ];
  return {
    ...rest,
    ...(tags && {
      "ForAllValues:StringEquals": {
        ...others,
        ...(tags.transitive.length > 0 && { "sts:TransitiveTagKeys": transitive! }),
      },
    }),
    ...(none.length > 0 && { Null: Object.fromEntries(none.map((key) => [key, "true"])) }),
  };
}
