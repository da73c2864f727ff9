/** What the policies of roles allow and those of resources, or their keys, do not. Pure. */
import { resourceKind } from "../../../policypack/iam";
import { judgeAccess, type Judgement, type RoleSide } from "../../shared/resources/judge";
import { reasonsTold, type Told } from "../../shared/resources/words";
import type { Access, ReviewedRole } from "../access/reviewed";
import { readAs, usesOf } from "../access/uses";
import type { Evidence, MissingEvidence } from "../evidence/evidence";
import type { Finding } from "../model";
import { warning } from "./finding";

/** The most calls of one role that are judged. */
const mostCalls = 5_000;
/** The most patterns that a sentence names. */
const mostPatterns = 5;

/** What was found about the resources that roles name, and what is not known of them. */
export interface ResourceFindings {
  readonly findings: readonly Finding[];
  readonly missing: readonly MissingEvidence[];
}

/** Judges what the reviewed roles' policies name. Nothing where nobody asked. */
export function resourceFindings({ evidence, roles }: Access): ResourceFindings {
  const { resources } = evidence;
  if (resources === undefined) return { findings: [], missing: [] };
  const all = roles.map((role) => ofRole(role, resources, evidence));
  return { findings: all.flatMap(({ findings }) => findings), missing: all.flatMap(({ missing }) => missing) };
}

function ofRole(
  reviewed: ReviewedRole,
  resources: NonNullable<Evidence["resources"]>,
  evidence: Evidence,
): ResourceFindings {
  const { role, account } = reviewed;
  const uses = usesOf(reviewed);
  const side = sideOf(reviewed, evidence);
  const refused = new Groups();
  const open = new Groups();
  let left = mostCalls;
  for (const [arn, actions] of uses.resources) {
    const read = resources[readAs(arn)];
    if (read === undefined) continue;
    // Of a bucket its objects are judged, too; of an alias the key.
    const target = resourceKind(arn) === "bucket" ? { ...read, arn } : read;
    const key = read.key?.arn === undefined ? undefined : resources[read.key.arn];
    for (const action of actions) {
      if (left-- <= 0) break;
      const [first, ...others] = judgeAccess(action, target, key, side);
      // What the role's own side does not allow, nobody else refuses.
      if (first!.reasons.some(isOwn) && first!.verdict === "denied") continue;
      for (const judgement of [first!, ...others]) {
        if (judgement.verdict === "denied") refused.add(judgement, arn);
        else if (judgement.verdict === "open" && judgement.reasons.some(isUnread)) open.add(judgement, arn);
      }
    }
  }
  const gap = (what: string, why: string, next: string) => ({ what, account: account.id, why, next });
  return {
    findings: refused.told(role.arn).map(({ resource, of, told }) =>
      warning("resource-refuses", {
        account: account.id,
        role: role.arn,
        document: `the policy of ${resource}`,
        message:
          `Sessions of the role ${role.name} may not do all that its policies allow` +
          `${of.length === 0 ? "" : ` on ${of.join(", ")}`}: ${told.map(({ text }) => text).join("; ")}.`,
        remedy: [...new Set(told.map(remedyOf))].join(" "),
      }),
    ),
    missing: [
      ...open
        .told(role.arn)
        .map(({ resource, told }) =>
          gap(
            `whether ${resource} lets in sessions of the role ${role.name}`,
            [...new Set(told.map(({ text }) => text))].join("; "),
            "Read it by hand, or let the review read it: docs/review.md lists the rights.",
          ),
        ),
      ...(uses.patterns.length === 0
        ? []
        : [
            gap(
              `which buckets, keys, queues, topics and secrets let in sessions of the role ${role.name}`,
              `its policies name them by patterns: ${listed(uses.patterns)}`,
              "Name each of them in the policies; or ask for one: cross-account assume --explain --action --resource.",
            ),
          ]),
      ...(left < 0
        ? [
            gap(
              `the rest of what resources refuse to sessions of the role ${role.name}`,
              `its policies name more than ${mostCalls} calls`,
              "Name fewer actions in the policies.",
            ),
          ]
        : []),
    ],
  };
}

function sideOf({ role, policies, boundary }: ReviewedRole, { organization, at }: Evidence): RoleSide {
  const named = policies.flatMap(({ name, kind, document }) =>
    document === undefined ? [] : [{ name: `the ${kind} policy ${name}`, document }],
  );
  return {
    role: role.arn,
    // Without all of them nobody knows what they deny.
    policies: named.length === policies.length ? named : undefined,
    boundary:
      boundary === undefined
        ? null
        : boundary.document && { name: `the boundary ${boundary.name}`, document: boundary.document },
    organization: organization?.read?.organization,
    now: at,
  };
}

/** Whether a reason is the role's own account's. */
function isOwn(reason: Judgement["reasons"][number]): boolean {
  return "part" in reason && reason.part !== "resource";
}

/** Whether a reason is that something could not be read. What depends on the call alone is not. */
function isUnread(reason: Judgement["reasons"][number]): boolean {
  if (reason.kind === "unknown") return reason.part === "resource";
  return reason.kind === "owner" || reason.kind === "other-ways" || reason.kind === "unknown-key";
}

interface ToldGroup {
  /** What refuses, or may. */
  readonly resource: string;
  /** For which resources, where these are others: a key is used for a bucket. */
  readonly of: readonly string[];
  readonly told: readonly Told[];
}

interface Group {
  readonly of: Set<string>;
  readonly alike: Map<string, { readonly judgement: Judgement; readonly actions: string[] }>;
}

/** Judgements by the resource that they are about, and those with the same reasons together. */
class Groups {
  private readonly byResource = new Map<string, Group>();

  add(judgement: Judgement, arn: string): void {
    const { resource, action } = judgement;
    const group: Group = this.byResource.get(resource) ?? { of: new Set(), alike: new Map() };
    this.byResource.set(resource, group);
    if (arn !== resource) group.of.add(arn);
    const key = JSON.stringify(reasonsTold(judgement, "", []));
    const one = group.alike.get(key);
    if (one === undefined) group.alike.set(key, { judgement, actions: [action] });
    else if (!one.actions.includes(action)) one.actions.push(action);
  }

  told(role: string): ToldGroup[] {
    return [...this.byResource].map(([resource, { of, alike }]) => ({
      resource,
      of: [...of].sort(),
      told: [...alike.values()].flatMap(({ judgement, actions }) => reasonsTold(judgement, role, actions)),
    }));
  }
}

function remedyOf({ remedy, missing }: Told): string {
  const text = remedy ?? "See what the account that has it can change.";
  return missing === undefined ? text : `${text} ${JSON.stringify(missing)}`;
}

function listed(patterns: readonly string[]): string {
  const shown = patterns.slice(0, mostPatterns).join(", ");
  return patterns.length > mostPatterns ? `${shown} and ${patterns.length - mostPatterns} more` : shown;
}
