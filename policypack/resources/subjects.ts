/** Puts together what all resources of a stack say about each principal. */
import { parseArn } from "../iam";
import type { AttachedPolicy, Review, Subject } from "../rules/rule";
import { unknownPolicy } from "./attachment";
import { declaredFor } from "./claims";
import { COMPONENT } from "./component";
import { boundaryPolicy, managedPoliciesOf } from "./documents";
import { membershipsOf } from "./memberships";
import { type Place, samePlace } from "./places";
import { type Held, type Principal, principalsOf } from "./principals";
import { trustsServicesAlone } from "./serviceRoles";
import { madeFrom, type Reading, type SeenResource, type Stack, stackOf } from "./stack";
import { object, textOr } from "./values";

/** A principal and the resources that said something about it. */
export interface GatheredSubject {
  /** Made when it is first asked for. */
  readonly subject: Subject;
  readonly urns: readonly string[];
  readonly place: Place;
  /**
   * The path in its ARN. Undefined when the principal is not a resource of the stack; it may then have more policies
   * than the stack shows.
   */
  readonly path?: string;
  /** True while its boundary is not known yet. Judging it now could report findings that the boundary removes. */
  readonly pending: boolean;
  /** See {@link Principal.loose}. */
  readonly loose: boolean;
  /** The groups whose policies a user has too. */
  readonly groups: readonly GatheredSubject[];
  /** The URN of the component that claims to make it; and of the component itself, when it is one. */
  readonly component?: string;
}

/** Tags that hold the review of a role which no component of this project declares. */
export const REVIEW_TAGS = {
  owner: "review-owner",
  reason: "review-reason",
  by: "review-by",
  mfaExemption: "mfa-exemption",
} as const;

/** One subject for each principal, with all policies that the resources attach to it. */
export function subjectsOf(resources: readonly SeenResource[], reading: Reading): GatheredSubject[] {
  const stack = stackOf(resources, reading);
  const principals = principalsOf(stack);
  const groups = principals.filter(({ kind }) => kind === "group");
  const gathered = new Map<Principal, GatheredSubject>();
  const gather = (principal: Principal): GatheredSubject => {
    let found = gathered.get(principal);
    if (found === undefined) gathered.set(principal, (found = gatheredSubject(principal, groups, gather, stack)));
    return found;
  };
  return principals.map(gather);
}

function gatheredSubject(
  principal: Principal,
  all: readonly Principal[],
  gather: (principal: Principal) => GatheredSubject,
  stack: Stack,
): GatheredSubject {
  const { self, parts, place } = principal;
  const memberships = membershipsOf(principal, all, stack).map(({ group, certain }) => ({
    group: gather(group),
    certain,
  }));
  const groups = memberships.map(({ group }) => group);
  let subject: Subject | undefined;
  return {
    get subject() {
      if (subject !== undefined) return subject;
      const own = subjectOf(principal, stack);
      const theirs = memberships.flatMap(({ group, certain }) =>
        certain ? group.subject.policies : group.subject.policies.map(onlyAllowing),
      );
      subject = theirs.length === 0 ? own : { ...own, policies: withoutRepeats([...own.policies, ...theirs]) };
      return subject;
    },
    urns: [...parts.map(({ resource }) => resource.urn), ...groups.flatMap(({ urns }) => urns)],
    place,
    ...(self?.attachment.says === "is" ? { path: textOr(object(self.resource.inputs).path, "/") } : {}),
    pending: !stack.complete && self?.attachment.boundary !== undefined && self.attachment.boundary.arn === undefined,
    loose: principal.loose === true,
    groups,
    ...componentOf(self?.resource),
  };
}

function componentOf(resource: SeenResource | undefined): Pick<GatheredSubject, "component"> {
  const urn = resource?.type === COMPONENT ? resource.urn : resource?.parent;
  return urn === undefined ? {} : { component: urn };
}

