/** Findings that time brings: reviews that are due, roles and access that nobody uses, old access keys. */
import type { Access, ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { error, warning } from "./finding";
import { dayOf } from "../../../policypack/calendar";

const day = 24 * 3600_000;

/** Reviews that are overdue, or due within some days. A review is in time until its day ends, in UTC. */
export function reviewFindings({ role, account, declaration }: ReviewedRole, at: Date, dueWithin: number): Finding[] {
  const review = declaration?.settings?.review;
  if (review === undefined) return [];
  const today = Date.parse(dayOf(at));
  const by = Date.parse(review.by);
  const parts = {
    account: account.id,
    role: role.arn,
    document: `roles.${declaration!.key}.review of the stack ${declaration!.stack.name}`,
    remedy: `Ask ${review.owner} whether "${review.reason}" is still so; then write a new date under review, or take the role away.`,
  };
  if (by < today)
    return [
      error("review-overdue", {
        ...parts,
        message: `The role ${role.name} was to be reviewed by ${review.by.slice(0, 10)}; its previews have failed since then.`,
      }),
    ];
  if (by <= today + dueWithin * day)
    return [
      warning("review-due", {
        ...parts,
        message: `The role ${role.name} is to be reviewed by ${review.by.slice(0, 10)}.`,
      }),
    ];
  return [];
}

/**
 * A role that was not used for some days, or principals who did not assume it in that time. A role younger than that is
 * not reported.
 */
export function unusedFindings({ role, account, principals }: ReviewedRole, at: Date, unusedAfter: number): Finding[] {
  const since = at.getTime() - unusedAfter * day;
  if (role.createdAt === undefined || role.createdAt.getTime() > since) return [];
  const base = { account: account.id, role: role.arn };
  if (role.lastUsed === undefined || role.lastUsed.at.getTime() < since) {
    const when =
      role.lastUsed === undefined
        ? "was never used in the time that AWS remembers (400 days at most)"
        : `was last used on ${dayOf(role.lastUsed.at)}`;
    return [
      warning("unused", {
        ...base,
        message: `The role ${role.name} ${when}; it counts as unused after ${unusedAfter} days.`,
        remedy: "Ask its owner; access that nobody uses is best taken away.",
      }),
    ];
  }
  const { callers, callersSince, regions = [], unreadRegions = [] } = account.usage[role.arn] ?? {};
  // If the usage history is shorter than the period, an absent caller proves nothing.
  if (callers === undefined || callersSince === undefined || callersSince.getTime() > since) return [];
  return principals.flatMap(({ caller }) => {
    const last = callers[caller.arn];
    if (last !== undefined && last.getTime() >= since) return [];
    const when =
      last === undefined
        ? `did not assume it since ${dayOf(callersSince)}, which is as far back as CloudTrail tells`
        : `last assumed it on ${dayOf(last)}`;
    const where =
      (regions.length === 0 ? "" : ` in ${regions.join(", ")}`) +
      (unreadRegions.length === 0 ? "" : `; ${unreadRegions.join(", ")} did not answer`);
    return [
      warning("unused", {
        ...base,
        principal: caller.arn,
        message: `The ${caller.kind} ${caller.name} of ${caller.account} can assume the role ${role.name} and ${when}${where}.`,
        remedy:
          "Ask them, and name other regions in which they may work with --regions; a grant that nobody uses is best " +
          "taken away.",
      }),
    ];
  });
}

/** Users with access who need an MFA device and have none, and users whose access keys are old. */
export function peopleFindings(access: Access, keysOlderThan: number): Finding[] {
  const { accounts, at } = access.evidence;
  const credentials = new Map(accounts.flatMap(({ credentials: known }) => Object.entries(known ?? {})));
  const old = new Map<string, Finding>();
  const missing = access.roles.flatMap(({ role, account, principals }) =>
    principals.flatMap(({ caller, assumption: { needsMfa } }) => {
      const known = caller.kind === "user" ? credentials.get(caller.arn) : undefined;
      if (known === undefined) return [];
      const keys = known.keys
        .flatMap(({ since }) =>
          since !== undefined && since.getTime() < at.getTime() - keysOlderThan * day ? [dayOf(since)] : [],
        )
        .sort();
      if (keys.length > 0) {
        old.set(
          caller.arn,
          warning("old-access-key", {
            account: caller.account,
            principal: caller.arn,
            message:
              `The user ${caller.name} of ${caller.account}, who can assume roles of other accounts, has ` +
              `${keys.length > 1 ? "access keys" : "an access key"} of ${keys.join(" and ")}, older than ` +
              `${keysOlderThan} days.`,
            remedy: "Have the user make a new key and delete the old one.",
          }),
        );
      }
      if (!needsMfa || known.mfa) return [];
      return [
        warning("mfa-device-missing", {
          account: account.id,
          role: role.arn,
          principal: caller.arn,
          message:
            `The user ${caller.name} of ${caller.account} holds access to the role ${role.name}, which needs ` +
            "MFA, and has no MFA device.",
          remedy:
            "Have the user register a device; whoever has the user's keys could register theirs. Or take the access away.",
        }),
      ];
    }),
  );
  return [...missing, ...old.values()];
}
