/** `approvals.yaml`: what counts as approved, and what does not. */
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { parse } from "yaml";
import type { Approval } from "../../../cli/review/approvals/approval";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { withApproval } from "../../../cli/review/approvals/edit";
import { readApprovals } from "../../../cli/review/approvals/file";
import { UnusableFile } from "../../../settings/yamlForm";
import { assess } from "../../../cli/review/assess";
import { formats, formatted } from "../../../cli/review/formats/format";
import { reviewSchema, type Review } from "../../../cli/review/model";
import { approveAll, at, deployed, options } from "../../cli/review/fixture";
import { CONTEXTS, REQUESTS } from "../../policypack/arbitraries";
import { allowed, type PlainPolicy } from "../../policypack/evaluator";
import { texts, type ChangedText } from "../change/texts";
import { rendered } from "../../../cli/shared/lines";
import { textComplaint, type Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import type { Place } from "../world/place";

const evidence = deployed();
const approved = approveAll(evidence);
const entry = ({ arn, ...rest }: Approval): object => ({ role: arn, ...rest });
const file = { version: 1, approvals: approved.map(entry) };
const other = {
  ...entry(approved[0]!),
  role: "arn:aws:iam::111111111111:role/teams/audit",
  until: "2026-11-01",
  boundary: { name: "arn:aws:iam::111111111111:policy/bound", document: approved[0]!.policies[0]!.document },
};
export const examples = [
  file,
  { version: 1, approvals: [] },
  { version: 1, approvals: [...approved.map(entry), other] },
];
/** A decision about a role that no example has. */
const decision: Approval = { ...approved[0]!, arn: "arn:aws:iam::111111111111:role/new" };

interface Input extends ChangedText {
  readonly format: (typeof formats)[number];
}

function attempt({ text, format }: Input, place: Place): Outcome | Complaint {
  const path = place.write("approvals.yaml", text);
  let approvals: readonly Approval[];
  try {
    approvals = readApprovals(path);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return textComplaint(rendered(error.lines, false), text) ?? "refused";
  }
  return beyondText(approvals, text) ?? lost(approvals, text, path) ?? counted(approvals, format) ?? "taken";
}

/** What was read is what stands there, in words that mean one thing. */
function beyondText(approvals: readonly Approval[], text: string): Complaint | undefined {
  const complaint = (detail: string): Complaint => ({ property: "an approval is what stands in the file", detail });
  const said = ((parse(text, { logLevel: "silent" }) as { approvals?: unknown[] } | null)?.approvals ?? []) as Record<
    string,
    unknown
  >[];
  if (said.length !== approvals.length) return complaint(`${said.length} stand there, ${approvals.length} were read`);
  for (const [index, { arn, ...rest }] of approvals.entries()) {
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify({ role: arn, ...rest })), JSON.parse(JSON.stringify(said[index]))))
      return complaint(`another one was read: ${JSON.stringify({ arn, ...rest }).slice(0, 1_000)}`);
    if ([arn, ...rest.principals].some((one) => !/^arn:[\w-]+:iam::\d{12}:(role|user)\/[^*?]+$/.test(one)))
      return complaint(`a pattern is approved: ${arn} ${rest.principals.join()}`);
    if (
      [rest.at, rest.until].some(
        (day) => !/^\d{4}-\d\d-\d\d$/.test(day) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day,
      )
    )
      return complaint(`a day that is none: ${rest.at} ${rest.until}`);
  }
  return undefined;
}

/** A new decision leaves the others as they are, or is not written at all. */
function lost(approvals: readonly Approval[], text: string, path: string): Complaint | undefined {
  if (approvals.some(({ arn }) => arn === decision.arn)) return undefined;
  let after: string;
  try {
    after = withApproval(text, path, decision);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return textComplaint(rendered(error.lines, false), text);
  }
  const { approvals: read } = parse(after) as { approvals: Record<string, unknown>[] };
  const before = approvals.map(({ arn, ...rest }) => ({ role: arn, ...rest }));
  return isDeepStrictEqual(JSON.parse(JSON.stringify(read.slice(0, -1))), JSON.parse(JSON.stringify(before))) &&
    read.at(-1)!["role"] === decision.arn
    ? undefined
    : { property: "a decision leaves the others as they are", detail: after.slice(0, 2_000) };
}

/** A role is as approved only where an approval in force allows all that its policies do. */
function counted(approvals: readonly Approval[], format: Input["format"]): Complaint | undefined {
  const review = assess(evidence, approvals, { ...options, compare: broaderThan });
  const parsed = reviewSchema.safeParse(JSON.parse(JSON.stringify(review)));
  if (!parsed.success)
    return { property: "a review has its form", detail: JSON.stringify(parsed.error.issues.slice(0, 5)) };
  for (const role of review.roles) {
    if (role.approval.state !== "approved") continue;
    const beyond = beyondApproval(
      role,
      approvals.find(({ arn }) => arn === role.arn),
    );
    if (beyond !== undefined)
      return { property: "nothing counts as approved that is not", detail: `${role.arn}: ${beyond}` };
  }
  const shown = formatted(
    review,
    format,
    { stacks: new Map(), approvals: { path: "approvals.yaml" } },
    { width: 100, colour: false },
  );
  return format === "table" || format === "md" ? textComplaint(shown, JSON.stringify(approvals)) : undefined;
}

function beyondApproval(role: Review["roles"][number], approval: Approval | undefined): string | undefined {
  if (approval === undefined) return "there is no approval";
  if (approval.until < at.toISOString().slice(0, 10)) return `the approval ended on ${approval.until}`;
  const stranger = role.principals.find(({ arn }) => !approval.principals.includes(arn));
  if (stranger) return `${stranger.arn} was not approved`;
  if ((role.maxSessionDuration ?? 0) > approval.maxSessionDuration) return "sessions are longer";
  const [now, then] = [role.policies, approval.policies].map((policies) =>
    policies.map(({ document }) => document as PlainPolicy),
  ) as [PlainPolicy[], PlainPolicy[]];
  const requests = [
    ...REQUESTS,
    ...role.policies.flatMap(({ document }) =>
      (document as PlainPolicy).Statement.flatMap(({ Action, Resource }) =>
        [Action ?? []]
          .flat()
          .flatMap((action) =>
            [Resource ?? []].flat().map((resource) => [action, resource.replaceAll("*", "x")] as const),
          ),
      ),
    ),
  ];
  const more = requests.find(([action, resource]) =>
    CONTEXTS.some((context) => allowed(now, action, resource, context) && !allowed(then, action, resource, context)),
  );
  return more && `${more.join(" on ")} was not approved`;
}

export const approvals: Kind = kind({
  name: "approvals",
  share: 12,
  inputs: fc
    .tuple(texts(examples, "yaml"), fc.constantFrom(...formats))
    .map(([text, format]): Input => ({ ...text, format })),
  right: formats.map((format): Input => ({ text: JSON.stringify(file), yaml: true, format })),
  attempt,
});
