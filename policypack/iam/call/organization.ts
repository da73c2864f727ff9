/**
 * What the policies of an organization say about one call to assume a role: service control policies (SCPs) hold for the
 * caller's account, resource control policies (RCPs) for the role's. Pure; organizationWords.ts words the result.
 *
 * Both are inherited along the organization's tree: at the root, at every unit on the way and at the account itself a
 * policy must allow the action, and a Deny anywhere denies it. Nothing of this holds for the management account, and
 * SCPs do not for service-linked roles. RCPs hold for the roles of STS, among the resources of other services.
 *
 * - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 * - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
import type { NamedPolicy } from "../condition/subject";
import { accountIn, parseArn } from "../document/arn";
import type { PolicyDocument, Statement } from "../document/document";
import { parsePolicy } from "../document/parse";
import type { Problem } from "../document/parseStatement";
import { decideGrants, type StatementMatch } from "./callerPolicies";
import type { GranteeSession } from "./session";

/** The types of policy that can forbid. */
export const controlTypes = ["service-control", "resource-control"] as const;
export type ControlType = (typeof controlTypes)[number];

/** A policy of an organization. */
export interface ControlPolicy {
  /** `p-…`. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Undefined where it is not known. */
  readonly document?: PolicyDocument;
}

/** A place that policies are attached to. */
export interface ControlPlace {
  /** `r-…`, `ou-…`, or an account's 12 digits. */
  readonly id: string;
  readonly name: string;
  readonly kind: "root" | "unit" | "account";
  /** The id of the root or unit that it is in; absent for the root. */
  readonly parent?: string;
  /** What is attached to it; undefined where that is not known. */
  readonly controls: { readonly [Type in ControlType]?: readonly ControlPolicy[] };
}

/** An organization, as far as it is known. */
export interface Organization {
  /** `o-…`. */
  readonly id: string;
  /** The management account, 12 digits. */
  readonly management: string;
  /** Whether policies of a type hold at all; undefined where that is not known. */
  readonly enabled: { readonly [Type in ControlType]: boolean | undefined };
  readonly places: ReadonlyMap<string, ControlPlace>;
  /** Whether every account of the organization is among the places. */
  readonly complete: boolean;
}

/** One thing that forbids a call, or that decides whether it is forbidden. */
export type ControlReason = { readonly type: ControlType; readonly account: string } & (
  | {
      /** A statement that denies; `match` says where and when. */
      readonly kind: "denied";
      readonly place: ControlPlace;
      readonly policy: ControlPolicy;
      readonly match: StatementMatch;
    }
  /** No policy that is attached there allows the action. */
  | { readonly kind: "not-allowed"; readonly place: ControlPlace; readonly action: string }
  /** A policy there allows it on conditions alone. */
  | { readonly kind: "conditions"; readonly place: ControlPlace; readonly allows: readonly StatementMatch[] }
  /** A document, what is attached, or where the account is, is not known. */
  | { readonly kind: "unknown"; readonly place?: ControlPlace; readonly policy?: ControlPolicy }
);

/** What an organization says about a call. */
export interface ControlDecision {
  /** `open`: that depends on what is not known. */
  readonly verdict: "allowed" | "forbidden" | "open";
  /** What forbids, or what it depends on. Empty where the call is allowed. */
  readonly reasons: readonly ControlReason[];
}

/** The services whose resources resource control policies hold for, by the prefixes of their actions. */
const limitedServices: ReadonlySet<string> = new Set(
  "aoss cognito-identity cognito-idp dynamodb ecr kms logs s3 secretsmanager sqs sts".split(" "),
);

/**
 * Decides about an action on a role or another resource, for the caller of `session`.
 *
 * @param owner the account of the resource, for ARNs that have none; undefined where it is not known
 */
export function decideControls(
  organization: Organization,
  action: string,
  resource: string,
  session: GranteeSession,
  owner: string | undefined = accountIn(resource),
): ControlDecision {
  const full = { ...organizationFacts(organization, session.principal, owner), ...withoutUndefined(session) };
  const reasons = controlTypes.flatMap((type): ControlReason[] => {
    const account = type === "service-control" ? accountIn(session.principal) : owner;
    if (type === "service-control" && isServiceLinked(session.principal)) return [];
    if (type === "resource-control" && !limitedServices.has(action.split(":")[0]!.toLowerCase())) return [];
    if (account === "") return [{ type, account, kind: "unknown" }];
    return judge(organization, type, account, action, resource, full);
  });
  const forbids = reasons.filter(isForbidding);
  if (forbids.length > 0) return { verdict: "forbidden", reasons: forbids };
  return { verdict: reasons.length > 0 ? "open" : "allowed", reasons };
}

/** Whether a reason by itself forbids a call. */
export function isForbidding(reason: ControlReason): boolean {
  return reason.kind === "not-allowed" || (reason.kind === "denied" && reason.match.outcome === "met");
}

/** Service-linked roles have a path of their own, which nobody else can use. */
function isServiceLinked(principal: string): boolean {
  return parseArn(principal)?.resource.startsWith("role/aws-service-role/") === true;
}

