/** Decides on one action of a role's session on a resource, and on what that asks of the key that encrypts it. Pure. */
import {
  accountIn,
  decideAccess,
  keyActions,
  parseArn,
  requestFacts,
  resourceKind,
  type AccessDecision,
  type AccessReason,
  type NamedPolicy,
  type Organization,
} from "../../../policypack/iam";
import { partitionOfRegion, partitions } from "../../../settings/partitions";
import type { ResourceEvidence, UsedKey } from "./evidence";

/** The role's side. What is undefined is not known. */
export interface RoleSide {
  /** The role's ARN. */
  readonly role: string;
  /** The session's name; absent where it may be any. */
  readonly sessionName?: string;
  /** Tags of the role and of the session. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly policies: readonly NamedPolicy[] | undefined;
  /** Null without one. */
  readonly boundary: NamedPolicy | null | undefined;
  /** What the session was narrowed with; absent where it was not, and undefined where that is not known. */
  readonly sessionPolicies?: readonly NamedPolicy[] | undefined;
  readonly organization?: Organization | undefined;
  readonly now: Date;
}

/** One action, judged. */
export interface Judgement {
  readonly action: string;
  readonly resource: string;
  readonly owner: string | undefined;
  readonly verdict: AccessDecision["verdict"];
  readonly reasons: readonly (AccessReason | KeyReason)[];
}

/** What stands in the way of a key that is not judged by its policy. */
export type KeyReason =
  /** The key is AWS's, which no other account can be let in to. */
  | { readonly kind: "aws-key"; readonly of: string }
  /** It is not known which key is used. */
  | { readonly kind: "unknown-key"; readonly of: string };

/**
 * Decides.
 *
 * @param key what was read of the key that encrypts the resource; undefined where nothing was
 */
export function judgeAccess(
  action: string,
  target: ResourceEvidence,
  key: ResourceEvidence | undefined,
  side: RoleSide,
): readonly Judgement[] {
  const first = judge(action, target, side);
  const wanted = keyActions(action);
  const { key: used } = target;
  if (wanted.length === 0 || used === null || resourceKind(target.arn) === "key") return [first];
  const other = (resource: string, verdict: Judgement["verdict"], reason: KeyReason): Judgement[] =>
    wanted.map((one) => ({ action: one, resource, owner: target.owner, verdict, reasons: [reason] }));
  if (used === undefined) return [first, ...other(target.arn, "open", { kind: "unknown-key", of: target.arn })];
  if (used.arn === undefined) {
    const home = accountIn(side.role);
    if (target.owner === home) return [first];
    const verdict = target.owner === undefined ? "open" : "denied";
    return [first, ...other(target.arn, verdict, { kind: "aws-key", of: target.arn })];
  }
  if (key === undefined) return [first, ...other(used.arn, "open", { kind: "unknown-key", of: target.arn })];
  return [first, ...wanted.map((one) => judge(one, key, side, viaOf(target, used, key)))];
}

/** The verdict about all of them. */
export function together(judgements: readonly Judgement[]): AccessDecision["verdict"] {
  const verdicts = judgements.map(({ verdict }) => verdict);
  return verdicts.includes("denied") ? "denied" : verdicts.includes("open") ? "open" : "allowed";
}

interface Via {
  readonly host: string;
  readonly resource: string;
  readonly bucketKey?: boolean;
}

/** On whose behalf a key is used. The service uses it in the region of the key. */
function viaOf({ arn }: ResourceEvidence, { bucketKey }: UsedKey, key: ResourceEvidence): Via {
  const { service, region: own, resource } = parseArn(arn)!;
  const region = own === "" ? parseArn(key.arn)!.region : own;
  const host = `${service}.${region}.${partitions[partitionOfRegion(region)].domain}`;
  // Of all objects together, no encryption context is known.
  const whole = resource.includes("/") && !/[*?]/.test(resource);
  return { host, resource: arn, ...(bucketKey !== undefined && (bucketKey || whole) && { bucketKey }) };
}

function judge(action: string, target: ResourceEvidence, side: RoleSide, via?: Via): Judgement {
  const { arn, owner, policy, alsoLets = [], restrictsPublic, otherWays, tags: resourceTags } = target;
  const { role, sessionName, tags, policies, boundary, organization, now } = side;
  const { verdict, reasons } = decideAccess({
    action,
    resource: arn,
    owner,
    session: {
      principal: role,
      mfa: "never",
      now,
      tokenIssueTime: now,
      ...(sessionName !== undefined && { sessionName }),
      ...(tags !== undefined && { principalTags: tags }),
      ...(owner !== undefined && { resourceAccount: owner }),
      ...(resourceTags !== undefined && { resourceTags }),
      request: requestFacts({ action, resource: arn, owner, caller: accountIn(role), ...(via && { via }) }),
    },
    policies,
    boundary,
    ...("sessionPolicies" in side && { sessionPolicies: side.sessionPolicies }),
    resourcePolicy: policy,
    consents: resourceKind(arn) === "key",
    alsoLets,
    restrictsPublic,
    otherWays: typeof otherWays === "boolean" ? otherWays : otherWays.includes(action.toLowerCase()),
    organization,
  });
  return { action, resource: arn, owner, verdict, reasons };
}
