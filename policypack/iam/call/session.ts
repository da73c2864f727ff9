import { accountIn, parseArn } from "../document/arn";
/**
 * Who asks to assume a role and with what, as far as it is known; and the request context that follows from that and
 * that IAM would see.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */

/** A fact about the request: its value, `null` when the request surely has none, `undefined` when that is not known. */
export type Known<T> = T | null | undefined;

/**
 * A value of which only this is known: the pattern does not match it. It may be missing, too, as the organization of an
 * account that is not in the one that was read.
 */
export interface Other {
  readonly otherThan: string;
}

/**
 * What is known of multi-factor authentication (MFA) in the caller's session:
 * - `never`: the request has no MFA keys. So it is in sessions of roles, IAM Identity Center included, since AWS drops
 *   the MFA context there; and with long-lived keys.
 * - `without`: a user's temporary credentials that were issued without MFA; aws:MultiFactorAuthPresent is "false".
 * - `possible`: a user who may or may not sign in with MFA.
 * - `ageSeconds`: the age of the sign-in with MFA.
 */
export type MfaState = "never" | "without" | "possible" | { readonly ageSeconds: number };

/** A grantee and the call to sts:AssumeRole that it makes. */
export interface GranteeSession {
  /**
   * ARN of the user, or of the role whose session calls (never the assumed-role ARN). With `*` or `?` in
   * its last part it stands for any principal that matches, for example `arn:aws:iam::222222222222:user/*`.
   */
  readonly principal: string;
  readonly mfa: MfaState;
  readonly now: Date;
  readonly sessionName?: Known<string>;
  readonly sourceIdentity?: Known<string>;
  readonly externalId?: Known<string>;
  /** IPv4 or IPv6 address the call comes from. */
  readonly sourceIp?: Known<string>;
  readonly sourceVpce?: Known<string>;
  readonly sourceVpc?: Known<string>;
  /** Organization of the caller's account, `o-…`. */
  readonly organizationId?: Known<string | Other>;
  /** For example `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`. */
  readonly organizationPath?: Known<string | Other>;
  /** The account of the role that is asked for, 12 digits. */
  readonly resourceAccount?: string;
  /** Organization of the role's account, and the path of its unit there. */
  readonly resourceOrganizationId?: Known<string | Other>;
  readonly resourceOrganizationPath?: Known<string | Other>;
  /** Tags on the resource that the call is about; absent where they are not known. */
  readonly resourceTags?: Readonly<Record<string, string>>;
  /** Tags on the calling user or session. */
  readonly principalTags?: Known<Readonly<Record<string, string>>>;
  /** Session tags passed in the call. */
  readonly sessionTags?: Known<Readonly<Record<string, string>>>;
  readonly transitiveTagKeys?: Known<readonly string[]>;
  /** When the caller's temporary credentials were issued; null for long-lived keys. */
  readonly tokenIssueTime?: Known<Date>;
  /** Of a caller who is neither a user nor a role: what is known of a key instead; undefined where the rest counts. */
  readonly keys?: (key: string) => ContextValue | undefined;
  /** Other condition keys of the call, in small letters. They win over what follows from the rest. */
  readonly request?: Readonly<Record<string, Known<string>>>;
}

/** The value of one condition key in the request. */
export type ContextValue =
  | { readonly state: "values"; readonly values: readonly string[] }
  /** One value, of which only a pattern is known. */
  | { readonly state: "pattern"; readonly pattern: string }
  /** One value that the pattern does not match, or none. */
  | { readonly state: "other"; readonly than: string }
  /** `why` says in words why the request never has the key. */
  | { readonly state: "absent"; readonly why: string }
  /** Not known beforehand; `supplied` is true when the caller can choose the value. */
  | { readonly state: "unknown"; readonly supplied: boolean };

