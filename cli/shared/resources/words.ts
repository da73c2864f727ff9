/** Words for whether a session may use a resource, and the statements that are missing. For messages only. */
import {
  controlSentence,
  expectedText,
  foundText,
  resourceKind,
  statementName,
  type AccessPart,
  type StatementMatch,
} from "../../../policypack/iam";
import type { Judgement } from "./judge";

/** One reason in words. */
export interface Told {
  /** Who can change it. */
  readonly side: "the role's account" | "the resource's account" | "the caller" | "the organization";
  readonly text: string;
  readonly remedy?: string;
  /** The statement that is missing. */
  readonly missing?: Readonly<Record<string, unknown>>;
}

/** The most actions that a sentence names. */
const mostNamed = 5;

/**
 * The reasons of a judgement in words.
 *
 * @param actions all that are judged alike
 */
export function reasonsTold(
  { action: one, resource, reasons }: Judgement,
  role: string,
  actions: readonly string[] = [one],
): Told[] {
  const action =
    actions.length > mostNamed
      ? `${actions.slice(0, mostNamed).join(", ")} and ${actions.length - mostNamed} more actions`
      : actions.join(", ").replace(/, ([^,]*)$/, " and $1");
  return reasons.map((reason): Told => {
    switch (reason.kind) {
      case "denies": {
        const { match, part } = reason;
        const open = match.outcome !== "met";
        const conditions = match.conditions.filter(({ outcome }) => !open || outcome !== "met").map(expectedText);
        const when = conditions.length > 0 ? ` where it finds ${conditions.join(" and ")}` : "";
        return {
          side: sides[part],
          text: `${match.policy.name}, ${statementName(match.statement)}: ${open ? "may deny" : "denies"} ${action}${when}`,
          remedy: open
            ? "Meet what it asks for."
            : "Take the Deny away, or except the role in it; no Allow outweighs it.",
        };
      }
      case "lacks": {
        const { part, allows } = reason;
        return {
          side: sides[part],
          text: `${lacks[part](action, resource)}${ofConditions(allows)}`,
          remedy: remedies[part],
          ...(part !== "session-policies" && { missing: missing(part, actions, resource, role) }),
        };
      }
      case "conditions":
        return {
          side: sides[reason.part],
          text:
            `${reason.allows.map(({ policy }) => policy.name).join(", ")}: allows ${action} on conditions of which ` +
            `nothing is known: ${openOnes(reason.allows)}`,
        };
      case "unknown":
        return { side: sides[reason.part], text: `${unknowns[reason.part]} could not be read` };
      case "organization":
        return { side: "the organization", text: controlSentence(reason.reason) };
      case "public":
        return {
          side: "the resource's account",
          text: "the bucket's policy lets the public in, and a bucket that restricts public access then keeps all other accounts out",
          remedy:
            "Name who is let in, in every statement; or see whether the bucket and its account restrict public access.",
        };
      case "owner":
        return { side: "the resource's account", text: "whose the resource is, is not known" };
      case "other-ways":
        return {
          side: "the resource's account",
          text:
            resourceKind(resource) === "key"
              ? "its grants could not be read, and one of them may let the role in"
              : "an access control list of the bucket or of an object may let the role in",
        };
      case "aws-key":
        return {
          side: "the resource's account",
          text: `${reason.of} is encrypted with AWS's own key of its account, which lets no other account in`,
          remedy: "Encrypt it with a key of the account's own, and let the role use that.",
        };
      case "unknown-key":
        return { side: "the resource's account", text: `the key that encrypts ${reason.of} could not be read` };
    }
  });
}

const sides: Readonly<Record<AccessPart, Told["side"]>> = {
  policies: "the role's account",
  boundary: "the role's account",
  "session-policies": "the caller",
  resource: "the resource's account",
};
const lacks: Readonly<Record<AccessPart, (action: string, resource: string) => string>> = {
  policies: (action, resource) => `no policy of the role allows ${action} on ${resource}`,
  boundary: (action, resource) => `the permissions boundary of the role does not allow ${action} on ${resource}`,
  "session-policies": (action, resource) =>
    `the session was made with less than the role, without ${action} on ${resource}`,
  resource: (action, resource) => `the policy of ${resource} does not let the role do ${action}`,
};
const remedies: Readonly<Record<AccessPart, string>> = {
  policies: "Add this statement to a policy of the role:",
  boundary: "Add this statement to the boundary:",
  "session-policies": "Leave out what narrows the session.",
  resource: "Have the resource's account add this statement to that policy:",
};
const unknowns: Readonly<Record<AccessPart, string>> = {
  policies: "what is attached to the role",
  boundary: "whether the role has a permissions boundary",
  "session-policies": "what the session was narrowed with",
  resource: "the policy of the resource",
};

function missing(
  part: AccessPart,
  actions: readonly string[],
  resource: string,
  role: string,
): Record<string, unknown> {
  const Action = actions.length === 1 ? actions[0] : actions;
  if (part !== "resource") return { Effect: "Allow", Action, Resource: resource };
  // A key's policy is about the key alone.
  const about = resourceKind(resource) === "key" ? "*" : resource;
  return { Effect: "Allow", Principal: { AWS: role }, Action, Resource: about };
}

function ofConditions(allows: readonly StatementMatch[]): string {
  const match = allows[0];
  const unmet = match?.conditions.find(({ outcome }) => outcome === "unmet");
  if (match === undefined || unmet === undefined) return "";
  return (
    `; ${match.policy.name}, ${statementName(match.statement)} would, on a condition that does not hold: expected ` +
    `${expectedText(unmet)}; found ${foundText(unmet)}`
  );
}

function openOnes(allows: readonly StatementMatch[]): string {
  return allows
    .filter(({ outcome }) => outcome !== "unmet")
    .map(({ conditions }) => {
      const open = conditions.filter(({ outcome }) => outcome === "required" || outcome === "undetermined");
      return open.map(expectedText).join(" and ") || "whether its resources include this one";
    })
    .join(", or ");
}