/** What the policies of one type say, all of them that hold for an account. */
export function judge(
  organization: Organization,
  type: ControlType,
  account: string,
  action: string,
  roleArn: string,
  session: GranteeSession,
): ControlReason[] {
  if (account === organization.management || organization.enabled[type] === false) return [];
  const base = { type, account };
  const way = wayTo(organization, account);
  if (way === "outside") return [];
  if (way === undefined || organization.enabled[type] === undefined) return [{ ...base, kind: "unknown" }];
  return way.flatMap((place): ControlReason[] => {
    const attached = place.controls[type];
    if (attached === undefined) return [{ ...base, kind: "unknown", place }];
    const policies = attached.flatMap((policy): (NamedPolicy & { policy: ControlPolicy })[] =>
      policy.document === undefined ? [] : [{ name: policy.name, document: policy.document, policy }],
    );
    const unknown = attached
      .filter(({ document }) => document === undefined)
      .map((policy): ControlReason => ({ ...base, kind: "unknown", place, policy }));
    const { denies, allows } = decideGrants(policies, action, roleArn, session);
    const denied = denies.map((match): ControlReason => ({
      ...base,
      kind: "denied",
      place,
      policy: match.policy.policy,
      match,
    }));
    const possible = allows.filter(({ outcome }) => outcome !== "unmet");
    if (possible.some(({ outcome }) => outcome === "met")) return [...denied, ...unknown];
    if (possible.length > 0) return [...denied, ...unknown, { ...base, kind: "conditions", place, allows: possible }];
    // A policy that is not known may be the one that allows it.
    return unknown.length > 0 ? [...denied, ...unknown] : [...denied, { ...base, kind: "not-allowed", place, action }];
  });
}

/**
 * The places from the root to an account. `outside` for an account that surely is not in the organization; undefined
 * where that is not known, or where the way does not end at a root.
 */
function wayTo({ places, complete }: Organization, account: string): readonly ControlPlace[] | "outside" | undefined {
  const way: ControlPlace[] = [];
  let at = places.get(account);
  if (at?.kind !== "account") return complete ? "outside" : undefined;
  while (at !== undefined && !way.includes(at)) {
    way.unshift(at);
    if (at.parent === undefined) return at.kind === "root" ? way : undefined;
    at = places.get(at.parent);
  }
  return undefined;
}

/** The statements of its policies that depend on the time. */
export function datedStatements({ places }: Organization): readonly Statement[] {
  const documents = [...places.values()].flatMap(({ controls }) =>
    Object.values(controls).flatMap((policies) => policies.map(({ document }) => document)),
  );
  return [...new Set(documents)].flatMap((document) =>
    (document?.statements ?? []).filter(({ conditions }) =>
      conditions.some(({ key }) => /^aws:(currenttime|epochtime)$/i.test(key)),
    ),
  );
}

/**
 * What conditions can ask of the organizations of both sides of a call.
 *
 * @param owner the account of the resource; empty where it is not known
 */
export function organizationFacts(
  organization: Organization,
  principal: string,
  owner: string,
): Partial<GranteeSession> {
  const caller = placeOf(organization, accountIn(principal));
  const role = owner === "" ? undefined : placeOf(organization, owner);
  return {
    ...(owner !== "" && { resourceAccount: owner }),
    ...(caller && { organizationId: caller.id, organizationPath: caller.path }),
    ...(role && { resourceOrganizationId: role.id, resourceOrganizationPath: role.path }),
  };
}

function placeOf(organization: Organization, account: string) {
  const { id, management, places } = organization;
  const way = wayTo(organization, account);
  if (way === "outside" && account !== management) return { id: { otherThan: id }, path: { otherThan: `${id}/*` } };
  if (way === "outside" || way === undefined)
    return account === management || places.has(account) ? { id, path: undefined } : undefined;
  const units = way.filter(({ kind }) => kind !== "account").map((place) => `${place.id}/`);
  return { id, path: [`${id}/`, ...units].join("") };
}

/**
 * Parses the document of a policy of an organization. A resource control policy names everybody as its principal; AWS
 * stores no other.
 */
export function parseControlPolicy(
  document: unknown,
  type: ControlType,
): { readonly document: PolicyDocument } | { readonly problems: readonly Problem[] } {
  const read = parsePolicy(document, type === "service-control" ? "identity" : "resource");
  if (read.document === undefined) return { problems: read.problems };
  if (type === "service-control") return { document: read.document };
  const problems = read.document.statements.flatMap(({ index, principals, resources }): Problem[] => {
    const path = `Statement[${index}]`;
    const everybody =
      principals?.not === false &&
      principals.entries.every(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"));
    return [
      ...(everybody
        ? []
        : [{ path: `${path}.Principal`, message: 'expected "*": a resource control policy is about everybody' }]),
      ...(resources === undefined ? [{ path, message: "expected Resource or NotResource" }] : []),
    ];
  });
  return problems.length > 0 ? { problems } : { document: read.document };
}

/** What the session itself says wins over what follows from the organization. */
function withoutUndefined(session: GranteeSession): GranteeSession {
  return Object.fromEntries(
    Object.entries(session).filter(([, value]) => value !== undefined),
  ) as unknown as GranteeSession;
}
