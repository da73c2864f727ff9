import { BlockList, isIP } from "node:net";
import type { GrantSettings } from "../../../settings/grant";
import type { RoleSettings } from "../../../settings/role";
import type { SessionSettings } from "../../../settings/session";
import { isOfPeople, type AccountTrust, type MfaSettings } from "../../../settings/trust";
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

/** What a trust asks for, with the role's own word where it has none. */
type Said = { readonly [Setting in keyof Required<AccountTrust>]: AccountTrust[Setting] } & {
  readonly mfa: MfaSettings;
};

/** What each setting of a trust asks of a call. A new setting needs a line here. */
const trustAsks: { readonly [Setting in keyof Said]: (said: Said[Setting], call: Call) => boolean } = {
  account: (account, { caller }) => account === caller.account,
  principals: (principals, { caller }) =>
    principals === undefined || principals.some((principal) => isMeant(principal, caller)),
  mfa: ({ required, maxAge = 3600 }, { mfaAge }) => !required || (mfaAge !== undefined && mfaAge <= maxAge),
  window: ({ from, until } = {}, { at }) =>
    (from === undefined || at >= new Date(from)) && (until === undefined || at < new Date(until)),
  network: (where, { vpce, ip }) =>
    where === undefined ||
    (vpce === undefined ? inRanges(ip!, where.sourceIps ?? []) : (where.vpcEndpoints ?? []).includes(vpce)),
  organization(unit, { caller }) {
    const ours = caller.account === "222222222222" ? organization : undefined;
    return (
      unit === undefined ||
      (unit.id === ours?.id && (unit.paths === undefined || unit.paths.some((path) => like(path, ours.path))))
    );
  },
  principalTags: (carried = {}, { caller }) =>
    Object.entries(carried).every(([key, values]) => values.some((value) => value === tagOf(caller, key))),
};

function inRanges(address: string, ranges: readonly string[]): boolean {
  const family = (text: string) => (isIP(text) === 4 ? "ipv4" : "ipv6");
  const list = new BlockList();
  for (const range of ranges) {
    const [base = "", prefix] = range.split("/");
    if (prefix === undefined) list.addAddress(base, family(base));
    else list.addSubnet(base, Number(prefix), family(base));
  }
  return list.check(address, family(address));
}

/**
 * Whether a role's settings mean to let a call in: read off the settings sentence by sentence, with no regard to how
 * policy documents say it.
 */
export function trustMeans(role: RoleSettings, call: Call): boolean {
  return role.trusts.some((trust) => {
    // None of these callers is AWS's own service, which assumes the role for people of IAM Identity Center.
    if (isOfPeople(trust)) return false;
    const said: Said = {
      account: trust.account,
      principals: trust.principals,
      mfa: trust.mfa ?? role.mfa,
      window: trust.window ?? role.window,
      network: trust.network ?? role.network,
      organization: trust.organization ?? role.organization,
      principalTags: trust.principalTags ?? role.principalTags,
    };
    const asks = <Setting extends keyof Said>(setting: Setting) => trustAsks[setting](said[setting], call);
    return (Object.keys(trustAsks) as (keyof Said)[]).every(asks) && sessionMeans(role, call);
  });
}

/** Tag keys are the same whatever their case. */
function tagOf({ tags = {} }: Caller, key: string): string | undefined {
  return Object.entries(tags).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** What each setting of a session asks of a call. A new setting needs a line here. */
const sessionAsks: {
  readonly [Setting in keyof Required<SessionSettings>]: (said: SessionSettings[Setting], call: Call) => boolean;
} = {
  // Asked of those whom the trust lets in: durationMeans.
  maxDuration: () => true,
  namePattern: (pattern, call) => pattern === undefined || named(pattern, call.name, call),
  sourceIdentity: (asked, call) =>
    asked === undefined
      ? call.sourceIdentity === undefined
      : call.sourceIdentity !== undefined && (asked === "required" || named(asked.matching, call.sourceIdentity, call)),
  tags(tags, call) {
    const keys = Object.keys(call.tags);
    if (tags === undefined) return keys.length === 0;
    const carried = ([key, values]: readonly [string, readonly string[]]) =>
      keys.includes(key) && (values.length === 0 || values.includes(call.tags[key]!));
    return (
      keys.every((key) => tags.allowed.includes(key)) &&
      Object.entries(tags.required).every(carried) &&
      call.transitive.every((key) => tags.transitive.includes(key))
    );
  },
};

function sessionMeans({ session }: RoleSettings, call: Call): boolean {
  const asks = <Setting extends keyof SessionSettings>(setting: Setting) =>
    sessionAsks[setting](session[setting], call);
  return (Object.keys(sessionAsks) as (keyof SessionSettings)[]).every(asks);
}

function named(pattern: string, value: string, { caller }: Call): boolean {
  if (pattern.includes("${aws:username}") && caller.kind !== "user") return false;
  return like(pattern.replaceAll("${aws:username}", caller.name), value);
}

/** Whether the grants let the caller try: any of those for it, or for its group, whose MFA it has. */
export function grantsMean(
  grants: Readonly<Record<string, GrantSettings>>,
  role: string,
  { caller, mfaAge }: Call,
): boolean {
  return Object.values(grants).some(({ to, roles, mfa }) => {
    const groups = team.members.includes(caller.name) ? [team.name] : [];
    const named = caller.name.startsWith("AWSReservedSSO_")
      ? to.permissionSets.some((set) => new RegExp(`^AWSReservedSSO_${set}_[0-9a-f]{16}$`).test(caller.name))
      : caller.kind === "role"
        ? to.roles.includes(caller.name)
        : to.users.includes(caller.name) || to.groups.some((group) => groups.includes(group));
    return (
      named &&
      roles.some((reference) => reference.role === role) &&
      (mfa === undefined || (mfaAge !== undefined && mfaAge <= mfa.maxAge))
    );
  });
}

/** Whether a session may be as long: a role that assumes another gets an hour. */
export function durationMeans({ session: { maxDuration } }: RoleSettings, { caller, duration = 3600 }: Call): boolean {
  return duration <= maxDuration && (caller.kind === "user" || duration <= 3600);
}

function isMeant(principal: string, { kind, path, name }: Caller): boolean {
  const permissionSet = /^sso\/(.*)$/.exec(principal)?.[1];
  if (permissionSet !== undefined)
    return (
      kind === "role" &&
      path.startsWith("/aws-reserved/sso.amazonaws.com/") &&
      new RegExp(`^AWSReservedSSO_${permissionSet}_[0-9a-f]{16}$`).test(name)
    );
  return like(principal, `${kind}${path}${name}`);
}

function like(pattern: string, value: string): boolean {
  const form = [...pattern]
    .map((char) => (char === "*" ? ".*" : char === "?" ? "." : char.replace(/[.+^${}()|[\]\\/]/g, "\\$&")))
    .join("");
  return new RegExp(`^${form}$`, "s").test(value);
}
