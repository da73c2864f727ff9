/** Puts together what all resources of a stack say about each principal. */
import { parseArn } from "../iam";
import type { AttachedPolicy, Review, Subject } from "../rules/rule";
import { unknownPolicy } from "./attachment";
import { declaredFor } from "./claims";
import { boundaryPolicy, managedPoliciesOf } from "./documents";
import { type Place, samePlace } from "./places";
import { type Held, type Principal, principalsOf } from "./principals";
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
  return principalsOf(stack).map((principal) => {
    const { self, parts, place } = principal;
    let subject: Subject | undefined;
    return {
      get subject() {
        return (subject ??= subjectOf(principal, stack));
      },
      urns: parts.map(({ resource }) => resource.urn),
      place,
      ...(self?.attachment.says === "is" ? { path: textOr(object(self.resource.inputs).path, "/") } : {}),
      pending:
        !reading.complete && self?.attachment.boundary !== undefined && self.attachment.boundary.arn === undefined,
    };
  });
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
  return {
    kind,
    name,
    ...(arn === undefined ? {} : { arn }),
    ...(account === undefined ? {} : { account }),
    ...facts,
    policies: withoutRepeats([...policies, ...unseen]),
    ...(boundary === undefined ? {} : { boundary: boundaryPolicy(boundary, self!.resource, stack) }),
    ...(facts.review === undefined ? reviewByTags(facts.trust, self?.attachment.tags ?? {}) : {}),
  };
}

/** True when an AssumeRoleGrant made the resource. The engine writes the URN, so a program cannot claim this. */
function isGrant({ urn, parent = "" }: SeenResource): boolean {
  return [urn, parent].some((one) =>
    (one.split("::")[2] ?? "").split("$").includes("cross-account-access:index:AssumeRoleGrant"),
  );
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
