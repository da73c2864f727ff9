/** Words for what differs between two sides of the same access. Only for messages: no code may read them. */
import { granteeText } from "../../../grants/grantees";
import type { PrincipalListing, Statement } from "../../../policypack/iam";
import { inWords } from "../../../settings/duration";
import { conditionsText } from "../approvals/permissionWords";
import type { Differing, Subject } from "./changes";
import type { Difference, Part } from "./documents";

/** What differs, such as `the inline policy artifacts of the role deploy`. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "role":
      return `the role ${nameOf(subject.role)}`;
    case "trust-policy":
      return `the trust policy of the role ${nameOf(subject.role)}`;
    case "session":
      return `the longest session of the role ${nameOf(subject.role)}`;
    case "boundary":
      return `the permissions boundary of the role ${nameOf(subject.role)}`;
    case "managed-policies":
      return `the managed policies of the role ${nameOf(subject.role)}`;
    case "inline-policy":
      return `the inline policy ${subject.policyName} of the role ${nameOf(subject.role)}`;
    case "group":
      return `the group ${subject.group}`;
    case "members":
      return `the members of the group ${subject.group}`;
    case "grant":
      return `the inline policy ${subject.policyName} of the ${granteeText({ kind: subject.holder, name: subject.name })}`;
    case "policy":
      return `the policy ${subject.policy}`;
  }
}

/** Whether the words for it are a plural. */
export function isPlural({ kind }: Subject): boolean {
  return kind === "managed-policies" || kind === "members";
}

/** What was found and what is expected, without a full stop. */
export function differingText(differing: Differing): string {
  switch (differing.form) {
    case "document":
      return documentsText(differing);
    case "seconds":
      return `found ${inWords(differing.found)}, expected ${inWords(differing.expected)}`;
    case "arn":
      return `found ${differing.found ?? "none"}, expected ${differing.expected ?? "none"}`;
    case "list": {
      const { added, removed } = differing;
      const more =
        added.length > 0 ? [`found ${added.join(", ")}, which ${added.length > 1 ? "are" : "is"} not expected`] : [];
      return [...more, ...(removed.length > 0 ? [`expected ${removed.join(", ")}, not found`] : [])].join("; ");
    }
  }
}

function nameOf(arn: string): string {
  return arn.split("/").at(-1)!;
}

function documentsText({ expected, found }: Difference): string {
  const listed = (parts: readonly Part[]) => parts.map(partText).join("; and ");
  if (found.length === 0) return `expected ${listed(expected)}, which is not there`;
  return `found ${listed(found)}, expected ${expected.length > 0 ? listed(expected) : "no such statement"}`;
}

function partText(part: Part): string {
  if (!("statement" in part)) return JSON.stringify(part.unread) ?? "nothing";
  const text = statementText(part.statement);
  // Without policy variables, the version changes nothing.
  return part.version === "2008-10-17" && text.includes("${") ? `${text} in the version 2008-10-17` : text;
}

/** A statement in one line, such as `Allow s3:GetObject on arn:aws:s3:::shop/* where Bool aws:SecureTransport true`. */
function statementText({ effect, actions, resources, principals, conditions }: Statement): string {
  const listed = ({ not, values }: Statement["actions"]) => `${not ? "everything but " : ""}${values.join(", ")}`;
  return (
    `${effect} ${listed(actions)}` +
    (principals === undefined ? "" : ` to ${principalsText(principals)}`) +
    (resources === undefined ? "" : ` on ${listed(resources)}`) +
    (conditions.length === 0 ? "" : ` where ${conditionsText(conditions)}`)
  );
}

function principalsText({ not, entries }: PrincipalListing): string {
  const names = entries.map(({ kind, value }) => (kind === "AWS" || kind === "*" ? value : `${kind} ${value}`));
  return `${not ? "everybody but " : ""}${names.map((name) => (name === "*" ? "everybody" : name)).join(", ")}`;
}
