import type { GrantSettings } from "../../../settings/grant";
import type { RoleSettings } from "../../../settings/role";
import { inRanges } from "../../../settings/addresses";
import { organization, team, type Caller } from "./people";

/** One call as it is made. */
export interface Call {
  readonly caller: Caller;
  readonly at: Date;
  /** Seconds since the MFA code was entered; undefined without MFA. */
  readonly mfaAge: number | undefined;
  readonly name: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitive: readonly string[];
  readonly ip: string | undefined;
  readonly vpce: string | undefined;
  /** Seconds, IAM's hour unless given. */
  readonly duration: number | undefined;
}

/**
 * Whether a role's settings mean to let a call in: read off the settings sentence by sentence, with no regard to how
 * policy documents say it.
 */
export function trustMeans(role: RoleSettings, call: Call): boolean {
  return role.trusts.some((trust) => {
    const { required, maxAge = 3600 } = trust.mfa ?? role.mfa;
    const { from, until } = trust.window ?? role.window ?? {};
    const where = trust.network ?? role.network;
    const unit = trust.organization ?? role.organization;
    const carried = trust.principalTags ?? role.principalTags ?? {};
    const ours = call.caller.account === "222222222222" ? organization : undefined;
    return (
      trust.account === call.caller.account &&
      (trust.principals === undefined || trust.principals.some((principal) => isMeant(principal, call.caller))) &&
      (!required || (call.mfaAge !== undefined && call.mfaAge <= maxAge)) &&
      (from === undefined || call.at >= new Date(from)) &&
      (until === undefined || call.at < new Date(until)) &&
      (where === undefined || (call.vpce === undefined ? inRanges(call.ip!, where.sourceIps ?? []) : (where.vpcEndpoints ?? []).includes(call.vpce))) &&
      (unit === undefined || (unit.id === ours?.id && (unit.paths === undefined || unit.paths.some((path) => like(path, ours.path))))) &&
      Object.entries(carried).every(([key, values]) => values.some((value) => value === tagOf(call.caller, key))) &&
      sessionMeans(role, call)
    );
  });
}

/** Tag keys are the same whatever their case. */
function tagOf({ tags = {} }: Caller, key: string): string | undefined {
  return Object.entries(tags).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

function sessionMeans({ session: { namePattern, sourceIdentity, tags } }: RoleSettings, call: Call): boolean {
  const keys = Object.keys(call.tags);
  const named = (pattern: string, value: string) => {
    if (pattern.includes("${aws:username}") && call.caller.kind !== "user") return false;
    return like(pattern.replaceAll("${aws:username}", call.caller.name), value);
  };
  return (
    (namePattern === undefined || named(namePattern, call.name)) &&
    (sourceIdentity === undefined ? call.sourceIdentity === undefined : call.sourceIdentity !== undefined && (sourceIdentity === "required" || named(sourceIdentity.matching, call.sourceIdentity))) &&
    (tags === undefined
      ? keys.length === 0
      : keys.every((key) => tags.allowed.includes(key)) &&
        Object.entries(tags.required).every(([key, values]) => keys.includes(key) && (values.length === 0 || values.includes(call.tags[key]!))) &&
        call.transitive.every((key) => tags.transitive.includes(key)))
  );
}

/** Whether the grants let the caller try: any of those for it, or for its group, whose MFA it has. */
export function grantsMean(grants: Readonly<Record<string, GrantSettings>>, role: string, { caller, mfaAge }: Call): boolean {
  if (caller.name.startsWith("AWSReservedSSO_")) return true;
  return Object.values(grants).some(({ to, roles, mfa }) => {
    const groups = team.members.includes(caller.name) ? [team.name] : [];
    const named = caller.kind === "role" ? to.roles.includes(caller.name) : to.users.includes(caller.name) || to.groups.some((group) => groups.includes(group));
    return named && roles.some((reference) => reference.role === role) && (mfa === undefined || (mfaAge !== undefined && mfaAge <= mfa.maxAge));
  });
}

/** Whether a session may be as long: a role that assumes another gets an hour. */
export function durationMeans({ session: { maxDuration } }: RoleSettings, { caller, duration = 3600 }: Call): boolean {
  return duration <= maxDuration && (caller.kind === "user" || duration <= 3600);
}

function isMeant(principal: string, { kind, path, name }: Caller): boolean {
  const permissionSet = /^sso\/(.*)$/.exec(principal)?.[1];
  if (permissionSet !== undefined) return kind === "role" && path.startsWith("/aws-reserved/sso.amazonaws.com/") && new RegExp(`^AWSReservedSSO_${permissionSet}_[0-9a-f]{16}$`).test(name);
  return like(principal, `${kind}${path}${name}`);
}

function like(pattern: string, value: string): boolean {
  const form = [...pattern].map((char) => (char === "*" ? ".*" : char === "?" ? "." : char.replace(/[.+^${}()|[\]\\/]/g, "\\$&"))).join("");
  return new RegExp(`^${form}$`, "s").test(value);
}