function subjectOf({ kind, name, place, self, parts }: Principal, stack: Stack): Subject {
  const policies = parts.flatMap(({ resource, attachment, certain }) => [
    ...(certain ? attachment.policies : attachment.policies.map(onlyAllowing)).map((policy) =>
      isGrant(resource) ? { ...policy, grant: true as const } : policy,
    ),
    ...attachment.managed.flatMap((reference) => {
      const found = managedPoliciesOf(reference, resource, stack);
      return certain && found.length === 1 ? found : found.map(onlyAllowing);
    }),
  ]);
  const unseen = stack.complete ? parts.flatMap((part) => unseenPolicies(part, parts, stack)) : [];
  const arn = self?.attachment.says === "is" && kind !== "policy" ? self.resource.physical?.arn : undefined;
  const account = (arn === undefined ? undefined : parseArn(arn)?.account) ?? place.account ?? self?.attachment.account;
  const declared = self?.attachment.says === "is" && kind === "role" ? declaredFor(self.resource, name, stack) : {};
  const facts = { ...declared, ...self?.attachment.facts };
  const boundary = self?.attachment.boundary;
  const trust = facts.trust?.document;
  const ofService =
    kind === "role" &&
    self !== undefined &&
    !stack.allRoles &&
    trust !== undefined &&
    !madeByComponent(self.resource) &&
    trustsServicesAlone(trust, account, stack.accounts);
  return {
    kind,
    name,
    ...(arn === undefined ? {} : { arn }),
    ...(account === undefined ? {} : { account }),
    ...facts,
    ...(ofService ? { serviceRole: true as const } : {}),
    policies: withoutRepeats([...policies, ...unseen]),
    ...(boundary === undefined ? {} : { boundary: boundaryPolicy(boundary, self!.resource, stack) }),
    ...(facts.review === undefined ? reviewByTags(facts.trust, self?.attachment.tags ?? {}) : {}),
  };
}

/** True when an AssumeRoleGrant made the resource. The engine writes the URN, so a program cannot claim this. */
function isGrant({ urn, parent = "" }: SeenResource): boolean {
  return [urn, parent].some((one) => typesIn(one).includes("cross-account-access:index:AssumeRoleGrant"));
}

/** The types in a URN: those of the parents, outermost first, and its own. */
function typesIn(urn: string): string[] {
  return (urn.split("::")[2] ?? "").split("$");
}

/** True for what a CrossAccountRole made, or claims to make. */
function madeByComponent({ type, urn, parent = "" }: SeenResource): boolean {
  return type === COMPONENT || [urn, parent].some((one) => typesIn(one).includes(COMPONENT));
}

/**
 * Owner, reason and date from the role's tags. A review is needed only when the role trusts an account or everybody.
 */
function reviewByTags(
  trust: AttachedPolicy | undefined,
  tags: Readonly<Record<string, unknown>>,
): Pick<Subject, "review" | "mfaExemption"> {
  const text = (key: string): string | undefined => (typeof tags[key] === "string" ? tags[key] : undefined);
  const exemption = text(REVIEW_TAGS.mfaExemption);
  const accounts =
    trust?.document?.statements.some(
      (s) => s.effect === "Allow" && s.principals?.entries.some((e) => e.kind === "AWS" || e.kind === "*"),
    ) === true;
  if (!accounts) return {};
  const review: Review = Object.fromEntries(
    (["owner", "reason", "by"] as const).flatMap((key) =>
      text(REVIEW_TAGS[key]) === undefined ? [] : [[key, text(REVIEW_TAGS[key])]],
    ),
  );
  return { review, ...(exemption === undefined ? {} : { mfaExemption: exemption }) };
}

/** Inline policies that a resource lists by name and of which no resource in the same place has the document. */
function unseenPolicies({ resource, attachment }: Held, parts: readonly Held[], stack: Stack): AttachedPolicy[] {
  const names = attachment.inlineNames ?? [];
  if (names.length === 0) return [];
  const here = parts.filter((part) => part.certain && samePlace(part.resource.place, resource.place));
  const inline = new Set(here.flatMap((part) => part.attachment.policies.map((policy) => policy.name)));
  const made = madeFrom(resource, "policyNames", stack).some((one) =>
    here.some((part) => part.resource === one && part.attachment.policies.length > 0),
  );
  return names.flatMap((name) => {
    if (name === undefined) return made ? [] : [unknownPolicy("policyNames")];
    return inline.has(name) ? [] : [unseenPolicy(name)];
  });
}

function unseenPolicy(name: string): AttachedPolicy {
  return {
    name,
    problems: [
      {
        path: "",
        message:
          "is listed as attached, but no resource of this stack has its document. Manage it here as a RolePolicy, or take it off the list",
      },
    ],
  };
}

/**
 * A policy without its Deny statements: it may be attached to another principal, and then they would deny nothing here.
 */
function onlyAllowing(policy: AttachedPolicy): AttachedPolicy {
  const { document } = policy;
  if (document?.statements.some(({ effect }) => effect === "Deny") !== true) return policy;
  return {
    ...policy,
    document: { ...document, statements: document.statements.filter(({ effect }) => effect === "Allow") },
  };
}

/** Removes repeated policies: several resources may name the same one. */
function withoutRepeats(policies: readonly AttachedPolicy[]): AttachedPolicy[] {
  return [...new Map(policies.map((policy) => [JSON.stringify(policy), policy])).values()];
}
