/** Whom the trust policy of a role names, and what it asks of one of them. Pure. */
import { principalArn, trustPolicy } from "../../documents/trustPolicy";
import { evaluateTrust, expectedText, parsePolicy } from "../../policypack/iam";
import type { Partition } from "../../settings/partitions";
import { applicationParts } from "../../settings/identityCenter";
import { accountTrusts, peopleTrust, type AccountTrust } from "../../settings/trust";
import { shown } from "../../grants/offeredRole";
import type { SideRole } from "./roles";

/** Whom an entry of `trusts` lets in. */
export interface Trusted {
  readonly role: string;
  readonly account: string;
  /** As the settings write it; `*` where they name no principals. */
  readonly principal: string;
}

/** The users and groups of IAM Identity Center whom a role lets in, in the account that administers its application. */
export function trustedPeople({ arn, settings }: SideRole): Trusted[] {
  const { identityCenter } = peopleTrust(settings) ?? {};
  if (identityCenter === undefined) return [];
  const { account } = applicationParts(identityCenter.application);
  return Object.entries({ user: identityCenter.users, group: identityCenter.groups }).flatMap(([kind, names]) =>
    names.map((name) => ({ role: arn, account, principal: `identity-center/${kind}/${name}` })),
  );
}

/** What is asked of these people. */
export function conditionsOfPeople({ settings }: SideRole): string[] {
  const trust = peopleTrust(settings);
  if (trust === undefined) return [];
  const { from, until } = trust.window ?? settings.window ?? {};
  return [
    `through ${trust.identityCenter.application}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
}

/** All users and roles whom the trust policy of a role names. */
export function trustedBy({ arn, settings }: SideRole): Trusted[] {
  return accountTrusts(settings).flatMap(({ account, principals }) =>
    (principals ?? ["*"]).map((principal) => ({ role: arn, account, principal })),
  );
}

/** What the trust policy asks of a principal, in words that do not change from day to day. */
export function conditionsOf(one: Trusted, role: SideRole, at: Date): string[] {
  const trusts = trustsAbout(one, role);
  const { document } = parsePolicy(trustPolicy({ ...role.settings, trusts }, partitionOf(role)), "trust");
  if (trusts.length === 0 || document === undefined) return [];
  const mfa = one.principal === "*" || one.principal.startsWith("user/") ? "possible" : "never";
  const decision = evaluateTrust(document, { principal: arnOf(one, role), mfa, now: at });
  const reasons = decision.verdict === "refused" ? decision.reasons : decision.requirements;
  return [...new Set(reasons.map((reason) => shown(expectedText(reason))))];
}

/** The trusts of a role that are about a principal, each with only the patterns that are. */
export function trustsAbout(one: Trusted, role: SideRole): AccountTrust[] {
  return accountTrusts(role.settings).flatMap((trust): AccountTrust[] => {
    if (trust.account !== one.account) return [];
    if (trust.principals === undefined) return [trust];
    const principals = trust.principals.filter((pattern) => isAbout(one, pattern, role));
    return principals.length === 0 ? [] : [{ ...trust, principals }];
  });
}

/** Whether a pattern of a trust is about a principal: it is the same, or somebody of this name may match it. */
function isAbout(one: Trusted, pattern: string, role: SideRole): boolean {
  if (pattern === one.principal) return true;
  if (/[*?]/.test(one.principal)) return false;
  // Nobody but AWS makes roles beneath aws-reserved/, whose names tell them, and a `?` of the pattern would match a slash.
  if (pattern.startsWith("sso/") && !/^(?:sso\/|role\/AWSReservedSSO_)/.test(one.principal)) return false;
  const alone = trustPolicy(
    {
      session: role.settings.session,
      mfa: { required: false },
      trusts: [{ account: one.account, principals: [pattern] }],
    },
    partitionOf(role),
  );
  const { document } = parsePolicy(alone, "trust");
  // The settings do not say the path of a user or role.
  const [kind, name] = settingOf(one).split("/", 2) as [string, string];
  return (kind === "sso" ? [`${kind}/${name}`] : [`${kind}/${name}`, `${kind}/*/${name}`]).some((principal) => {
    const arn = principalArn(principal, one.account, partitionOf(role));
    return evaluateTrust(document!, { principal: arn, mfa: "never", now: new Date(0) }).verdict !== "refused";
  });
}

/** The principal in the form of the settings. A group stands for any user. */
export function settingOf({ principal }: Trusted): string {
  return principal.startsWith("group/") ? "user/*" : principal;
}

function arnOf(one: Trusted, role: SideRole): string {
  return principalArn(one.principal === "*" ? "user/*" : settingOf(one), one.account, partitionOf(role));
}

function partitionOf({ stack }: SideRole): Partition {
  return stack.settings.account.partition;
}