/** The value of a condition key (any case) in the call that `session` makes. */
export function contextValue(session: GranteeSession, key: string): ContextValue {
  const own = session.keys?.(key);
  if (own !== undefined) return own;
  const lower = key.toLowerCase();
  const told = session.request?.[lower];
  if (told !== undefined) return of(told, (text) => [text], "a call like this has none");
  const slash = lower.indexOf("/");
  if (slash > 0) return taggedValue(session, lower.slice(0, slash), key.slice(slash + 1));
  const resource = parseArn(session.principal)?.resource ?? "";
  const wild = /[*?]/.test(resource);
  switch (lower) {
    case "aws:principalarn":
      return wild ? { state: "pattern", pattern: session.principal } : value(session.principal);
    case "aws:principalaccount":
      return value(accountIn(session.principal));
    case "aws:principaltype":
      return resource.startsWith("user/")
        ? value("User")
        : resource.startsWith("role/")
          ? value("AssumedRole")
          : unknown(false);
    case "aws:username":
      if (resource.startsWith("role/")) return { state: "absent", why: "a role's session has no user name" };
      return wild ? unknown(true) : value(resource.split("/").at(-1)!);
    case "aws:principalisawsservice":
      return value("false");
    case "aws:sourcearn":
    case "aws:sourceaccount":
      return { state: "absent", why: "no service makes the call for somebody" };
    case "aws:securetransport":
      return value("true");
    case "aws:multifactorauthpresent":
    case "aws:multifactorauthage":
      return mfaValue(session.mfa, lower === "aws:multifactorauthage");
    case "aws:currenttime":
      return value(session.now.toISOString());
    case "aws:epochtime":
      return value(String(Math.floor(session.now.getTime() / 1000)));
    case "aws:tokenissuetime":
      return of(session.tokenIssueTime, (date) => [date.toISOString()], "long-lived keys have no issue time");
    case "sts:rolesessionname":
      return of(session.sessionName, (name) => [name], "the call has no session name");
    case "sts:sourceidentity":
      return of(session.sourceIdentity, (name) => [name], "the call sets no source identity");
    case "sts:externalid":
      return of(session.externalId, (id) => [id], "the call has no external id");
    case "aws:sourceip":
      return of(session.sourceIp, (ip) => [ip], "the call comes through a VPC endpoint");
    case "aws:sourcevpce":
      return of(session.sourceVpce, (id) => [id], "the call comes through no VPC endpoint");
    case "aws:sourcevpc":
      return of(session.sourceVpc, (id) => [id], "the call comes through no VPC endpoint");
    case "aws:principalorgid":
      return ofOrganization(session.organizationId, "the caller's account is in no organization");
    case "aws:principalorgpaths":
      return ofOrganization(session.organizationPath, "the caller's account is in no organization");
    case "aws:resourceaccount":
      return session.resourceAccount === undefined ? unknown(false) : value(session.resourceAccount);
    case "aws:resourceorgid":
      return ofRole(session.resourceOrganizationId);
    case "aws:resourceorgpaths":
      return ofRole(session.resourceOrganizationPath);
    case "aws:tagkeys":
      return of(session.sessionTags, (tags) => Object.keys(tags), "the call passes no session tags");
    case "sts:transitivetagkeys":
      return of(session.transitiveTagKeys, (keys) => keys, "the call passes no transitive tags");
    default:
      return unknown(false);
  }
}

function taggedValue(session: GranteeSession, prefix: string, tag: string): ContextValue {
  if (prefix === "aws:resourcetag") {
    const own = session.resourceTags;
    return own === undefined
      ? unknown(false)
      : (tagIn(own, tag) ?? { state: "absent", why: `the resource has no tag ${tag}` });
  }
  const tags =
    prefix === "aws:principaltag"
      ? session.principalTags
      : prefix === "aws:requesttag"
        ? session.sessionTags
        : undefined;
  if (prefix !== "aws:principaltag" && prefix !== "aws:requesttag") return unknown(false);
  if (tags === undefined) return unknown(true);
  const why = prefix === "aws:principaltag" ? `the caller has no tag ${tag}` : `the call passes no session tag ${tag}`;
  return tagIn(tags ?? {}, tag) ?? { state: "absent", why };
}

/** Tag keys are part of condition keys, and those are compared without regard to case. */
function tagIn(tags: Readonly<Record<string, string>>, tag: string): ContextValue | undefined {
  const found = Object.keys(tags).find((name) => name.toLowerCase() === tag.toLowerCase());
  return found === undefined ? undefined : value(tags[found]!);
}

function mfaValue(mfa: MfaState, age: boolean): ContextValue {
  if (mfa === "never")
    return {
      state: "absent",
      why: "a session of a role, or long-lived keys used alone, never carry multi-factor authentication",
    };
  if (mfa === "without")
    return age
      ? { state: "absent", why: "the credentials were issued without multi-factor authentication" }
      : value("false");
  if (mfa === "possible") return unknown(true);
  return value(age ? String(mfa.ageSeconds) : "true");
}

function value(text: string): ContextValue {
  return { state: "values", values: [text] };
}

function unknown(supplied: boolean): ContextValue {
  return { state: "unknown", supplied };
}

function ofOrganization(known: Known<string | Other>, why: string): ContextValue {
  if (typeof known === "object" && known !== null) return { state: "other", than: known.otherThan };
  return of(known, (text) => [text], why);
}

/** The caller does not choose the role's organization. */
function ofRole(known: Known<string | Other>): ContextValue {
  return known === undefined ? unknown(false) : ofOrganization(known, "the role's account is in no organization");
}

function of<T>(known: Known<T>, values: (present: NonNullable<T>) => readonly string[], why: string): ContextValue {
  if (known === undefined) return unknown(true);
  if (known === null) return { state: "absent", why };
  const list = values(known);
  return list.length === 0 ? { state: "absent", why } : { state: "values", values: list };
}
